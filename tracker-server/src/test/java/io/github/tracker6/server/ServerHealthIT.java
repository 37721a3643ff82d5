package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.health.PartHealth;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.SharedSwarmStore;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.MemoryLogServer;
import io.github.tracker6.testkit.ScriptedStore;
import io.github.tracker6.udp.UdpTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What {@code /readyz} says while parts fail. */
@Timeout(60)
class ServerHealthIT extends LoopbackTests {
    /** The common pool may have one thread. */
    private static final Executor NEW_THREADS = task -> new Thread(task).start();

    private static TrackerServerBuilder builder() {
        return TrackerServer.builder().listen("[::1]:0").listenAdmin("[::1]:0").lan(true);
    }

    @Test
    void aServerThatServesIsReadyAndItsPartsAreUp() throws Exception {
        try (TrackerServer server = builder().build()) {
            assertThat(server.health().parts())
                    .extracting(PartHealth::part)
                    .containsExactly("Tracker", "Store", "HTTP", "UDP");
            assertThat(server.health().down())
                    .extracting(PartHealth::reason)
                    .containsExactly("not started", "not started", "not started");

            server.start();
            assertThat(server.health().state()).isEqualTo(HealthState.UP);
            assertReady(server);
        }
    }

    @Test
    void aServerThatStopsIsNotReadyWhileItAnswersWhatIsUnderWay() throws Exception {
        ScriptedStore store = new ScriptedStore();
        store.gate = new CompletableFuture<>();
        TrackerServer server = builder().store(store).start();
        InetSocketAddress http = server.httpAddresses().get(0);
        CompletableFuture<Void> announce = CompletableFuture.runAsync(() -> announce(http), NEW_THREADS);
        Await.until("the announce is under way", () -> store.announces == 1);
        assertReady(server);

        InetSocketAddress admin = server.adminAddresses().get(0);
        CompletableFuture<Void> close = CompletableFuture.runAsync(server::close, NEW_THREADS);
        Await.until("it stops", () -> !server.health().down().isEmpty());
        HttpResponse<String> answer = get(admin);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).startsWith("Tracker: stopping\n");
        assertThat(announce).isNotDone();

