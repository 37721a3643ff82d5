package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.Endpoint;
import io.github.tracker6.health.Health;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpLimits;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Start, failure, close, and the failures of workers, on both transports; with routes alone, without a tracker. */
@Timeout(60)
class ServerLifecycleIT {
    private static final HttpAnswer OK = HttpAnswer.of(200, "text/plain", "ok\n");
    private static final String GET = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String THREAD_PREFIX = "tracker6-http";

    @RegisterExtension
    final Opened opened = new Opened();

    static Stream<Transport> transports() {
        return HttpTrackerServerIT.transports();
    }

    private static HttpTrackerServerBuilder builder(Transport transport) {
        return HttpTrackerServer.builder()
                .route(request -> request.path().equals("/healthz") ? OK.done() : null)
                .transport(transport)
                .lan(true)
                .workers(2);
    }

    private RawClient client(HttpTrackerServer server) throws IOException {
        return opened.closing(new RawClient(server.addresses().get(0)));
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(THREAD_PREFIX))
                .count();
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aServerNeedsATrackerOrARoute() {
        assertThatThrownBy(() -> HttpTrackerServer.builder().bind(loopback(0)).build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither a tracker nor a route");
    }

    @ParameterizedTest
    @MethodSource("transports")
    @EnabledOnOs(OS.LINUX)
    void buildDoesNoIo(Transport transport) {
        await(() -> threads() == 0); // those of the test before
        long before = descriptors();
        for (int i = 0; i < 20; i++) {
            opened.closing(builder(transport).bind(loopback(0)).build());
        }
        assertThat(descriptors()).isLessThanOrEqualTo(before); // the last of the test before may close late
        assertThat(threads()).isZero();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aServerIsDownWhereNoSocketIsOpenAndDegradedWhereOneIsClosed(Transport transport) throws Exception {
        List<Listener> listeners = new ArrayList<>();
        HttpTrackerServer server = opened.closing(builder(noting(transport, listeners))
                .bind(loopback(0))
                .workers(1)
                .bind(Endpoint.parse("[::1]:0").socketAddress())
                .build());
        assertThat(server.health()).isEqualTo(Health.down("not started"));
        server.start();
        assertThat(server.health()).isEqualTo(Health.UP);

        assertThat(listeners).hasSize(2);
        listeners.get(0).close();
        assertThat(server.health()).isEqualTo(Health.degraded("1 of 2 sockets are closed"));
        listeners.get(1).close();
        assertThat(server.health()).isEqualTo(Health.down("no socket is open"));
        server.close();
        assertThat(server.health()).isEqualTo(Health.down("closed"));
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aServerIsDegradedWhereAThreadHasEndedAndDownWhereAllHave(Transport transport) throws Exception {
        List<WorkerLoop> loops = new ArrayList<>();
        HttpTrackerServer server = opened.closing(builder(noting(transport, new ArrayList<>(), loops))
                .bind(loopback(0))
                .build());
        server.start();
        List<WorkerLoop> distinct = loops.stream().distinct().toList();
        assertThat(distinct).hasSize(2);
        distinct.get(1).loop().shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(server.health()).isEqualTo(Health.degraded("1 of 2 threads have ended"));
        distinct.get(0).loop().shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly();
        assertThat(server.health()).isEqualTo(Health.down("no socket is open"));
    }

    private static Transport noting(Transport transport, List<Listener> listeners) {
        return noting(transport, listeners, new ArrayList<>());
    }

    /** Returns a transport that notes the sockets that it opens, and the threads that serve them. */
    private static Transport noting(Transport transport, List<Listener> listeners, List<WorkerLoop> loops) {
        return new Transport() {
            @Override
            public EventLoopGroup newLoops(int workers, ThreadFactory threads) {
                return transport.newLoops(workers, threads);
            }

            @Override
            public Listener open(
                    StandardProtocolFamily family, List<WorkerLoop> served, ServerContext context, Binding binding)
                    throws IOException {
                Listener listener = transport.open(family, served, context, binding);
                listeners.add(listener);
                loops.addAll(served);
                return listener;
            }

            @Override
            public ServerChannel newChannel(StandardProtocolFamily family) throws IOException {
                return transport.newChannel(family);
            }

            @Override
            public boolean sharesPorts() {
                return transport.sharesPorts();
            }
        };
    }

    @ParameterizedTest
    @MethodSource("transports")
    void startCanBeCalledAgainAfterAFailureAndLeavesNothingBehindUntilThen(Transport transport) throws Exception {
        await(() -> threads() == 0);
        ServerSocket taken = opened.closing(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
        HttpTrackerServer server = opened.closing(builder(transport)
                .bind(loopback(0))
                .bind(loopback(taken.getLocalPort()))
                .build());
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(server::start)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(":" + taken.getLocalPort())
                    .hasMessageEndingWith("the port is in use");
            assertThat(server.addresses()).isEmpty();
            await(() -> threads() == 0);
        }
        taken.close();
        server.start();
        assertThat(server.addresses()).hasSize(2);
        assertThat(client(server).send(GET).answer()).endsWith("ok\n");
        assertThatThrownBy(server::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("runs already");
        assertThat(client(server).send(GET).answer()).endsWith("ok\n");
    }

    @ParameterizedTest
    @MethodSource("transports")
    void afterACloseNothingStartsAndAnotherCloseDoesNothing(Transport transport) throws Exception {
        HttpTrackerServer server =
                opened.closing(builder(transport).bind(loopback(0)).build());
        server.start();
        server.close();
        server.close();
        assertThat(server.addresses()).isEmpty();
        assertThatThrownBy(server::start)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        HttpTrackerServer unused =
                opened.closing(builder(transport).bind(loopback(0)).build());
        unused.close();
        assertThatThrownBy(unused::start).isInstanceOf(IllegalStateException.class);
        await(() -> threads() == 0);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aBodyOfManyMegabytesReachesASlowReaderWhole(Transport transport) throws Exception {
        byte[] bytes = new byte[20_000_000];
        new Random(1).nextBytes(bytes);
        HttpAnswer big = HttpAnswer.of(200, "application/octet-stream", ByteBuffer.wrap(bytes));
        HttpTrackerServer server = opened.closing(builder(transport)
                .route(request -> big.done())
                .bind(loopback(0))
                .build());
        server.start();
        RawClient client = client(server);
        client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n" + GET);
        String answer = client.answer();
        assertThat(answer.substring(answer.length() - bytes.length).getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(bytes);
        assertThat(client.answer()).endsWith("ok\n");
        RawClient gone = client(server);
        gone.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n").head();
        gone.close();
        client.close();
        await(() -> server.stats().openConnections() == 0);
        assertThat(server.stats().errors()).isZero();
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aRouteThatNeverAnswersPinsNoConnection(Transport transport) throws Exception {
        HttpTrackerServer server = opened.closing(builder(transport)
                .route(request -> new CompletableFuture<HttpAnswer>())
                .limits(HttpLimits.builder()
                        .writeTimeout(Duration.ofMillis(200))
                        .maxConnections(1)
                        .build())
                .bind(loopback(0))
                .build());
        server.start();
        RawClient client = client(server);
        client.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(client.rest()).startsWith("HTTP/1.1 503 Service Unavailable\r\n");
        client.close();
        await(() -> server.stats().openConnections() == 0);
        assertThat(client(server).send(GET).answer()).endsWith("ok\n"); // the one place is free again
        assertThat(server.stats().timeouts()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void aWorkerSurvivesWhatFailsWhileItAccepts(Transport transport) throws Exception {
        HttpTrackerServer sound =
                opened.closing(builder(transport).bind(loopback(0)).build());
        sound.start();
        HttpStats stats = sound.stats();
        ServerContext broken = new ServerContext(
                null,
                HttpLimits.defaults(),
                null,
                new LongestWaiting(),
                stats,
                new HttpFailures(stats, 1_024),
                null,
                HandshakeRate.unlimited());
        EventLoopGroup loops = transport.newLoops(1, new DefaultThreadFactory(THREAD_PREFIX));
        opened.closing(() -> loops.shutdownGracefully(0, 0, TimeUnit.SECONDS).syncUninterruptibly());
        WorkerLoop loop = new WorkerLoop(new Worker(broken), loops.next());
        Listener listener = transport.open(
                StandardProtocolFamily.INET, List.of(loop), broken, new Binding(loopback(0), false, null));
        opened.closing(listener::close);
        InetSocketAddress address = listener.listen(loopback(0));
        for (int i = 1; i <= 3; i++) {
            int failures = i;
            try (RawClient client = new RawClient(address)) {
                assertThat(client.closedByServer()).isTrue();
            }
            await(() -> stats.errors() == failures);
        }
        assertThat(loop.loop().isShuttingDown()).isFalse();
    }
}
