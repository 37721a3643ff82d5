package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import java.time.Duration;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one network may hold of a store that is nearly full, and of a large swarm. */
class FairSharesTest {
    private static final int CAP = 20_000;
    private static final int ROUND_CALLS = 16;
    private static final Duration TTL = Duration.ofMinutes(45);

    private MemorySwarmStore store =
            open(MemorySwarmStore.builder().maxSwarms(CAP).maxPeers(4 * CAP));
    private long now = 1_700_000_000_000L;

    private static MemorySwarmStore open(MemorySwarmStoreBuilder builder) {
        return builder.peerTtl(TTL).random(new SplittableRandom(1)).build();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @ParameterizedTest
    @EnumSource
    void oneNetworkCannotFillTheStoreWithSwarms(AddressFamily family) {
        for (int i = 0; i < 100; i++) {
            assertThat(announce(honest(family, i), honestSwarm(i))).isNull();
        }
        int listed = 0;
        for (int i = 0; i < 2 * CAP; i++) {
            listed += announce(attacker(family, 0, i), falseSwarm(i)) == null ? 1 : 0;
            if (i % 5_000 == 0) {
                round();
            }
        }
        assertThat(listed).isLessThanOrEqualTo(CAP - CAP / 20 + 5_000);
        for (int i = 100; i < 200; i++) {
            assertThat(announce(honest(family, i), honestSwarm(i)))
                    .as("new torrent " + i)
                    .isNull();
        }
        for (int i = 0; i < 6; i++) {
            round();
        }
        assertThat(store.totals().swarms()).isLessThanOrEqualTo(CAP - CAP / 10 + 1);
        for (int i = 0; i < 200; i++) {
            assertThat(seeders(honestSwarm(i))).as("torrent " + i).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100})
    void networksThatHoldTooManyHostsAreNotListedAndShedUntilTheyReturn(int networks) {
        store = open(MemorySwarmStore.builder().maxSwarms(CAP).maxPeers(CAP).maxPeersPerSwarm(CAP));
        AddressFamily family = AddressFamily.IPV6;
        for (int i = 0; i < 500; i++) {
            announce(honest(family, i), honestSwarm(i % 10));
        }
        for (int i = 0; i < CAP; i++) {
            announce(attacker(family, i % networks, i), falseSwarm(i % 2_000));
            if (i % 2_000 == 0) {
                round();
            }
        }
        long held = store.totals().hosts();
        assertThat(held).isBetween(CAP - CAP / 10L - 200, CAP - CAP / 20L + 2_000);
        for (int i = 500; i < 1_000; i++) {
            assertThat(announce(honest(family, i), honestSwarm(i % 10))).isNull();
        }
        for (int i = 0; i < 6; i++) {
            round();
        }
        assertThat(store.totals().hosts()).isLessThanOrEqualTo(CAP - CAP / 20 + 500);
        int kept = 0;
        for (int i = 0; i < 10; i++) {
            kept += seeders(honestSwarm(i));
        }
        assertThat(kept).isEqualTo(1_000);
    }

    @Test
    void whatReturnedIsShedLast() {
        store = open(MemorySwarmStore.builder().maxSwarms(CAP).maxPeers(CAP).maxPeersPerSwarm(CAP));
        AddressFamily family = AddressFamily.IPV6;
        int loyal = 3_000;
        for (int i = 0; i < loyal; i++) {
            announce(attacker(family, 0, i), falseSwarm(i % 300));
        }
        now += TTL.toMillis() / 2;
        for (int i = 0; i < loyal; i++) {
            announce(attacker(family, 0, i), falseSwarm(i % 300));
        }
        for (int i = loyal; i < CAP; i++) {
            announce(attacker(family, 0, i), falseSwarm(i % 300));
        }
        for (int i = 0; i < 3; i++) {
            round();
        }
        assertThat(store.totals().hosts()).isLessThanOrEqualTo(CAP - CAP / 10);
        int kept = 0;
        for (int i = 0; i < loyal; i++) {
            kept += isListed(attacker(family, 0, i), falseSwarm(i % 300)) ? 1 : 0;
        }
        assertThat(kept).isEqualTo(loyal);
    }

    @Test
    void aStoreFullOfManyNetworksMakesRoomFromWhatNeverReturned() {
        store = open(MemorySwarmStore.builder().maxSwarms(CAP).maxPeers(CAP).maxPeersPerSwarm(CAP));
        AddressFamily family = AddressFamily.IPV6;
        int loyal = 2_000;
        for (int i = 0; i < loyal; i++) {
            announce(honest(family, i), honestSwarm(i));
        }
        now += TTL.toMillis() / 2;
        for (int i = 0; i < loyal; i++) {
            announce(honest(family, i), honestSwarm(i));
        }
        for (int i = loyal; i < CAP; i++) {
            announce(honest(family, i), honestSwarm(i));
        }
        assertThat(announce(honest(family, CAP), honestSwarm(1))).isEqualTo(ListingCap.PEERS);
        now += TTL.toMillis() / 4;
        for (int i = 0; i < 5; i++) {
            round();
        }
        assertThat(store.totals().hosts()).isBetween(CAP - CAP / 10L - 100, CAP - CAP / 10L + 1);
        assertThat(announce(honest(family, CAP), honestSwarm(1))).isNull();
        for (int i = 0; i < loyal; i++) {
            assertThat(seeders(honestSwarm(i))).as("torrent " + i).isPositive();
        }
    }

    @Test
    void whereTheSwarmsAreFullNoPeerOfALargeSwarmGivesWay() {
        AddressFamily family = AddressFamily.IPV6;
        for (int i = 0; i < 3_000; i++) {
            announce(honest(family, i), honestSwarm(0));
        }
        for (int i = 1; i < CAP; i++) {
            announce(honest(family, i), honestSwarm(i));
        }
        now += TTL.toMillis() / 4;
        for (int i = 0; i < 6; i++) {
            round();
        }
        assertThat(seeders(honestSwarm(0))).isEqualTo(3_000);
        assertThat(store.totals().swarms()).isLessThanOrEqualTo(CAP - CAP / 10 + 1);
    }

    @ParameterizedTest
    @EnumSource
    void aSmallSwarmListsSoManyOfANetwork(AddressFamily family) {
        int listed = 0;
        for (int i = 0; i < 3_000; i++) {
            listed += announce(attacker(family, 0, i), honestSwarm(0)) == null ? 1 : 0;
        }
        // Endpoints are counted from the 256th on, and again in each round.
        assertThat(listed).isBetween(1_024, 1_024 + 256);
        round();
        round();
        assertThat(announce(attacker(family, 0, 4_000), honestSwarm(0))).isEqualTo(ListingCap.NETWORK);
        assertThat(announce(honest(family, 1), honestSwarm(0))).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void aNetworkIsWhatThePrefixesSay(AddressFamily family) {
        store = open(MemorySwarmStore.builder().networkPrefix(32, 64));
        for (int i = 0; i < 3_000; i++) {
            assertThat(announce(attacker(family, 0, i), honestSwarm(0))).isNull();
        }
        store.close();

        store = open(MemorySwarmStore.builder());
        for (int i = 0; i < 3_000; i++) {
            assertThat(announce(attacker(family, i % 100, i), honestSwarm(0))).isNull();
        }
        store.close();

        store = open(MemorySwarmStore.builder().networkPrefix(16, 32)); // as the wide networks
        int listed = 0;
        for (int i = 0; i < 3_000; i++) {
            listed += announce(attacker(family, i % 100, i), honestSwarm(0)) == null ? 1 : 0;
        }
        assertThat(listed).isBetween(1_024, 1_024 + 256);
        assertThat(announce(honest(family, 1), honestSwarm(0))).isNull();
        store.close();

        store = open(MemorySwarmStore.builder().networkPrefix(8, 16)); // larger than the wide ones
        for (int i = 0; i < 3_000; i++) {
            announce(attacker(family, i % 100, i), honestSwarm(0));
        }
        PeerUpdate neighbour = family == AddressFamily.IPV6
                ? new PeerUpdate().endpoint(family, 0x2a00_ffff_0000_0000L, 1, 6881)
                : new PeerUpdate().endpoint(family, 0, 0x0bff_0001L, 6881);
        assertThat(announce(neighbour, honestSwarm(0))).isEqualTo(ListingCap.NETWORK);
    }

    @ParameterizedTest
    @EnumSource
    void aLargeSwarmListsASmallShareOfANetwork(AddressFamily family) {
        for (int i = 0; i < 8_000; i++) {
            assertThat(announce(honest(family, i), honestSwarm(0))).isNull();
        }
        int ofOne = 0;
        for (int i = 0; i < 3_000; i++) {
            ofOne += announce(attacker(family, 0, i), honestSwarm(0)) == null ? 1 : 0;
        }
        assertThat(ofOne).isBetween(200, 260); // the wide network's share is the smaller one
        int ofMany = 0;
        for (int i = 0; i < 3_000; i++) {
            ofMany += announce(attacker(family, 1 + i % 100, i), honestSwarm(0)) == null ? 1 : 0;
        }
        assertThat(ofMany).isLessThanOrEqualTo(20);
        long honestStill = 0;
        for (int i = 0; i < 8_000; i++) {
            honestStill += isListed(honest(family, i), honestSwarm(0)) ? 1 : 0;
        }
        assertThat(honestStill).isEqualTo(8_000);
    }

    @Test
    void withoutFairSharesTheFirstOnesHoldTheStore() {
        store = open(MemorySwarmStore.builder().maxSwarms(CAP).fairShares(false));
        for (int i = 0; i < CAP; i++) {
            assertThat(announce(attacker(AddressFamily.IPV4, 0, i), falseSwarm(i)))
                    .isNull();
        }
        assertThat(announce(honest(AddressFamily.IPV4, 1), honestSwarm(1))).isEqualTo(ListingCap.SWARMS);
    }

    @Test
    void addressesOfALanHaveNoShares() {
        for (int i = 0; i < CAP; i++) {
            assertThat(announce(new PeerUpdate().endpoint(AddressFamily.IPV4, 0, 0x0a000001L, 6881), falseSwarm(i)))
                    .isNull();
        }
        assertThat(announce(new PeerUpdate().endpoint(AddressFamily.IPV4, 0, 0x0a000001L, 6881), falseSwarm(CAP)))
                .isEqualTo(ListingCap.SWARMS);
    }

    /** Housekeeping goes once over the store. */
    private void round() {
        for (int i = 0; i < ROUND_CALLS; i++) {
            store.maintain(now);
        }
    }

    private @Nullable ListingCap announce(PeerUpdate update, InfoHash swarm) {
        AnnounceResponse response = new AnnounceResponse();
        update.infoHash(swarm)
                .role(PeerRole.SEEDER)
                .policy(FamilyPolicy.SAME_FAMILY)
                .numWant(5)
                .nowMillis(now);
        assertThat(store.announce(update, response)).isCompleted();
        assertThat(response.rejection()).isNull();
        return response.unlistedBy();
    }

    /** Returns whether an endpoint is listed, and stops it. */
    private boolean isListed(PeerUpdate update, InfoHash swarm) {
        int before = seeders(swarm);
        AnnounceResponse response = new AnnounceResponse();
        assertThat(store.announce(update.infoHash(swarm).stopped(true).nowMillis(now), response))
                .isCompleted();
        return seeders(swarm) == before - 1;
    }

    private int seeders(InfoHash swarm) {
        ScrapeBatch batch = new ScrapeBatch().add(swarm);
        assertThat(store.scrape(batch, now)).isCompleted();
        return batch.complete(0);
    }

    /** Returns an endpoint in a narrow and a wide network of its own. */
    private static PeerUpdate honest(AddressFamily family, int number) {
        return family == AddressFamily.IPV6
                ? new PeerUpdate().endpoint(family, 0x2400_0000_0000_0000L + ((long) number << 32), 1, 6881)
                // Without a wide network for each: IPv4 has too few.
                : new PeerUpdate().endpoint(family, 0, 0x2000_0001L + ((long) number << 12), 6881);
    }

    /** Returns an endpoint of one of a few narrow networks, which are in one wide network. */
    private static PeerUpdate attacker(AddressFamily family, int network, int number) {
        return family == AddressFamily.IPV6
                ? new PeerUpdate()
                        .endpoint(
                                family, 0x2a00_0000_0000_0000L + ((long) network << 16) + number % 65_536, number, 6881)
                : new PeerUpdate().endpoint(family, 0, 0x0b00_0000L + (network << 8) + number % 250, 1 + number / 250);
    }

    private static InfoHash honestSwarm(int number) {
        return InfoHash.of(1, 2, number);
    }

    private static InfoHash falseSwarm(int number) {
        return InfoHash.of(3, number * 0x9e3779b97f4a7c15L, number);
    }
}
