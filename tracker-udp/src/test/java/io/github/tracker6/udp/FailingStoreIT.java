package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients, sockets and the engine over a store that throws, returns null, or never answers. */
@Timeout(60)
class FailingStoreIT extends ServerTests {
    private static final String UNAVAILABLE = "00000003cafebabe" + Hex.text(Rejection.UNAVAILABLE.text());
    private static final String HASH = "000102030405060708090a0b0c0d0e0f10111213";
    private static final List<InetAddress> FAMILIES = List.of(V6, V4);
    private static final Duration LIMIT = Duration.ofMillis(100);

    private final Scripted store = new Scripted();
    private final Tracker engine = Tracker.builder()
            .store(store)
            .intervalSpread(0)
            .warmUp(false)
            .secondFamilyDelay(Duration.ZERO)
            .requestTimeout(LIMIT)
            .build();

    /** Does in each call what a test says; by default it answers at once. */
    private static final class Scripted implements SwarmStore {
        volatile BiFunction<PeerUpdate, AnnounceResponse, CompletionStage<AnnounceResponse>> announcing =
                (update, response) -> response.done();
        volatile Function<ScrapeBatch, CompletionStage<ScrapeBatch>> scraping = ScrapeBatch::done;

        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            return announcing.apply(update, response);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            return scraping.apply(batch);
        }

        @Override
        public Duration peerTtl() {
            return Duration.ofHours(1);
        }

        @Override
        public StoreTotals totals() {
            return new StoreTotals(0, 0, 0, 0);
        }

        @Override
        public void close() {}
    }

    private List<InetSocketAddress> addresses = List.of();
    private UdpTrackerServer server =
            UdpTrackerServer.builder(engine).bind(anyPort(V6)).build();

    @BeforeEach
    void start() throws Exception {
        open.add(engine.start());
        server = UdpTrackerServer.builder(engine)
                .transport(transport)
                .bind(anyPort(V6))
                .bind(anyPort(V4))
                .workers(1)
                .lan(true)
                .rateLimit(false)
                .build();
        started(server);
        addresses = server.addresses();
    }

    private void started(UdpTrackerServer toStart) throws Exception {
        open.add(0, toStart); // closed before the engine
        toStart.start();
    }

    @Test
    void whateverTheStoreDoesClientsGetAnAnswerAndTheServerServesOn() throws Exception {
        List<Runnable> faults = List.of(
                () -> {
                    throw new IllegalStateException("planted");
                },
                () -> {
                    throw new AssertionError("planted");
                },
                () -> {
                    throw new StackOverflowError("planted");
                });
        int failures = 0;
        for (InetSocketAddress address : addresses) {
            for (Runnable fault : faults) {
                store.announcing = (update, response) -> {
                    fault.run();
                    return response.done();
                };
                store.scraping = batch -> {
                    fault.run();
                    return batch.done();
                };
                assertThatAnswersAreErrors(address);
                failures += 2;
            }
            store.announcing = (update, response) -> null;
            store.scraping = batch -> null;
            assertThatAnswersAreErrors(address);
            store.announcing = (update, response) -> CompletableFuture.completedFuture(null);
            store.scraping = batch -> CompletableFuture.completedFuture(null);
            assertThatAnswersAreErrors(address);
            store.announcing = (update, response) -> CompletableFuture.failedFuture(new AssertionError("planted"));
            store.scraping = batch -> CompletableFuture.failedFuture(new AssertionError("planted"));
            assertThatAnswersAreErrors(address);
            failures += 6;
            store.announcing = (update, response) -> new CompletableFuture<>();
            store.scraping = batch -> new CompletableFuture<>();
            assertThatAnswersAreErrors(address);
            failures += 2;

            store.announcing = (update, response) -> response.done();
            assertThat(announced(address)).startsWith("00000001cafebabe");
        }
        assertThat(engine.stats().failures()).isEqualTo(failures);
        assertThat(engine.stats().timeouts()).isEqualTo(4);
        assertThat(server.stats().trackerFailures()).isEqualTo(failures);
        assertThat(server.stats().receiveFailures()).isZero();
    }

    @Test
    void whatAStoreWritesAfterTheTimeLimitIsInNoOtherAnswer() throws Exception {
        ConcurrentLinkedQueue<AnnounceResponse> late = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<ScrapeBatch> lateBatches = new ConcurrentLinkedQueue<>();
        for (InetSocketAddress address : addresses) {
            store.announcing = (update, response) -> {
                late.add(response);
                return new CompletableFuture<>();
            };
            store.scraping = batch -> {
                lateBatches.add(batch);
                return new CompletableFuture<>();
            };
            assertThatAnswersAreErrors(address);

            // The store is late: it writes while other clients' answers are made.
            store.announcing = (update, response) -> {
                late.forEach(FailingStoreIT::fill);
                return response.counts(0, 1, 0).done();
            };
            store.scraping = batch -> {
                lateBatches.forEach(other -> other.setCounts(0, 7, 7, 7, 7));
                batch.setCounts(0, 1, 2, 3, 2);
                return batch.done();
            };
            for (int i = 0; i < 10; i++) {
                assertThat(announced(address)).isEqualTo("00000001cafebabe" + "00000708" + "00000001" + "00000000");
                assertThat(scraped(address)).isEqualTo("00000002cafebabe" + "00000001" + "00000003" + "00000002");
            }
        }
        assertThat(late).hasSize(FAMILIES.size());
        assertThat(lateBatches).hasSize(FAMILIES.size());
    }

    private static void fill(AnnounceResponse response) {
        response.counts(7, 7, 7);
        for (EndpointList list : List.of(response.peers4(), response.peers6())) {
            list.add(Endpoint.parse(list == response.peers4() ? "192.0.2.66:666" : "[2001:db8::666]:666"));
        }
    }

    private void assertThatAnswersAreErrors(InetSocketAddress address) throws Exception {
        assertThat(announced(address)).isEqualTo(UNAVAILABLE);
        assertThat(scraped(address)).isEqualTo(UNAVAILABLE);
    }

    private String announced(InetSocketAddress address) throws Exception {
        try (UdpClient client = new UdpClient(address.getAddress())) {
            return client.ask(address, announce(client.connect(address), 1, 2, 10, 6881))
                    .hex();
        }
    }

    private String scraped(InetSocketAddress address) throws Exception {
        try (UdpClient client = new UdpClient(address.getAddress())) {
            return client.ask(address, client.connect(address), "00000002 cafebabe", HASH)
                    .hex();
        }
    }
}
