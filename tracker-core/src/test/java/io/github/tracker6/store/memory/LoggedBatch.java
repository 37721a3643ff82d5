package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

/** A node's changes as they lie in a log that is a list. All its entries are of one time. Immutable. */
final class LoggedBatch {
    static final long NOW = 1_800_000_000_000L;
    static final int MAX_BYTES = 1 << 18;

    private final long node;
    private final byte[] changes;
    private final long seen;

    LoggedBatch(long node, ChangeBatch batch) {
        this.node = node;
        this.changes = new byte[batch.bytes()];
        this.seen = batch.seen();
        batch.write(changes, 0);
    }

    /** Returns the order of an entry of the log. */
    static long order(int position) {
        return (NOW + position) << 20;
    }

    long node() {
        return node;
    }

    /** Returns how many of the changes are an announce or a stop. */
    int announces() {
        Change change = new Change();
        int announces = 0;
        for (int at = 0; at < changes.length; ) {
            at = change.read(changes, at, changes.length);
            assertThat(at).isPositive();
            announces += change.isOfHost() ? 1 : 0;
        }
        return announces;
    }

    void applyTo(MemoryReplica replica, int position) {
        int unknown = replica.apply(changes, 0, changes.length, NOW, NOW, node, seen, order(position));
        assertThat(unknown).isZero();
    }
}
