package io.github.tracker6.store.memory;

import java.util.ArrayDeque;

/**
 * A walk over all swarms, in slices of one range of hashes each, so that no slice holds a lock for long. A swarm or endpoint
 * that is there all the time is seen at least once, wherever it is moved meanwhile. Not thread-safe.
 */
final class SwarmWalk {
    /** The rest of a swarm that is too large for one slice: the endpoints of a family from a place on. */
    static final class LargeRest {
        final long hashed;
        final long head;
        final long middle;
        final int tail;
        final PeerRecords records;
        int place;

        LargeRest(long hashed, SwarmBlock block, PeerRecords records) {
            this.hashed = hashed;
            this.head = block.head();
            this.middle = block.middle();
            this.tail = block.tail();
            this.records = records;
        }
    }

    private final Shard[] shards;
    private final ArrayDeque<LargeRest> rests = new ArrayDeque<>();
    private int shard;
    private int place;

    SwarmWalk(Shard[] shards) {
        this.shards = shards;
    }

    /**
     * Visits a slice.
     *
     * @return whether there is more
     */
    boolean next(SwarmVisitor visitor) {
        LargeRest rest = rests.peek();
        if (rest != null) {
            shards[shard].visitLarge(rest, visitor);
            if (rest.place == HashIndex.END_OF_PLACES) {
                rests.remove();
            }
        } else {
            place = shards[shard].visitSwarms(place, visitor, rests);
        }
        if (place == HashIndex.END_OF_PLACES && rests.isEmpty()) {
            place = 0;
            shard++;
        }
        return shard < shards.length;
    }

    /** Visits all slices, one after the other. */
    void all(SwarmVisitor visitor) {
        boolean more = true;
        while (more) {
            more = next(visitor);
        }
    }
}
