package io.github.tracker6.store.memory;

import io.github.tracker6.store.HostKey;
import org.jspecify.annotations.Nullable;

/** Puts into a table what a snapshot holds, in addition to what is there. Not thread-safe. */
final class LoadingSink implements SnapshotReader.Sink {
    private final MemorySwarmStore store;
    private final long nowMillis;
    private final long ageMillis;
    private final boolean countsOnly;
    private final boolean withReachability;
    private long ttlMillis;
    private @Nullable HostKey hostKey;
    private long hashed;
    private long endpoints;

    /**
     * Makes a sink.
     *
     * @param nowMillis the time of the table
     * @param ageMillis how old the snapshot is
     * @param countsOnly whether endpoints are left out
     * @param withReachability whether endpoints come with what was known of their reachability
     */
    LoadingSink(MemorySwarmStore store, long nowMillis, long ageMillis, boolean countsOnly, boolean withReachability) {
        this.store = store;
        this.nowMillis = nowMillis;
        this.ageMillis = ageMillis;
        this.countsOnly = countsOnly;
        this.withReachability = withReachability;
    }

    @Override
    public void head(SnapshotFormat.Head head) {
        ttlMillis = head.ttlMillis();
        hostKey = head.hostKey();
    }

    @Override
    public void swarm(Change swarm, int downloaded) {
        hashed = store.hash(swarm);
        if (downloaded > 0) {
            store.shard(hashed).loadDownloaded(hashed, swarm, downloaded);
        }
    }

    @Override
    public void endpoint(Change announce, int ageTicks) {
        long age = ageMillis + ageTicks * ttlMillis / Ticks.TTL;
        if (!countsOnly && age < store.peerTtl().toMillis()) {
            endpoints++;
            announce.reach = withReachability ? announce.reach : PeerState.UNKNOWN;
            store.shard(hashed).load(hashed, announce, nowMillis - age, nowMillis);
        }
    }

    @Nullable
    HostKey hostKey() {
        return hostKey;
    }

    long endpoints() {
        return endpoints;
    }
}
