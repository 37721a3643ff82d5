package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Forgets the tags of hosts in a table, a slice at a time: {@link #forget} after each slice. Not thread-safe. */
final class TagForgetting implements SwarmVisitor {
    private final MemorySwarmStore store;
    private final long nowMillis;
    private final List<Change> tagged = new ArrayList<>();
    private Change swarm = new Change();

    TagForgetting(MemorySwarmStore store, long nowMillis) {
        this.store = store;
        this.nowMillis = nowMillis;
    }

    @Override
    public void swarm(Shard shard, SwarmBlock block, long hashed, boolean first) {
        swarm = new Change().set(Change.Kind.ANNOUNCE, block.head(), block.middle(), block.tail(), 0);
    }

    @Override
    public void endpoint(PeerRecords records, ByteBuffer buffer, int at, long record, int ageTicks) {
        if (PeerState.tag(record) != 0) {
            Change change = new Change().set(Change.Kind.ANNOUNCE, swarm.head, swarm.middle, swarm.tail, 0);
            change.setEndpoint(records, buffer, at, record);
            change.tag = 0;
            change.offsetMillis = ageTicks * store.peerTtl().toMillis() / Ticks.TTL;
            tagged.add(change);
        }
    }

    /** Forgets the tags of the slice. */
    void forget() {
        for (Change change : tagged) {
            long hashed = store.hash(change);
            store.shard(hashed).load(hashed, change, nowMillis - change.offsetMillis, nowMillis);
        }
        tagged.clear();
    }
}
