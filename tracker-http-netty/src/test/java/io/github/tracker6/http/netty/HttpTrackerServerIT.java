package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.Endpoint;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.FreePort;
import io.github.tracker6.testkit.ScriptedStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
@ExtendWith(Leaks.class)
class HttpTrackerServerIT {
    private static final String BODY_END = "e";

    @RegisterExtension
    final Opened opened = new Opened();

    /** What a test runs on: both transports, each over both families. */
    record Ground(Transport transport, String host) {
        InetSocketAddress anyPort() throws IOException {
            return at(host, 0);
        }

        @Override
        public String toString() {
            return transport.getClass().getSimpleName() + " over " + host;
        }
    }

    static Stream<Ground> grounds() {
        return transports()
                .flatMap(transport -> Stream.of("::1", "127.0.0.1").map(host -> new Ground(transport, host)));
    }

    static Stream<Transport> transports() {
        Transport best = Transport.best();
        assertThat(best.sharesPorts())
                .as("epoll where it should be")
                .isEqualTo(NettyVersion.HAS_IO_EVENT_LOOPS
                        && System.getProperty("os.name").equals("Linux"));
        return best.sharesPorts() ? Stream.of(best, new NioTransport()) : Stream.of(best);
    }

    private HttpTrackerServerBuilder builder(Ground ground, SwarmStore store) throws IOException {
        opened.closing(store);
        return HttpTrackerServer.builder(
                        Tracker.builder().store(store).intervalSpread(0).build())
                .transport(ground.transport())
                .bind(ground.anyPort())
                .workers(2)
                .rateLimit(false)
                .lan(true);
    }

    private HttpTrackerServer started(HttpTrackerServerBuilder builder) throws IOException {
        HttpTrackerServer server = opened.closing(builder.build());
        server.start();
        return server;
    }

    private RawClient client(HttpTrackerServer server) throws IOException {
        return opened.closing(new RawClient(server.addresses().get(0)));
    }

