package io.github.tracker6.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreTotals;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the memory store does beyond the contract of all stores. The testkit runs the contract with it. */
class MemorySwarmStoreTest {
    private static final long NOW = 1_700_000_000_000L;

    @Test
    void aNewSwarmReplacesACounterWithoutPeers() {
        try (MemorySwarmStore store = MemorySwarmStore.builder().maxSwarms(2).build()) {
            announce(store, update(1).completed(true));
            announce(store, update(1).stopped(true));
            announce(store, update(2));
            assertThat(downloaded(store, 1)).isEqualTo(1);
            announce(store, update(3));
            assertThat(downloaded(store, 1)).isZero();
        }
    }

    @Test
    void newSwarmsReplaceOneCounterEachAndNoSwarmWithPeers() {
        int half = 500;
        try (MemorySwarmStore store =
                MemorySwarmStore.builder().maxSwarms(2 * half).fairShares(false).build()) {
            for (int swarm = 0; swarm < 2 * half; swarm++) {
                announce(store, update(swarm).completed(true));
                if (swarm % 2 == 0) {
                    announce(store, update(swarm).stopped(true));
                }
            }
            for (int swarm = 0; swarm < half; swarm++) {
                announce(store, update(2 * half + swarm));
            }
            for (int swarm = 0; swarm < 2 * half; swarm++) {
                assertThat(downloaded(store, swarm)).isEqualTo(swarm % 2);
            }
            AnnounceResponse response = new AnnounceResponse();
            assertThat(store.announce(update(3 * half), response)).isCompleted();
            assertThat(response.unlistedBy()).isEqualTo(ListingCap.SWARMS);
            assertThat(store.totals().swarms()).isEqualTo(2L * half);
        }
    }

    @Test
    @Tag("long")
    void expiredSwarmsGiveTheirMemoryBack() {
        try (MemorySwarmStore store = MemorySwarmStore.builder().build()) {
            long empty = store.reservedBytes();
            for (int peer = 0; peer < 100_000; peer++) {
                announce(store, update(peer % 50_000).endpoint(AddressFamily.IPV6, 0x2a00L << 48 | peer, 1, 1));
            }
            long full = store.reservedBytes() - empty;
            assertThat(full).isBetween(100_000L * 36, 100_000L * 58);
            long ttlMillis = StoreOptions.DEFAULT_PEER_TTL.toMillis();
            for (int call = 0; call < 4_096; call++) {
                store.maintain(call < 2_048 ? ttlMillis / 2 : ttlMillis + ttlMillis / 4);
            }
            assertThat(store.totals().swarms()).isZero();
            assertThat(store.reservedBytes() - empty).isLessThan(full / 4);
        }
    }

    @Test
    void prefetchChangesNothing() {
        try (MemorySwarmStore store = MemorySwarmStore.builder().build()) {
            announce(store, update(1).completed(true));
            long bytes = store.reservedBytes();
            InfoHashes swarms = new InfoHashes();
            for (int swarm = 0; swarm < 100; swarm++) {
                swarms.add(InfoHash.of(swarm, 0, 0).head(), 0, 0);
            }

            store.prefetch(swarms);
            store.prefetch(new InfoHashes());

            assertThat(store.totals()).isEqualTo(new StoreTotals(1, 0, 1, 0));
            assertThat(downloaded(store, 1)).isEqualTo(1);
            assertThat(store.reservedBytes()).isEqualTo(bytes);
            assertThat(swarms.size()).isEqualTo(100);
            for (int swarm = 0; swarm < 100; swarm++) {
                assertThat(InfoHash.of(swarms.head(swarm), swarms.middle(swarm), swarms.tail(swarm)))
                        .isEqualTo(InfoHash.of(swarm, 0, 0));
            }
        }
    }

    private static int downloaded(MemorySwarmStore store, int swarm) {
        ScrapeBatch batch = new ScrapeBatch().add(InfoHash.of(swarm, 0, 0));
        assertThat(store.scrape(batch, 0)).isCompleted();
        return batch.downloaded(0);
    }

    @Test
    void aFullScrapeListsEachOfManySwarmsOnceWhileOthersComeAndGo() {
        int stay = 20_000;
        try (MemorySwarmStore store = MemorySwarmStore.builder().build()) {
            for (int i = 0; i < stay; i++) {
                announce(store, peer(i));
            }
            AtomicBoolean ends = new AtomicBoolean();
            CompletableFuture<Void> load = CompletableFuture.runAsync(() -> {
                for (int i = 0; !ends.get(); i++) {
                    announce(store, peer(stay + i % 5_000));
                    announce(store, peer(stay + (i + 2_500) % 5_000).stopped(true));
                }
            });
            for (int round = 0; round < 5; round++) {
                ScrapeBatch all = new ScrapeBatch();
                assertThat(store.scrapeAll(all, Integer.MAX_VALUE / 2, NOW)).isCompleted();
                Set<InfoHash> listed = new HashSet<>();
                for (int i = 0; i < all.size(); i++) {
                    assertThat(listed.add(all.infoHash(i))).isTrue();
                    assertThat(all.incomplete(i)).isEqualTo(1);
                }
                for (int i = 0; i < stay; i++) {
                    assertThat(listed.contains(swarm(i))).isTrue();
                }
            }
            ends.set(true);
            load.join();
        }
    }

    private static PeerUpdate peer(int number) {
        return new PeerUpdate()
                .infoHash(swarm(number))
                .endpoint(AddressFamily.IPV6, 0x2400_0000_0000_0000L + number, 1, 6881)
                .role(PeerRole.DOWNLOADER)
                .policy(FamilyPolicy.IPV6_FIRST)
                .nowMillis(NOW);
    }

    private static InfoHash swarm(int number) {
        return InfoHash.of(number * 0x9e3779b97f4a7c15L, number, number);
    }

    private static void announce(MemorySwarmStore store, PeerUpdate update) {
        AnnounceResponse response = new AnnounceResponse();
        assertThat(store.announce(update, response)).isCompleted();
        assertThat(response.rejection()).isNull();
    }

    private static PeerUpdate update(int swarm) {
        return new PeerUpdate().infoHash(InfoHash.of(swarm, 0, 0)).endpoint(Endpoint.parse("[2a00::1]:1"));
    }
}
