package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.store.StoreTotals;
import java.nio.ByteBuffer;

/** What a walk over all endpoints of a table counts. */
final class Enumerated implements SwarmVisitor {
    /** Calls after which every shard had its turn. */
    private static final int ROUND = 16;

    private long ipv4;
    private long ipv6;
    private long swarms;
    private boolean begun;

    /** Asserts that a store counts what a walk finds, after what has expired was removed. */
    static void assertCounts(MemorySwarmStore store, long nowMillis) {
        sweep(store, nowMillis);
        Enumerated counts = new Enumerated();
        new SwarmWalk(store.shards()).all(counts);
        StoreTotals totals = store.totals();
        assertThat(totals.ipv4Hosts() + totals.dualStackHosts()).isEqualTo(counts.ipv4);
        assertThat(totals.ipv6Hosts() + totals.dualStackHosts()).isEqualTo(counts.ipv6);
        assertThat(totals.swarms()).isEqualTo(counts.swarms);
    }

    @Override
    public void swarm(Shard shard, SwarmBlock block, long hashed, boolean first) {
        begun = first;
    }

    @Override
    public void endpoint(PeerRecords records, ByteBuffer buffer, int at, long state, int ageTicks) {
        swarms += begun ? 1 : 0; // one that holds peers
        begun = false;
        if (records.family() == AddressFamily.IPV6) {
            ipv6++;
        } else {
            ipv4++;
        }
    }

    /** Lets a store remove all that has expired. */
    static void sweep(MemorySwarmStore store, long nowMillis) {
        for (int i = 0; i < ROUND; i++) {
            store.maintain(nowMillis);
        }
    }
}