    private static InetSocketAddress at(String host, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(host), port);
    }

    private static SwarmStore memory() {
        return MemorySwarmStore.builder().build();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void twoClientsFindEachOtherWithKeepAliveAndPipelining(Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground, memory()));
        RawClient first = client(server);
        assertThat(first.send(Wire.GET).answer())
                .contains("d8:completei0e10:downloadedi0e")
                .endsWith("5:peers0:e");
        RawClient second = client(server);
        String other = Wire.GET.replace("abcdefghijkl", "lkjihgfedcba").replace("port=6881", "port=6882&left=0");
        boolean ipv6 = ground.host().contains(":");
        String answer = second.send(other).answer();
        assertThat(answer).contains("8:completei1e").contains("10:incompletei1e");
        assertThat(answer)
                .endsWith(
                        ipv6
                                ? "5:peers0:6:peers618:" + "\u0000".repeat(15) + "\u0001\u001a\u00e1e"
                                : "5:peers6:\u007f\u0000\u0000\u0001\u001a\u00e1e");
        assertThat(answer).contains(ipv6 ? "11:external ip16:" : "11:external ip4:\u007f\u0000\u0000\u0001");
        // the same connections again, several requests at once
        first.send(Wire.GET + Wire.GET.replace("GET ", "HEAD ") + Wire.GET);
        assertThat(first.answer()).contains("8:completei1e");
        assertThat(first.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: ");
        assertThat(first.answer()).contains("8:completei1e");
        assertThat(second.send(Wire.GET_AND_CLOSE).rest())
                .contains("Connection: close\r\n")
                .endsWith(BODY_END);
        assertThat(server.stats().requests()).isEqualTo(6);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void http10ClosesAfterTheAnswer(Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground, memory()));
        String get = "GET " + Wire.ANNOUNCE + " HTTP/1.0\r\n\r\n";
        assertThat(client(server).send(get).rest())
                .startsWith("HTTP/1.1 200 OK")
                .endsWith("5:peers0:e");
        RawClient kept = client(server);
        String keepAlive = get.replace("\r\n\r\n", "\r\nConnection: keep-alive\r\n\r\n");
        assertThat(kept.send(keepAlive).answer()).contains("Connection: keep-alive");
        assertThat(kept.send(keepAlive).answer()).contains("Connection: keep-alive");
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void theJdksClientIsServed(Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground, memory()));
        InetSocketAddress address = server.addresses().get(0);
        String host = ground.host().contains(":") ? "[" + ground.host() + "]" : ground.host();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        URI uri = URI.create("http://" + host + ":" + address.getPort() + Wire.ANNOUNCE);
        for (int i = 0; i < 20; i++) {
            HttpResponse<byte[]> response =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(response.headers().firstValue("Content-Type")).contains("text/plain");
            assertThat(response.body()).endsWith("5:peers0:e".getBytes(StandardCharsets.US_ASCII));
        }
        HttpResponse<Void> head = client.send(
                HttpRequest.newBuilder(uri)
                        .method("HEAD", HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.discarding());
        assertThat(head.statusCode()).isEqualTo(200);
        HttpResponse<String> post = client.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.ofString("x".repeat(100_000)))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(post.statusCode()).isEqualTo(400); // it has a body, and the answer survives it
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void aRefusedRequestIsAnsweredEvenWhileTheClientStillSends(Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground, memory()));
        RawClient client = client(server);
        client.send("POST /announce HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(5_000));
        String answer = client.rest();
        assertThat(answer).startsWith("HTTP/1.1 400 Bad Request");
        client.close();
        await(() -> server.stats().openConnections() == 0);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void aClientThatHalfClosesGetsItsAnswers(Ground ground) throws Exception {
        ScriptedStore store = new ScriptedStore();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        store.gate = gate;
        HttpTrackerServer server = started(builder(ground, store));
        RawClient client = client(server);
        client.send(Wire.GET + Wire.GET);
        client.socket.shutdownOutput();
        await(() -> store.announces == 1);
        store.gate = null;
        gate.complete(null);
        assertThat(Wire.count(client.rest(), "HTTP/1.1 200 OK")).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void pipelinedRequestsBeyondOneReadAreAllAnswered(Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground, memory()));
        RawClient client = client(server);
        int requests = 500;
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                client.send(Wire.GET.repeat(requests - 1) + Wire.GET_AND_CLOSE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(Wire.count(client.rest(), "HTTP/1.1 200 OK")).isEqualTo(requests);
        sending.get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void aClientThatDoesNotReadIsNotReadFromAndThenCut(Ground ground) throws Exception {
        ScriptedStore store = new ScriptedStore();
        for (int port = 1; port <= 1_000; port++) {
            store.peers.add(Endpoint.parse("[2001:db8::1]:" + port)); // the longer the answers, the sooner it is cut
        }
        HttpTrackerServer server = started(builder(ground, store)
                .limits(HttpLimits.builder()
                        .writeTimeout(Duration.ofMillis(300))
                        .maxRequestsPerConnection(10_000_000)
                        .build()));
        RawClient client = client(server);
        String many = Wire.GET.repeat(100);
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> {
            try {
                for (int i = 0; i < 1_000_000; i++) {
                    client.send(many);
                }
            } catch (IOException e) {
                // cut, as expected
            }
        });
        await(() -> server.stats().timeouts() == 1);
        sending.get(10, TimeUnit.SECONDS);
        await(() -> server.stats().openConnections() == 0);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void aClientPastItsRateGets429WithoutABodyAndItsConnectionCloses(Ground ground) throws Exception {
        HttpTrackerServer server =
                started(builder(ground, memory()).rateLimit(true).sourceRate(1, 3));
        RawClient client = client(server);
        client.send(Wire.GET.repeat(5));
        for (int i = 0; i < 3; i++) {
            assertThat(client.answer()).endsWith(BODY_END);
        }
        assertThat(client.rest())
                .isEqualTo("HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(client(server).send(Wire.GET).rest()).startsWith("HTTP/1.1 429 ");
        assertThat(server.stats().rateLimited()).isEqualTo(2);
        await(() -> server.stats().openConnections() == 0);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void aSlowHeaderIsCut(Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground, memory())
                .limits(HttpLimits.builder()
                        .headerTimeout(Duration.ofMillis(200))
                        .build()));
        RawClient client = client(server);
        client.send("GET /announce");
        assertThat(client.closedByServer()).isTrue();
        assertThat(server.stats().timeouts()).isEqualTo(1);
        RawClient silent = client(server);
        assertThat(silent.closedByServer()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void anIdleConnectionIsClosed(Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground, memory())
                .limits(HttpLimits.builder().idleTimeout(Duration.ofMillis(200)).build()));
        RawClient client = client(server);
        client.send(Wire.GET).answer();
        assertThat(client.closedByServer()).isTrue();
    }

    /** Which connection waits longest is told by milliseconds. */
    private static void letTimePass() {
        long start = System.nanoTime();
        await(() -> System.nanoTime() - start > 20_000_000);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void connectionsAreCappedInTotalAndPerAddress(Ground ground) throws Exception {
        HttpTrackerServer total = started(builder(ground, memory())
                .limits(HttpLimits.builder().maxConnections(3).build()));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            clients.add(client(total));
            clients.get(i).send(Wire.GET).answer();
            letTimePass();
        }
        clients.get(0).send(Wire.GET).answer(); // now the second one waits longest
        letTimePass();
        clients.get(2).send(Wire.GET.substring(0, 20)); // no complete request: it waits on
        for (int closed : new int[] {1, 2, 0}) {
            RawClient newcomer = client(total);
            assertThat(newcomer.send(Wire.GET).answer()).endsWith(BODY_END);
            assertThat(clients.get(closed).closedByServer()).isTrue();
            letTimePass();
        }
        assertThat(total.stats().connectionsEvicted()).isEqualTo(3);
        assertThat(total.stats().connectionsOverTotal()).isZero();
        await(() -> total.stats().openConnections() == 3);

        HttpTrackerServer perAddress = started(builder(ground, memory())
                .lan(false)
                .limits(HttpLimits.builder().maxConnectionsPerAddress(2).build()));
        for (RawClient each : List.of(client(perAddress), client(perAddress))) {
            assertThat(each.send(Wire.GET).answer()).contains("Your address is not acceptable here");
        }
        assertThat(client(perAddress).closedByServer()).isTrue();
        assertThat(perAddress.stats().connectionsOverAddress()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void aNewConnectionIsRefusedIfAllOthersAreOwedAnAnswer(Ground ground) throws Exception {
        ScriptedStore store = new ScriptedStore();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        store.gate = gate;
        HttpTrackerServer server = started(builder(ground, store)
                .limits(HttpLimits.builder().maxConnections(2).build()));
        List<RawClient> busy = List.of(client(server), client(server));
        for (RawClient each : busy) {
            each.send(Wire.GET);
        }
        await(() -> store.announces == 2);
        assertThat(client(server).closedByServer()).isTrue();
        assertThat(server.stats().connectionsOverTotal()).isEqualTo(1);
        gate.complete(null);
        for (RawClient each : busy) {
            assertThat(each.answer()).endsWith(BODY_END);
        }
        assertThat(server.stats().connectionsEvicted()).isZero();
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void proxiesNameTheirClients(Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground, memory())
                .trustedProxies(List.of(Cidr.parse("::1"), Cidr.parse("127.0.0.0/8")))
                .proxyProtocol(true));
        assertThat(client(server)
                        .send("PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n" + Wire.GET)
                        .answer())
                .contains("11:external ip4:\u00cb\u0000q\u0005");
        assertThat(client(server).send(Wire.GET).closedByServer()).isTrue();
        assertThat(server.stats().badProxyHeaders()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void proxyProtocolIsAMatterOfEachListener(Ground ground) throws Exception {
        InetSocketAddress headers = at(ground.host(), FreePort.on(InetAddress.getByName(ground.host())));
        InetSocketAddress proxied = at(ground.host(), FreePort.on(InetAddress.getByName(ground.host())));
        started(builder(ground, memory())
                .bind(headers)
                .bind(proxied)
                .proxyProtocol(proxied)
                .trustedProxies(List.of(Cidr.parse("::1"), Cidr.parse("127.0.0.0/8"))));
        String header = "PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n";
        String forwarded = Wire.GET.replace("\r\n\r\n", "\r\nX-Forwarded-For: 203.0.113.5\r\n\r\n");
        assertThat(opened.closing(new RawClient(proxied))
                        .send(header + Wire.GET)
                        .answer())
                .contains("11:external ip4:\u00cb\u0000q\u0005");
        assertThat(opened.closing(new RawClient(proxied)).send(forwarded).closedByServer())
                .isTrue();
        assertThat(opened.closing(new RawClient(headers)).send(forwarded).answer())
                .contains("11:external ip4:\u00cb\u0000q\u0005");
        assertThat(opened.closing(new RawClient(headers))
                        .send(header + Wire.GET)
                        .answer())
                .startsWith("HTTP/1.1 400 ");
    }

    @Test
    void anAddressCannotBeServedInAnotherWayThanTheWildcardThatCoversIt() throws Exception {
        HttpTrackerServerBuilder builder = HttpTrackerServer.builder(
                        Tracker.builder().store(memory()).build())
                .trustedProxies(List.of(Cidr.parse("::1")))
                .bind(at("::", 6969))
                .bind(at("127.0.0.1", 6969));
        builder.build().close();
        builder.proxyProtocol(at("127.0.0.1", 6969));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("[::]:6969 covers 127.0.0.1:6969, so both must be served in the same way");
        assertThatThrownBy(builder.proxyProtocol(at("::1", 80))::build).hasMessageContaining("no address to listen on");
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void announceThroughAnUndeclaredProxyIsRefusedAndReportedOnce(Ground ground) throws Exception {
        List<InetAddress> reported = new CopyOnWriteArrayList<>();
        HttpTrackerServer server = started(builder(ground, memory()).undeclaredProxies(reported::add));
        String forwarded = Wire.GET.replace("\r\n\r\n", "\r\nX-Forwarded-For: 203.0.113.5\r\n\r\n");
        RawClient client = client(server);
        for (int i = 0; i < 3; i++) {
            assertThat(client.send(forwarded).answer()).contains("The tracker's proxy is not declared");
        }
        assertThat(server.stats().undeclaredProxyRequests()).isEqualTo(3);
        assertThat(reported).containsExactly(InetAddress.getByName(ground.host()));
        assertThat(client.send(Wire.GET).answer()).doesNotContain("failure");
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void closeGivesTheAnswersThatAreOwedAndClosesTheIdle(Ground ground) throws Exception {
        ScriptedStore store = new ScriptedStore();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        HttpTrackerServer server = started(builder(ground, store));
        RawClient idle = client(server);
        idle.send(Wire.GET).answer();
        store.gate = gate;
        RawClient busy = client(server);
        busy.send(Wire.GET);
        await(() -> store.announces == 2);
        InetSocketAddress address = server.addresses().get(0);
        CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
        assertThat(idle.closedByServer()).isTrue();
        assertThat(closing).isNotDone();
        assertThatThrownBy(() -> new RawClient(address)).isInstanceOf(IOException.class);
        gate.complete(null);
        assertThat(busy.rest()).endsWith("5:peers0:e");
        closing.get(5, TimeUnit.SECONDS);
        server.close();
        assertThat(server.stats().openConnections()).isZero();
    }

    @Test
    void closeTakesAtMost5SecondsEvenIfTheStoreNeverAnswers() throws Exception {
        ScriptedStore store = new ScriptedStore();
        store.gate = new CompletableFuture<>();
        HttpTrackerServer server = started(builder(new Ground(Transport.best(), "::1"), store));
        RawClient busy = client(server);
        busy.send(Wire.GET);
        await(() -> store.announces == 1);
        long before = System.nanoTime();
        server.close();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
        assertThat(busy.closedByServer()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void aBusyPortIsOneClearErrorAndNothingStaysOpen(Ground ground) throws Exception {
        HttpTrackerServer first = started(builder(ground, memory()));
        InetSocketAddress taken = first.addresses().get(0);
        InetAddress local = InetAddress.getByName(ground.host());
        InetSocketAddress free = new InetSocketAddress(local, FreePort.on(local));
        HttpTrackerServer second = opened.closing(HttpTrackerServer.builder(
                        Tracker.builder().store(opened.closing(memory())).build())
                .transport(ground.transport())
                .workers(2)
                .bind(free)
                .bind(taken)
                .build());
        assertThatThrownBy(second::start)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("Cannot listen on ")
                .hasMessageContaining(":" + taken.getPort())
                .hasMessageEndingWith("the port is in use");
        assertThat(second.addresses()).isEmpty();
        try (ServerSocket again = new ServerSocket()) {
            again.bind(free); // nothing of the second server listens
        }
        assertThat(client(first).send(Wire.GET).answer()).endsWith("5:peers0:e");
        // the port is free again after a close
        first.close();
        HttpTrackerServer third = opened.closing(HttpTrackerServer.builder(
                        Tracker.builder().store(opened.closing(memory())).build())
                .transport(ground.transport())
                .workers(2)
                .bind(taken)
                .build());
        third.start();
        assertThat(third.addresses()).containsExactly(taken);
    }

    @ParameterizedTest
    @MethodSource("transports")
    void theIpv6WildcardIsOneSocketForBothFamilies(Transport transport) throws Exception {
        InetSocketAddress any6 = at("::", 0);
        InetSocketAddress any4 = at("0.0.0.0", 0);
        HttpTrackerServer server = opened.closing(HttpTrackerServer.builder(
                        Tracker.builder().store(opened.closing(memory())).build())
                .transport(transport)
                .lan(true)
                .workers(2)
                .bind(any4)
                .bind(any6)
                .build());
        server.start();
        assertThat(server.addresses()).hasSize(1);
        int port = server.addresses().get(0).getPort();
        for (String host : List.of("::1", "127.0.0.1")) {
            RawClient client = opened.closing(new RawClient(at(host, port)));
            String own = host.equals("::1") ? "11:external ip16:" : "11:external ip4:\u007f\u0000\u0000\u0001";
            assertThat(client.send(Wire.GET).answer()).contains(own); // IPv4-mapped becomes IPv4
        }
    }

    @ParameterizedTest
    @MethodSource("transports")
    void severalAddressesAreServedAtOnce(Transport transport) throws Exception {
        HttpTrackerServer server = opened.closing(HttpTrackerServer.builder(
                        Tracker.builder().store(opened.closing(memory())).build())
                .transport(transport)
                .lan(true)
                .workers(2)
                .bind(at("::1", 0))
                .bind(at("127.0.0.1", 0))
                .build());
        server.start();
        assertThat(server.addresses()).hasSize(2);
        for (InetSocketAddress address : server.addresses()) {
            assertThat(opened.closing(new RawClient(address)).send(Wire.GET).answer())
                    .endsWith(BODY_END);
        }
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void everyWorkerServes(Ground ground) throws Exception {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        SwarmStore store = memory();
        opened.closing(store);
        HttpTrackerServer watched = started(HttpTrackerServer.builder(Tracker.builder()
                        .store(store)
                        .interceptor((request, response, next) -> {
                            threads.add(Thread.currentThread());
                            return next.announce(request, response);
                        })
                        .build())
                .transport(ground.transport())
                .lan(true)
                .workers(2)
                .bind(ground.anyPort()));
        for (int i = 0; i < 200 && threads.size() < 2; i++) {
            try (RawClient client = new RawClient(watched.addresses().get(0))) {
                client.send(Wire.GET).answer();
            }
        }
        assertThat(threads).hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void aFullScrapeIsAnsweredOffTheEventLoop(Ground ground) throws Exception {
        SwarmStore store = memory();
        opened.closing(store);
        HttpTrackerServer server = started(HttpTrackerServer.builder(
                        Tracker.builder().store(store).fullScrapeLimit(1_000).build())
                .transport(ground.transport())
                .lan(true)
                .bind(ground.anyPort()));
        RawClient client = client(server);
        client.send(Wire.GET).answer();
        String scrape = client.send("GET /scrape HTTP/1.1\r\nHost: a\r\n\r\n").answer();
        assertThat(scrape)
                .contains("d5:filesd20:")
                .contains("d8:completei0e10:downloadedi0e11:downloadersi1e10:incompletei1ee");
    }

    @ParameterizedTest
    @MethodSource("grounds")
    @EnabledOnOs(OS.LINUX)
    void descriptorsReturnToTheBaseLine(Ground ground) throws Exception {
        serveAndClose(ground); // loads what is loaded once
        long before = descriptors();
        serveAndClose(ground);
        await(() -> descriptors() <= before);
    }

    private void serveAndClose(Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground, memory()));
        for (int i = 0; i < 50; i++) {
            try (RawClient client = new RawClient(server.addresses().get(0))) {
                client.send(i % 2 == 0 ? Wire.GET : Wire.GET_AND_CLOSE).answer();
            }
        }
        await(() -> server.stats().openConnections() == 0);
        assertThat(server.stats().acceptedConnections()).isEqualTo(50);
        server.close();
    }

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aServerNeedsAnAddressAndStartsOnce() throws Exception {
        HttpTrackerServerBuilder builder = HttpTrackerServer.builder(
                Tracker.builder().store(opened.closing(memory())).build());
        assertThatThrownBy(builder::build).hasMessageContaining("no address");
        assertThatThrownBy(() -> builder.bind(InetSocketAddress.createUnresolved("example.org", 1)))
                .hasMessageContaining("not resolved");
        assertThatThrownBy(() -> builder.workers(0)).hasMessageContaining("workers 0");
        builder.bind(at("::1", 0));
        assertThatThrownBy(() -> builder.proxyProtocol(true).build()).hasMessageContaining("trusted proxies");
        HttpTrackerServer server = opened.closing(builder.proxyProtocol(false).build());
        assertThat(server.addresses()).isEmpty();
        server.start();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
        server.close();
        assertThatThrownBy(server::start).isInstanceOf(IllegalStateException.class);
    }
}
