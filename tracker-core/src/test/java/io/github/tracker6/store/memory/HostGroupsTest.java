package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Both endpoints of a host stay in one group whatever happens to the host, in swarms that grow and shrink. */
class HostGroupsTest {
    private static final long START = 1_800_000_000_000L;
    private static final InfoHash SWARM = InfoHash.of(1, 2, 3);
    private static final int ROUNDS = 60;

    private final Random random = new Random(1);
    private final MemorySwarmStore store =
            MemorySwarmStore.builder().random(new Random(2)).fairShares(false).build();
    private final AnnounceResponse response = new AnnounceResponse();
    private long now = START;

    @ParameterizedTest
    @ValueSource(ints = {4, 100, 600})
    void endpointsOfAHostAgree(int hosts) {
        int most = 0;
        for (int round = 0; round < ROUNDS; round++) {
            // Long rounds in which all leave or expire, so that tables go back into the block of their swarm.
            boolean shrinks = round % 6 == 5;
            for (int i = 0; i < 2 * hosts; i++) {
                act(random.nextInt(hosts), shrinks);
            }
            now += shrinks && round % 12 == 5 ? store.peerTtl().toMillis() * 3 / 4 : 20_000;
            Enumerated.assertCounts(store, now);
            assertScrapeTellsTotals();
            most = Math.max(most, (int) store.totals().endpoints());
        }
        assertThat(most).as("the test is of use").isGreaterThan(hosts);
    }

    private void act(int host, boolean shrinks) {
        boolean ipv6 = random.nextBoolean();
        int address = 2 * host + random.nextInt(2);
        switch (random.nextInt(shrinks ? 12 : 4)) {
            case 0, 1 -> announce(update(host, ipv6, address));
            case 2 -> reach(address, List.of(Reachability.values()).get(random.nextInt(3)));
            case 3 -> announce(update((host + 1) % 7, ipv6, address).joins(true));
            default -> announce(update(host, ipv6, address).stopped(true));
        }
    }

    private void assertScrapeTellsTotals() {
        ScrapeBatch batch = new ScrapeBatch().add(SWARM);
        assertThat(store.scrape(batch, now)).isCompleted();
        HostCounts totals = store.totals().families();
        assertThat(batch.families(0)).isEqualTo(totals);
        assertThat(batch.complete(0) + batch.incomplete(0)).isEqualTo((int) totals.hosts());
    }

    private void announce(PeerUpdate update) {
        assertThat(store.announce(update, response.reset())).isCompleted();
        assertThat(response.unlistedBy()).isNull();
    }

    private PeerUpdate update(int host, boolean ipv6, int address) {
        return new PeerUpdate()
                .infoHash(SWARM)
                .endpoint(ipv6 ? ipv6(address) : Endpoint.ofIpv4(0x0b00_0000 + address, 6881))
                .hostTag(random.nextInt(10) == 0 ? 0 : (host + 1) * 0x9e3779b97f4a7c15L)
                .role(List.of(PeerRole.values()).get(random.nextInt(3)))
                .completed(random.nextInt(5) == 0)
                .nowMillis(now);
    }

    private void reach(int address, Reachability found) {
        store.reachability(SWARM, ipv6(address), found, now);
    }

    /** Both addresses of a host are in one /64. */
    private static Endpoint ipv6(int address) {
        return Endpoint.ofIpv6(0x2a00_0000_0000_0000L + address / 2, address, 6881);
    }
}
