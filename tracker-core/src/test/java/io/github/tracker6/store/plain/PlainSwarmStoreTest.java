package io.github.tracker6.store.plain;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreOptionsBuilder;
import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a plain store does beyond the contract of all stores, which the testkit puts it to. */
class PlainSwarmStoreTest {
    private static final InfoHash SWARM = InfoHash.of(1, 2, 3);
    private static final Endpoint IPV6 = Endpoint.parse("[2001:db8::1]:6881");
    private static final Endpoint IPV4 = Endpoint.parse("192.0.2.1:6881");
    private static final Endpoint OTHER = Endpoint.parse("[2001:db8::2]:6881");
    private static final long TTL_MILLIS = 10_000;
    private static final long TAG = 0x1234_5678_9abc_def0L;

    private final StoreOptionsBuilder options = StoreOptions.builder().peerTtl(Duration.ofMillis(TTL_MILLIS));

    @Test
    void aSwarmComesBackAsItWasSaved() {
        MapStore saved = new MapStore(options);
        announce(saved, from(IPV6).hostTag(TAG).role(PeerRole.SEEDER).completed(true));
        announce(saved, from(OTHER).role(PeerRole.PARTIAL_SEED).nowMillis(1));
        announce(saved, from(IPV4).hostTag(TAG).role(PeerRole.SEEDER).nowMillis(2));
        PlainSwarm swarm = saved.swarm(SWARM);
        assertThat(swarm.downloaded()).isEqualTo(1);
        assertThat(swarm.peers())
                .containsExactly(
                        new PlainPeer(IPV6, TAG, PeerRole.SEEDER, true, 0),
                        new PlainPeer(OTHER, 0, PeerRole.PARTIAL_SEED, false, 1),
                        new PlainPeer(IPV4, TAG, PeerRole.SEEDER, true, 2));

        MapStore restored = new MapStore(options);
        restored.putBack(SWARM, swarm.downloaded(), shuffled(swarm.peers()));

        assertThat(restored.swarm(SWARM).peers()).isEqualTo(swarm.peers());
        assertThat(restored.totals()).isEqualTo(saved.totals()).isEqualTo(new StoreTotals(1, 0, 1, 1));
        assertThat(announce(restored, from(IPV4).hostTag(TAG).completed(true).nowMillis(3))
                        .downloaded())
                .as("the host finished before")
                .isEqualTo(1);
        assertThat(announce(restored, from(OTHER).numWant(9).nowMillis(3))
                        .peers6()
                        .toList())
                .as("links are known")
                .containsExactly(IPV6);
    }

    @Test
    void restoringHeedsNoCapAndLeavesAKnownSwarmAlone() {
        MapStore store = new MapStore(options.maxSwarms(1).maxPeers(1).maxPeersPerSwarm(1));
        announce(store, from(IPV6));
        store.putBack(SWARM, 7, List.of());
        assertThat(store.swarm(SWARM).downloaded()).isZero();

        InfoHash other = InfoHash.of(4, 5, 6);
        store.putBack(
                other,
                7,
                List.of(
                        new PlainPeer(IPV6, 0, PeerRole.SEEDER, false, 0),
                        new PlainPeer(OTHER, 0, PeerRole.SEEDER, false, 0)));
        assertThat(store.totals()).isEqualTo(new StoreTotals(2, 0, 3, 0));
        assertThat(announce(store, from(IPV4)).unlistedBy()).isEqualTo(ListingCap.SWARM);
        assertThat(announce(store, from(IPV6).infoHash(other)).downloaded()).isEqualTo(7);
    }

    @Test
    void whatExpiredWhileItWasSavedIsDropped() {
        MapStore store = new MapStore(options);
        store.putBack(SWARM, 0, List.of(new PlainPeer(IPV6, 0, PeerRole.SEEDER, false, 0)));
        store.putBack(InfoHash.of(4, 5, 6), 0, List.of());
        assertThat(store.swarms).as("nothing is no swarm").containsOnlyKeys(SWARM);

        assertThat(store.maintain(TTL_MILLIS - 1)).isZero();
        assertThat(store.maintain(TTL_MILLIS)).isEqualTo(1);
        assertThat(store.swarms).isEmpty();
        assertThat(store.totals()).isEqualTo(new StoreTotals(0, 0, 0, 0));
    }

    @Test
    void nothingIsKeptOfWhatCreatesNothing() {
        MapStore store = new MapStore(options.maxPeers(1));
        announce(store, from(IPV6).stopped(true));
        announce(store, from(IPV6).repeated(true));
        assertThat(store.scrape(new ScrapeBatch().add(SWARM), 0)).isCompleted();
        assertThat(store.swarms).isEmpty();

        announce(store, from(IPV6).infoHash(InfoHash.of(4, 5, 6)));
        assertThat(announce(store, from(IPV6)).unlistedBy()).isEqualTo(ListingCap.PEERS);
        assertThat(store.swarms).hasSize(1);
        assertThat(store.totals()).isEqualTo(new StoreTotals(1, 0, 1, 0));
    }

