package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import java.nio.ByteBuffer;

/** Raises the counts of downloads of a table to those of another one that it visits. Not thread-safe. */
final class CountRaiser implements SwarmVisitor {
    private final MemorySwarmStore store;
    private final long nowMillis;
    private final Change change = new Change();

    CountRaiser(MemorySwarmStore store, long nowMillis) {
        this.store = store;
        this.nowMillis = nowMillis;
    }

    @Override
    public void swarm(Shard shard, SwarmBlock block, long otherHash, boolean first) {
        int downloaded = block.downloaded();
        if (first && downloaded > 0) {
            change.family = AddressFamily.IPV4;
            change.set(Change.Kind.RAISE, block.head(), block.middle(), block.tail(), downloaded);
            long hashed = store.hash(change);
            store.shard(hashed).raise(hashed, change, nowMillis);
        }
    }

    @Override
    public void endpoint(PeerRecords records, ByteBuffer buffer, int at, long record, int ageTicks) {}
}
