package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.store.StoreTotals;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a walk over all endpoints of a table finds. */
final class Enumerated implements SwarmVisitor {
    /** Calls after which every shard had its turn. */
    private static final int ROUND = 16;

    /** A host with endpoints of both families. */
    private record Host(long swarm, long tag) {}

    private final FamilyCounts counted4 = new FamilyCounts();
    private final FamilyCounts counted6 = new FamilyCounts();
    private final Map<Host, Long> linked4 = new HashMap<>();
    private final Map<Host, Long> linked6 = new HashMap<>();
    private final Set<Long> swarmsWithPeers = new HashSet<>();
    private long swarm;

    /**
     * Asserts that a store counts what a walk finds, after what has expired was removed, and that both endpoints of a host
     * agree.
     */
    static void assertCounts(MemorySwarmStore store, long nowMillis) {
        sweep(store, nowMillis);
        Enumerated found = new Enumerated();
        new SwarmWalk(store.shards()).all(found);
        StoreTotals totals = store.totals();
        assertThat(totals.families()).isEqualTo(found.counted6.hosts(found.counted4.single()));
        assertThat(totals.endpoints()).isEqualTo(found.counted4.all() + found.counted6.all());
        assertThat(totals.swarms()).isEqualTo(found.swarmsWithPeers.size());
        assertThat(found.linked4.keySet()).isEqualTo(found.linked6.keySet());
        found.linked6.forEach((host, ipv6) -> {
            long ipv4 = found.linked4.get(host);
            assertThat(PeerState.group(ipv4)).isEqualTo(PeerState.group(ipv6));
            assertThat(PeerState.finished(ipv4)).isEqualTo(PeerState.finished(ipv6));
            assertThat(PeerState.reach(ipv4)).isEqualTo(PeerState.reach(ipv6) & PeerState.NOT_REACHED);
        });
    }

    @Override
    public void swarm(Shard shard, SwarmBlock block, long hashed, boolean first) {
        swarm = hashed;
    }

    @Override
    public void endpoint(PeerRecords records, ByteBuffer buffer, int at, long state, int ageTicks) {
        swarmsWithPeers.add(swarm);
        boolean ipv6 = records.family() == AddressFamily.IPV6;
        (ipv6 ? counted6 : counted4).add(state);
        if (PeerState.linked(state)) {
            (ipv6 ? linked6 : linked4).put(new Host(swarm, PeerState.tag(state)), state);
        } else if (!ipv6) {
            assertThat(PeerState.reach(state)).isEqualTo(PeerState.UNKNOWN);
        }
    }

    /** Lets a store remove all that has expired. */
    static void sweep(MemorySwarmStore store, long nowMillis) {
        for (int i = 0; i < ROUND; i++) {
            store.maintain(nowMillis);
        }
    }
}
