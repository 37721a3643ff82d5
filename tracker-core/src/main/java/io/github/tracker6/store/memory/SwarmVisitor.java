package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/** Gets to see swarms and their endpoints, under the lock of their shard; see {@link SwarmWalk}. */
interface SwarmVisitor {
    /**
     * Begins a swarm; its endpoints follow.
     *
     * @param hashed the keyed hash of the info hash
     * @param first whether this is the first of several parts, or all of the swarm
     * @param shard the shard, whose lock is held
     */
    void swarm(Shard shard, SwarmBlock block, long hashed, boolean first);

    /**
     * Shows an endpoint that is not expired.
     *
     * @param ageTicks how long ago it was seen, in ticks, 0 to 255
     */
    void endpoint(PeerRecords records, ByteBuffer buffer, int at, long state, int ageTicks);
}
