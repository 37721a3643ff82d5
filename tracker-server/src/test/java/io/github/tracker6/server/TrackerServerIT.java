package io.github.tracker6.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.FreePort;
import io.github.tracker6.testkit.HttpTestClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TrackerServerIT extends LoopbackTests {
    @Test
    void peersOfBothProtocolsMeetOverBothFamilies() throws IOException {
        try (TrackerServer server = loopback().start()) {
            assertThat(server.httpAddresses()).hasSize(2);
            for (InetSocketAddress http : server.httpAddresses()) {
                assertThat(announceOverHttp(http, 6_881)).isEmpty();
                assertThat(announceOverUdp(http, 6_882)).containsExactly(Endpoint.of(http.getAddress(), 6_881));
                assertThat(announceOverHttp(http, 6_883)).contains(Endpoint.of(http.getAddress(), 6_882));
            }
            assertThat(server.httpStats().orElseThrow().announces()).isEqualTo(4);
            assertThat(server.udpStats().orElseThrow().announces()).isEqualTo(2);
            assertThat(server.tracker().totals().endpoints()).isEqualTo(6);
        }
    }

    @Test
    void freePortIsOneForBothProtocols() throws IOException {
        try (TrackerServer server = loopback().start()) {
            assertThat(server.udpAddresses()).containsExactlyElementsOf(server.httpAddresses());
            assertThat(server.httpAddresses())
                    .extracting(InetSocketAddress::getPort)
                    .doesNotContain(0);
        }
        try (TrackerServer server = TrackerServer.builder().listen("[::]:0").start()) {
            assertThat(server.udpAddresses())
                    .extracting(InetSocketAddress::getPort)
                    .containsOnly(server.httpAddresses().get(0).getPort());
        }
    }

    @Test
    void failureOfHttpsNamesHttps() throws Exception {
        TlsCertificate certificate = TlsCertificate.read(resource("tls-cert.pem"), resource("tls-key.pem"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerServer.builder()
                        .listenHttp("[::1]:0")
                        .tls(certificate)
                        .build())
                .withMessage("a certificate needs an address for HTTPS: call listenHttps");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrackerServer.builder()
                        .listenHttp("[::1]:0")
                        .http(http -> http.workers(1))
                        .tls(certificate)
                        .build())
                .withMessage("a certificate needs an address for HTTPS: call bindTls");
        try (ServerSocket taken = new ServerSocket(0, 1, address("[::1]:0").getAddress())) {
            String busy = "[::1]:" + taken.getLocalPort();
            TrackerServerBuilder builder = TrackerServer.builder()
                    .listenHttp("[::1]:0")
                    .listenHttps(busy)
                    .tls(certificate);
            assertThatExceptionOfType(TrackerStartException.class)
                    .isThrownBy(builder::start)
                    .withMessageStartingWith("HTTPS " + busy + ": ")
                    .satisfies(e -> assertThat(e.protocol()).isEqualTo("HTTPS"));
        }
    }

    @Test
    void httpsIsServedBesideTheOthers() throws Exception {
        Path chain = resource("tls-cert.pem");
        TlsCertificate certificate = TlsCertificate.read(chain, resource("tls-key.pem"));
        try (TrackerServer server =
                loopback().listenHttps("[::1]:0").tls(certificate).start()) {
            InetSocketAddress https = server.httpsAddresses().get(0);
            String url = "https://[::1]:" + https.getPort() + "/announce";
            assertThat(server.httpAddresses()).doesNotContain(https);
            assertThat(server.announceUrls()).contains(url);
            HttpClient client =
                    HttpClient.newBuilder().sslContext(trusting(chain)).build();
            String query = "?info_hash=0123456789abcdefghij&peer_id=-T60000-000000000001&port=6881&left=1";
            String body = client.send(
                            HttpRequest.newBuilder(URI.create(url + query)).build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
            assertThat(body).startsWith("d8:complete").doesNotContain("failure reason");
            assertThat(server.httpStats().orElseThrow().announces()).isEqualTo(1);
        }
    }

    private static Path resource(String name) throws URISyntaxException {
        return Path.of(TrackerServerIT.class.getResource(name).toURI());
    }

    private static SSLContext trusting(Path chain) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(chain)) {
            store.setCertificateEntry(
                    "server", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    @Test
    void protocolsMayHaveAddressesOfTheirOwn() throws IOException {
        try (TrackerServer server = TrackerServer.builder()
                .listenHttp("[::1]:0")
                .listenUdp("127.0.0.1:0")
                .lan(true)
                .start()) {
            InetSocketAddress http = server.httpAddresses().get(0);
            InetSocketAddress udp = server.udpAddresses().get(0);
            assertThat(server.httpAddresses()).hasSize(1);
            assertThat(server.udpAddresses()).hasSize(1);
            assertThat(server.announceUrls())
                    .containsExactly(
                            "http://[::1]:" + http.getPort() + "/announce",
                            "udp://127.0.0.1:" + udp.getPort() + "/announce");
            announceOverHttp(http, 6_881);
            announceOverUdp(udp, 6_881);
        }
    }

    @Test
    void urlsOfAWildcardNameOneOwnAddressPerFamily() throws IOException {
        try (TrackerServer server = TrackerServer.builder().listen("[::]:0").start()) {
            int port = server.httpAddresses().get(0).getPort();

            assertThat(server.announceUrls())
                    .hasSizeBetween(2, 4)
                    .allMatch(url -> url.endsWith(":" + port + "/announce"))
                    .noneMatch(url -> url.contains("0.0.0.0") || url.contains("[::]") || url.contains("[::1]"));
            assertThat(server.announceUrls().get(0)).startsWith("http://");
        }
    }

    @Test
    void urlsNameTheAnnounceHost() throws IOException {
        try (TrackerServer server = TrackerServer.builder()
                .listen("[::1]:0")
                .listenUdp("127.0.0.1:0")
                .announceHost("2001:db8::7")
                .start()) {
            int port = server.httpAddresses().get(0).getPort();
            List<String> urls = server.announceUrls();

            assertThat(urls)
                    .hasSize(3)
                    .startsWith(
                            "http://[2001:db8::7]:" + port + "/announce", "udp://[2001:db8::7]:" + port + "/announce");
            assertThat(urls.get(2)).startsWith("udp://[2001:db8::7]:");
        }
    }

    @Test
    void busyUdpPortIsOneLineAndLeavesNoHttp() throws IOException {
        for (String host : List.of("[::1]", "127.0.0.1")) {
            InetSocketAddress busy = free(host);
            TrackerServer server;
            try (DatagramSocket taken = new DatagramSocket(busy)) {
                assertThat(taken.isBound()).isTrue();
                server = TrackerServer.builder().listen(busy).lan(true).build();
                assertThatExceptionOfType(TrackerStartException.class)
                        .isThrownBy(server::start)
                        .withMessage("UDP " + AddressLiteral.text(busy) + ": Address already in use");
                assertThat(server.httpAddresses()).isEmpty();
                assertThat(server.udpAddresses()).isEmpty();
                assertThat(server.announceUrls()).isEmpty();
            }
            assertFree(busy);

            server.start();
            announceOverHttp(busy, 6_881);
            assertThat(announceOverUdp(busy, 6_882)).hasSize(1);
            server.close();
            assertFree(busy);
        }
    }

    @Test
    void busyHttpPortIsOneLineAndLeavesNoUdp() throws IOException {
        for (String host : List.of("[::1]", "127.0.0.1")) {
            InetSocketAddress busy = free(host);
            try (ServerSocket taken = new ServerSocket()) {
                taken.bind(busy);
                assertThatExceptionOfType(TrackerStartException.class)
                        .isThrownBy(TrackerServer.builder().listen(busy)::start)
                        .withMessageMatching("HTTP \\Q" + AddressLiteral.text(busy) + "\\E: .*in use");
            }
            assertFree(busy);
        }
    }

    @Test
    void theOperatorHasAnAddressWithoutAnnounces() throws Exception {
        try (TrackerServer server = TrackerServer.builder()
                .listen("[::1]:0")
                .lan(true)
                .tracker(tracker -> tracker.fullScrapeLimit(10))
                .http(http -> http.fullScrape(false))
                .listenAdmin("[::1]:0")
                .admin(http -> http.route(request -> request.path().equals("/more")
                        ? HttpAnswer.of(200, "text/plain", "more").done()
                        : null))
                .start()) {
            InetSocketAddress admin = server.adminAddresses().get(0);
            announceOverHttp(server.httpAddresses().get(0), 6_881);
            assertThat(get(admin, "/healthz").body()).isEqualTo("ok\n");
            assertThat(get(admin, "/more").body()).isEqualTo("more");
            assertThat(get(admin, "/scrape").body()).startsWith("d5:filesd20:");
            assertThat(get(admin, "/announce").statusCode()).isEqualTo(404);
            assertThat(get(server.httpAddresses().get(0), "/scrape").body()).contains("Full scrape is not allowed");
            assertThat(get(server.httpAddresses().get(0), "/healthz").body()).isEqualTo("ok\n");
            assertThat(get(server.httpAddresses().get(0), "/").body()).startsWith("This is a BitTorrent tracker.");
            assertThat(get(admin, "/").body()).startsWith("<!DOCTYPE html>");
            assertThat(get(admin, "/stats.json").body())
                    .contains("\"protocol\":\"http\",\"family\":\"ipv6\",\"total\":1");
            assertThat(server.announceUrls()).noneMatch(url -> url.contains(String.valueOf(admin.getPort())));
        }
    }

    @Test
    void busyPortOfTheOperatorIsOneLineAndLeavesNothing() throws IOException {
        InetSocketAddress busy = free("[::1]");
        InetSocketAddress served = free("[::1]");
        try (ServerSocket taken = new ServerSocket()) {
            taken.bind(busy);
            assertThatExceptionOfType(TrackerStartException.class)
                    .isThrownBy(TrackerServer.builder().listen(served).listenAdmin(busy)::start)
                    .withMessageMatching("HTTP \\Q" + AddressLiteral.text(busy) + "\\E: .*in use");
        }
        assertFree(served);
        assertFree(busy);
    }

    private static HttpResponse<String> get(InetSocketAddress address, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + AddressLiteral.text(address) + path))
                .timeout(Duration.ofSeconds(10))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void addressOfAnotherHostIsNamed() {
        assertThatExceptionOfType(TrackerStartException.class)
                .isThrownBy(TrackerServer.builder().listenUdp("[2001:db8::dead]:6969")::start)
                .withMessageStartingWith("UDP [2001:db8::dead]:6969: ")
                .satisfies(e -> assertThat(e.reason()).isNotEmpty());
        assertThatExceptionOfType(TrackerStartException.class)
                .isThrownBy(TrackerServer.builder().listenHttp("[2001:db8::dead]:6969")::start)
                .withMessageStartingWith("HTTP [2001:db8::dead]:6969: ");
    }

    @Test
    void twoServersInOneProcessKnowNothingOfEachOther() throws IOException {
        try (TrackerServer second = loopback().start()) {
            try (TrackerServer first = loopback().start()) {
                announceOverHttp(first.httpAddresses().get(0), 6_881);

                assertThat(announceOverUdp(second.udpAddresses().get(0), 6_882)).isEmpty();
                assertThat(announceOverUdp(first.udpAddresses().get(0), 6_882)).hasSize(1);
            }
            assertThat(announceOverHttp(second.httpAddresses().get(0), 6_883)).hasSize(1);
        }
    }

    @Test
    void storeIsBorrowedAndKeepsItsSwarms() throws IOException {
        try (MemorySwarmStore store = MemorySwarmStore.builder().build()) {
            try (TrackerServer server = loopback().store(store).start()) {
                announceOverHttp(server.httpAddresses().get(0), 6_881);
            }
            try (TrackerServer server = loopback().store(store).start()) {
                assertThat(announceOverHttp(server.httpAddresses().get(0), 6_882))
                        .hasSize(1);
            }
        }
    }

    @Test
    void closeIsIdempotentAndFinal() throws IOException {
        TrackerServer server = loopback().start();
        assertThatIllegalStateException()
                .isThrownBy(server::start)
                .withMessage("the tracker server is started already");

        server.close();
        server.close();

        assertThatIllegalStateException().isThrownBy(server::start).withMessage("the tracker server is closed");
        assertThat(server.httpAddresses()).isEmpty();
        assertThat(server.udpAddresses()).isEmpty();
        TrackerServer neverStarted = loopback().build();
        neverStarted.close();
        assertThatIllegalStateException().isThrownBy(neverStarted::start).withMessage("the tracker server is closed");
    }

    @Test
    void serverWhoseTrackerWasClosedServesNothing() throws IOException {
        try (TrackerServer server = loopback().build()) {
            server.tracker().close();

            assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("the tracker is closed");
            assertThat(server.httpAddresses()).isEmpty();
            assertThat(server.udpAddresses()).isEmpty();
        }
    }

    @Test
    void awaitCloseReturnsWhenEverythingIsClosed() throws Exception {
        TrackerServer server = loopback().start();
        InetSocketAddress address = server.httpAddresses().get(0);
        CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
            try {
                server.awaitClose();
                assertFree(address);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(waiting).isNotDone();

        server.close();

        waiting.get(10, TimeUnit.SECONDS);
    }

    @Test
    void closeAnswersARequestThatIsUnderWay() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        CountDownLatch entered = new CountDownLatch(1);
        TrackerInterceptor late = new TrackerInterceptor() {
            @Override
            public CompletionStage<AnnounceResponse> announce(
                    AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
                entered.countDown();
                return release.thenCompose(nothing -> next.announce(request, response));
            }
        };
        TrackerServer server = loopback().interceptor(late).start();
        try (HttpTestClient client = HttpTestClient.to(server.httpAddresses().get(0))) {
            client.send("GET " + HttpTestClient.announceTarget("/announce", request(6_881))
                    + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
            assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
            CompletableFuture<Void> closing = CompletableFuture.runAsync(server::close);
            await("UDP is closed", () -> server.udpAddresses().isEmpty());
            release.complete(null);

            assertThat(client.receive().number("interval")).isBetween(120L, 300L); // after a cold start
            closing.get(10, TimeUnit.SECONDS);
        }
    }

    private static TrackerServerBuilder loopback() {
        return TrackerServer.builder()
                .listen("[::1]:0")
                .listen("127.0.0.1:0")
                .interval(Duration.ofMinutes(10))
                .lan(true);
    }

    private static InetSocketAddress free(String host) {
        InetAddress local = address(host + ":0").getAddress();
        return new InetSocketAddress(local, FreePort.on(local));
    }
}
