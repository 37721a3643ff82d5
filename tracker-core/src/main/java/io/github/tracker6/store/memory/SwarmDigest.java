package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/**
 * Sums up all that a table holds in one number, but for times: two tables with the same content have the same number. Not
 * thread-safe.
 */
final class SwarmDigest implements SwarmVisitor {
    private long swarmHash;
    private long sum;

    @Override
    public void swarm(Shard shard, SwarmBlock block, long hashed, boolean first) {
        swarmHash = ReplicaState.mix(ReplicaState.mix(ReplicaState.mix(block.head()) + block.middle()) + block.tail());
        if (first && block.downloaded() > 0) {
            sum += ReplicaState.mix(swarmHash + block.downloaded());
        }
    }

    @Override
    public void endpoint(PeerRecords records, ByteBuffer buffer, int at, long state, int ageTicks) {
        long withoutTime = PeerState.of(0, PeerState.tag(state), PeerState.finished(state), PeerState.traits(state));
        long address =
                ReplicaState.mix(records.high(buffer, at) + records.family().addressBytes()) + records.low(buffer, at);
        long endpoint = ReplicaState.mix(ReplicaState.mix(address) + records.port(buffer, at));
        sum += ReplicaState.mix(ReplicaState.mix(swarmHash + endpoint) + withoutTime);
    }

    long value() {
        return sum;
    }
}
