package io.github.tracker6.store.memory;

/** Own changes that leave together, as bytes in order. Not thread-safe: used under its shard's lock. */
final class PendingSegment {
    private static final int FIRST_BYTES = 1 << 9;

    final PendingEpoch epoch;

    /** The id of the first change. */
    final int firstId;

    byte[] bytes = new byte[FIRST_BYTES];

    /** How many of the bytes hold changes. */
    int used;

    /** How many changes there are. */
    int count;

    /** Whether it takes no more changes. */
    boolean closed;

    /** Whether it is on its way. */
    boolean taken;

    PendingSegment(PendingEpoch epoch, int firstId) {
        this.epoch = epoch;
        this.firstId = firstId;
    }
}
