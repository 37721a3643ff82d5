package io.github.tracker6.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.TrackerListener;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.ScriptedStore;
import io.github.tracker6.testkit.UdpTestClient;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.SmartLifecycle;

/** Who starts before whom, and who stops after whom. */
@Timeout(120)
class ShutdownIT {
    private static final String ANNOUNCE = "/announce?info_hash="
            + HttpTestClient.encode(InfoHash.of(1, -2, 3).toBytes()) + "&peer_id=-LT2080-abcdefghijkl&port=6881";

    private final List<String> events = new CopyOnWriteArrayList<>();
    private final ScriptedStore script = new ScriptedStore();

    /** Notes whether the tracker was closed before it. */
    private final class NotingStore implements SwarmStore {
        private final Supplier<TrackerServer> tracker;

        NotingStore(Supplier<TrackerServer> tracker) {
            this.tracker = tracker;
        }

        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            return script.announce(update, response);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            return script.scrape(batch, nowMillis);
        }

        @Override
        public Duration peerTtl() {
            return script.peerTtl();
        }

        @Override
        public StoreTotals totals() {
            return script.totals();
        }

        @Override
        public void close() {
            events.add("store closed, tracker "
                    + tracker.get().health().part("Tracker").state());
        }
    }

    /** Notes how the tracker does in the phase in which Spring Boot starts the web server, and after it. */
    private final class Observer implements SmartLifecycle {
        private final Supplier<TrackerServer> tracker;
        private boolean running;

        Observer(Supplier<TrackerServer> tracker) {
            this.tracker = tracker;
        }

        private HealthState state() {
            return tracker.get().health().part("Tracker").state();
        }

        @Override
        public void start() {
            running = true;
            events.add("before the web server, tracker " + state());
        }

        @Override
        public void stop() {
            running = false;
            events.add("after the web server, tracker " + state());
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return DEFAULT_PHASE - 2049;
        }
    }

    @Test
    void aRequestUnderWayIsAnsweredThenTheTrackerStopsThenTheStore() throws Exception {
        CompletableFuture<Void> gate = new CompletableFuture<>();
        script.gate = gate;
        AtomicServer tracker = new AtomicServer();
        TestApplication application = TestApplication.start(
                context -> {
                    context.registerBean(SwarmStore.class, () -> new NotingStore(tracker));
                    context.registerBean(Observer.class, () -> new Observer(tracker));
                    context.registerBean(TrackerListener.class, () -> new TrackerListener() {});
                    tracker.source = () -> context.getBean(TrackerServer.class);
                },
                "tracker6.udp.listen=[::1]:0",
                "server.shutdown=graceful");
        InetSocketAddress http = application.address(AddressFamily.IPV6);
        tracker.keep();
        InetSocketAddress udp = application.tracker().udpAddresses().get(0);
        Thread closing = new Thread(application::close, "closing");
        try (HttpTestClient client = HttpTestClient.to(http)) {
            client.send("GET " + ANNOUNCE + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n");
            Await.until("the announce", () -> script.announces == 1);
            closing.start();
            Await.until("the web server takes no more", () -> isRefused(http));
            try (UdpTestClient still = UdpTestClient.to(udp)) {
                assertThat(still.connect()).isNotZero();
            }
            assertThat(closing.isAlive()).isTrue();
            gate.complete(null);
            assertThat(client.receive().number("complete")).isEqualTo(3);
        }
        closing.join(Duration.ofSeconds(60).toMillis());
        assertThat(closing.isAlive()).isFalse();
        assertThat(events)
                .containsExactly(
                        "before the web server, tracker UP",
                        "after the web server, tracker UP",
                        "store closed, tracker DOWN");
        try (UdpTestClient late = UdpTestClient.to(udp)) {
            assertThatIOException().isThrownBy(late::connect);
        }
    }

    private static boolean isRefused(InetSocketAddress server) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(Endpoint.parse("[::1]:0").address(), server.getPort()), 1_000);
            return false;
        } catch (java.io.IOException e) {
            return true;
        }
    }

    /** The tracker, also after the context has forgotten it. */
    private static final class AtomicServer implements Supplier<TrackerServer> {
        Supplier<TrackerServer> source = () -> {
            throw new AssertionError("no context");
        };

        void keep() {
            TrackerServer server = source.get();
            source = () -> server;
        }

        @Override
        public TrackerServer get() {
            return source.get();
        }
    }
}