        store.gate.complete(null);
        announce.join();
        close.join();
        assertThat(server.health().down().get(0).reason()).isEqualTo("closed");
    }

    private static void announce(InetSocketAddress http) {
        try {
            announceOverHttp(http, 6_881);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aServerWithoutUdpSocketsIsNotReadyUntilTheyAreOpenAgain() throws Exception {
        try (TrackerServer server =
                builder().workers(1).udp(udp -> udp.transport(UdpTransport.NIO)).start()) {
            InetSocketAddress udp = server.udpAddresses().get(0);
            Thread worker = threads().stream()
                    .filter(thread -> thread.getName().startsWith("tracker6-udp [::1]:" + udp.getPort()))
                    .findAny()
                    .orElseThrow();
            worker.interrupt(); // closes its socket
            worker.join();
            assertNotReady(server, "UDP: no socket is open\n");
            try (DatagramSocket other = new DatagramSocket(udp)) {
                Await.until(
                        "it could not be opened",
                        () -> server.udpStats().orElseThrow().bindFailures() > 0);
                assertNotReady(server, "UDP: no socket is open\n");
                assertThat(other.isBound()).isTrue();
            }
            Await.until("it is open again", () -> server.health().state() == HealthState.UP);
            assertReady(server);
            announceOverUdp(udp, 6_881);
        }
    }

    @Test
    void aServerIsNotReadyUntilItsSharedStoreHasCaughtUpForTheFirstTime() throws Exception {
        MemoryLogServer log = new MemoryLogServer(Clock.systemUTC());
        try (SharedSwarmStore other = store(log.connection())) {
            Await.until("the log is there", () -> other.health().isReady());
            CompletableFuture<Void> gate = new CompletableFuture<>();
            try (SharedSwarmStore store = store(held(log.connection(), gate));
                    TrackerServer server = builder().store(store).start()) {
                Await.until("it is catching up", () -> readyz(server).contains("catching up"));
                assertNotReady(server, "Store: not in step yet, catching up\n");
                announceOverHttp(server.httpAddresses().get(0), 6_881);

                gate.complete(null);
                Await.until("it has caught up", () -> store.health().isReady());
                assertReady(server);
            }
        }
    }

    @Test
    void aServerWhoseLogIsAwayAfterItWasInStepStaysReadyAndIsDegraded() throws Exception {
        MemoryLogServer log = new MemoryLogServer(Clock.systemUTC());
        var connection = log.connection();
        try (SharedSwarmStore store = store(connection);
                TrackerServer server = builder().store(store).start()) {
            Await.until("it is in step", () -> store.health().isReady());
            connection.disconnect("planted");
            Await.until("it notices", () -> server.health().state() == HealthState.DEGRADED);
            assertReady(server);
            assertThat(part(server, "Store").reason()).startsWith("not in step with the other nodes, connecting: ");
            connection.connect();
            Await.until("it is in step again", () -> server.health().state() == HealthState.UP);
        }
    }

    private static SharedSwarmStore store(ChangeLog log) {
        return SharedSwarmStore.builder()
                .foundingDelay(Duration.ZERO)
                .build(log)
                .start();
    }

    /** Returns a log from which nothing can be read until the gate opens. */
    private static ChangeLog held(ChangeLog log, CompletableFuture<Void> gate) {
        return (ChangeLog) Proxy.newProxyInstance(
                ChangeLog.class.getClassLoader(), new Class<?>[] {ChangeLog.class}, (proxy, method, arguments) -> {
                    try {
                        Object result = method.invoke(log, arguments);
                        return method.getName().equals("read")
                                ? ((CompletionStage<?>) result).thenCombine(gate, (entries, open) -> entries)
                                : result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void aFullTableIsDegradedAndReady() throws Exception {
        try (MemorySwarmStore store =
                        MemorySwarmStore.builder().maxPeers(1).fairShares(false).build();
                TrackerServer server = builder().store(store).start()) {
            announceOverUdp(server.udpAddresses().get(0), 6_881);
            assertThat(part(server, "Store").state()).isEqualTo(HealthState.DEGRADED);
            assertThat(part(server, "Store").reason())
                    .isEqualTo("full, new peers are answered but not listed: 1 of 1 peers");
            assertReady(server);
        }
    }

    @Test
    void partsOfTheEmbedderCount() throws Exception {
        AtomicReference<Health> disk = new AtomicReference<>(Health.UP);
        try (TrackerServer server = builder().health("Disk", disk::get).start()) {
            assertReady(server);
            disk.set(Health.down("not mounted"));
            assertNotReady(server, "Disk: not mounted\n");
        }
    }

    @Test
    void aNameIsTakenOnce() {
        TrackerServerBuilder builder = builder().health("Disk", () -> Health.UP);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.health("Disk", () -> Health.UP));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.health("Store", () -> Health.UP).build())
                .withMessageContaining("Store");
    }

    private static PartHealth part(TrackerServer server, String name) {
        List<PartHealth> parts = server.health().parts();
        return parts.stream().filter(part -> part.part().equals(name)).findAny().orElseThrow();
    }

    private static void assertReady(TrackerServer server) throws Exception {
        HttpResponse<String> answer = get(server.adminAddresses().get(0));
        assertThat(answer.body()).isEqualTo("ok\n");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    private static void assertNotReady(TrackerServer server, String body) throws Exception {
        HttpResponse<String> answer = get(server.adminAddresses().get(0));
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.statusCode()).isEqualTo(503);
    }

    private static String readyz(TrackerServer server) {
        try {
            return get(server.adminAddresses().get(0)).body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> get(InetSocketAddress address) throws Exception {
        URI uri = URI.create("http://" + AddressLiteral.text(address) + "/readyz");
        HttpRequest request =
                HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}
