package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/** Adopts what another table holds and the log may lack, as own changes of a table that takes its place. Not thread-safe. */
final class Adoption implements SwarmVisitor {
    private final MemorySwarmStore store;
    private final long nowMillis;
    private final boolean withoutTags;
    private final boolean findsTags;
    private final Change change = new Change();

    /** Adopts endpoints that the other table shows, and that are no older than this. */
    long maxAgeTicks;

    /**
     * Prepares an adoption.
     *
     * @param store the table that adopts
     * @param nowMillis the time, in milliseconds of the store's callers
     * @param withoutTags whether tags mean nothing here
     * @param findsTags whether an endpoint without a tag has the one that it has here
     */
    Adoption(MemorySwarmStore store, long nowMillis, boolean withoutTags, boolean findsTags) {
        this.store = store;
        this.nowMillis = nowMillis;
        this.withoutTags = withoutTags;
        this.findsTags = findsTags;
    }

    /** Adopts pending changes from an id on; returns the id behind the last. */
    int adoptPending(Shard shard, int fromId, boolean last) {
        synchronized (shard) {
            PendingChanges pending = shard.replica().pending();
            if (last) {
                shard.retire(true);
            }
            int id = last ? fromId : pending.firstId();
            while (id != pending.endId()) {
                pending.read(id, change);
                if (change.kind != Change.Kind.NOTHING) {
                    PendingEpoch epoch = pending.epoch(id);
                    adopt(epoch.baseMillis() + change.offsetMillis, epoch.seen(), true);
                }
                id++;
            }
            return id;
        }
    }

    @Override
    public void swarm(Shard shard, SwarmBlock block, long otherHash, boolean first) {
        change.head = block.head();
        change.middle = block.middle();
        change.tail = block.tail();
    }

    @Override
    public void endpoint(PeerRecords records, ByteBuffer buffer, int at, long record, int ageTicks) {
        if (ageTicks <= maxAgeTicks) {
            change.kind = Change.Kind.ANNOUNCE;
            change.setEndpoint(records, buffer, at, record);
            adopt(nowMillis - ageTicks * store.peerTtl().toMillis() / Ticks.TTL, Long.MAX_VALUE, false);
        }
    }

    private void adopt(long changeMillis, long seen, boolean isNoted) {
        if (withoutTags) {
            change.tag = 0;
        }
        long hashed = store.hash(change);
        if (findsTags && change.tag == 0 && change.isOfHost()) {
            change.tag = store.shard(hashed).tagOf(hashed, change);
        }
        store.shard(hashed).adopt(hashed, change, changeMillis, nowMillis, seen, isNoted);
    }
}