    @Test
    void swarmsWithoutPeersAreKeptForTheirDownloadsWhileThereIsRoom() {
        MapStore store = new MapStore(options.maxSwarms(10));
        for (int swarm = 0; swarm < 100; swarm++) {
            announce(store, from(IPV6).infoHash(InfoHash.of(swarm, 0, 0)).completed(true));
            announce(store, from(IPV6).infoHash(InfoHash.of(swarm, 0, 0)).stopped(true));
        }
        assertThat(store.swarms).hasSize(10);

        for (int swarm = 100; swarm < 110; swarm++) {
            announce(store, from(IPV6).infoHash(InfoHash.of(swarm, 0, 0)));
        }
        assertThat(announce(store, from(IPV6)).unlistedBy()).isEqualTo(ListingCap.SWARMS);
        assertThat(store.maintain(0)).isZero();
        assertThat(store.swarms).as("those with peers").hasSize(10);
        assertThat(store.totals()).isEqualTo(new StoreTotals(10, 0, 10, 0));
    }

    @Test
    void housekeepingGoesOnWhereTheLastCallEnded() {
        int swarms = 20_000;
        MapStore store = new MapStore(options);
        for (int swarm = 0; swarm < swarms; swarm++) {
            announce(store, from(IPV6).infoHash(InfoHash.of(swarm, 0, 0)));
        }
        assertThat(store.maintain(TTL_MILLIS)).isEqualTo(16_384);
        assertThat(store.maintain(TTL_MILLIS)).isEqualTo(swarms - 16_384);
        assertThat(store.swarms).isEmpty();
    }

    @Test
    void aFailureOfTheKeepingFailsTheStage() {
        StoreException failure = new StoreException("planted", null);
        MapStore store = new MapStore(options);
        announce(store, from(IPV6));
        store.failure = failure;

        assertThat(store.announce(from(IPV6), new AnnounceResponse())).isCompletedExceptionally();
        assertThat(store.scrape(new ScrapeBatch().add(SWARM), 0)).isCompletedExceptionally();
        assertThat(store.scrapeAll(new ScrapeBatch(), 10, 0)).isCompletedExceptionally();
        assertThat(store.scrapeAll(new ScrapeBatch(), 10, 0).toCompletableFuture())
                .failsWithin(Duration.ZERO)
                .withThrowableThat()
                .withCause(failure);
    }

    @Test
    void samplesRepeatWithTheSameSeed() {
        assertThat(samples(1)).isEqualTo(samples(1)).isNotEqualTo(samples(2));
    }

    @Test
    void textOfAPeerTellsNoTag() {
        assertThat(new PlainPeer(IPV6, TAG, PeerRole.SEEDER, true, 5))
                .hasToString("PlainPeer[[2001:db8::1]:6881 SEEDER finished seen 5]");
    }

    private List<List<Endpoint>> samples(long seed) {
        MapStore store = new MapStore(options, new Random(seed));
        for (int peer = 1; peer <= 100; peer++) {
            announce(store, from(Endpoint.ofIpv6(IPV6.addressHigh(), peer, 1)));
        }
        return List.of(
                announce(store, from(IPV6).numWant(10)).peers6().toList(),
                announce(store, from(IPV6).numWant(10)).peers6().toList());
    }

    private static List<PlainPeer> shuffled(List<PlainPeer> peers) {
        return List.of(peers.get(2), peers.get(0), peers.get(1));
    }

    private static PeerUpdate from(Endpoint endpoint) {
        return new PeerUpdate().infoHash(SWARM).endpoint(endpoint);
    }

    private static AnnounceResponse announce(PlainSwarmStore store, PeerUpdate update) {
        AnnounceResponse response = new AnnounceResponse();
        assertThat(store.announce(update, response)).isCompletedWithValue(response);
        return response;
    }

    private static final class MapStore extends PlainSwarmStore {
        private final Map<InfoHash, PlainSwarm> swarms = new ConcurrentHashMap<>();
        private @Nullable StoreException failure;

        MapStore(StoreOptionsBuilder options) {
            super(options.build());
        }

        MapStore(StoreOptionsBuilder options, Random random) {
            super(options.build(), random);
        }

        void putBack(InfoHash infoHash, int downloaded, List<PlainPeer> peers) {
            restore(infoHash, downloaded, peers);
        }

        PlainSwarm swarm(InfoHash infoHash) {
            return swarms.get(infoHash);
        }

        @Override
        protected void change(InfoHash infoHash, UnaryOperator<@Nullable PlainSwarm> change) {
            if (failure != null) {
                throw failure;
            }
            swarms.compute(infoHash, (key, swarm) -> change.apply(swarm));
        }

        @Override
        protected Iterable<InfoHash> infoHashes() {
            return swarms.keySet();
        }
    }
}
