package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.Await;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** HTTPS over both transports and both families. */
@Tag("long")
@Timeout(60)
@ExtendWith(Leaks.class)
class TlsServerIT {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final int MAX_KEY_UPDATES = 200_000;
    private static final String ROUTE = "GET /long HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final String LONG = "0123456789".repeat(100_000);

    @TempDir
    Path folder;

    @RegisterExtension
    final Opened opened = new Opened();

    static Stream<HttpTrackerServerIT.Ground> grounds() {
        return HttpTrackerServerIT.grounds();
    }

    private HttpTrackerServerBuilder builder(HttpTrackerServerIT.Ground ground) throws IOException {
        SwarmStore store = opened.closing(MemorySwarmStore.builder().build());
        return HttpTrackerServer.builder(
                        Tracker.builder().store(store).intervalSpread(0).build())
                .transport(ground.transport())
                .bind(new InetSocketAddress(InetAddress.getByName(ground.host()), 0))
                .bindTls(new InetSocketAddress(InetAddress.getByName(ground.host()), 0))
                .tls(new TlsFiles(folder).write("ec.pem", "ec.key").read())
                .route(request -> request.path().equals("/long")
                        ? HttpAnswer.of(200, "text/plain", LONG).done()
                        : null)
                .workers(2)
                .rateLimit(false)
                .lan(true);
    }

    private HttpTrackerServer started(HttpTrackerServerBuilder builder) throws IOException {
        HttpTrackerServer server = opened.closing(builder.build());
        server.start();
        return server;
    }

    private Socket connect(HttpTrackerServer server) throws IOException {
        Socket socket = opened.closing(new Socket());
        socket.connect(server.tlsAddresses().get(0), TIMEOUT_MILLIS);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.setTcpNoDelay(true);
        return socket;
    }

    private Client client(HttpTrackerServer server, String... protocols) throws IOException {
        return new Client(connect(server), protocols);
    }

    /** A client that trusts every certificate. */
    private final class Client {
        final SSLSocket socket;
        private final InputStream in;

        Client(Socket below, String... protocols) throws IOException {
            socket =
                    opened.closing((SSLSocket) trusting().getSocketFactory().createSocket(below, "localhost", 1, true));
            SSLParameters parameters = socket.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2", "http/1.1"});
            if (protocols.length > 0) {
                parameters.setProtocols(protocols);
            }
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            in = socket.getInputStream();
        }

        Client send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
            return this;
        }

        /** Reads one answer by its Content-Length. */
        String answer() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int b = in.read();
                if (b < 0) {
                    throw new IOException("ended after " + head);
                }
                head.write(b);
            }
            String text = head.toString(StandardCharsets.ISO_8859_1);
            String length = text.replaceAll("(?s).*Content-Length: ([0-9]+).*", "$1");
            return text + new String(in.readNBytes(Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
        }

        String subject() throws IOException {
            X509Certificate leaf = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return leaf.getSubjectX500Principal().getName();
        }
    }

    /** A connection whose first bytes go out together with what is written first. */
    private static final class PrefixedSocket extends Socket {
        private byte[] prefix;

        PrefixedSocket(String prefix) {
            this.prefix = prefix.getBytes(StandardCharsets.ISO_8859_1);
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            return new FilterOutputStream(super.getOutputStream()) {
                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    byte[] joined = Arrays.copyOf(prefix, prefix.length + length);
                    System.arraycopy(bytes, from, joined, prefix.length, length);
                    prefix = new byte[0];
                    out.write(joined);
                }
            };
        }
    }

    private static SSLContext trusting() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), new SecureRandom());
            return context;
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void announceIsServedOverBothVersionsOfTls(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground));
        for (String version : List.of("TLSv1.2", "TLSv1.3")) {
            Client client = client(server, version);
            assertThat(client.socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(client.socket.getApplicationProtocol()).isEqualTo("http/1.1");
            assertThat(client.subject()).isEqualTo("CN=ec.example.org");
            for (int i = 0; i < 3; i++) {
                assertThat(client.send(Wire.GET).answer())
                        .startsWith("HTTP/1.1 200 ")
                        .endsWith("e");
            }
            client.send(Wire.GET + Wire.GET + Wire.GET_AND_CLOSE);
            for (int i = 0; i < 3; i++) {
                assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
            }
            assertThat(client.in.read()).isEqualTo(-1);
        }
        assertThat(server.stats().announces()).isEqualTo(12);
        assertThat(server.stats().tlsFailures()).isZero();
        assertThat(server.stats().errors()).isZero();
        Await.until("openConnections", () -> server.stats().openConnections() == 0);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void plainListenerServesBesideIt(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground));
        RawClient plain = opened.closing(new RawClient(server.addresses().get(0)));
        assertThat(plain.send(Wire.GET).answer()).startsWith("HTTP/1.1 200 ");
        assertThat(client(server).send(Wire.GET).answer()).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void longAnswerArrivesWhole(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground));
        Client client = client(server);
        for (int i = 0; i < 3; i++) {
            assertThat(client.send(ROUTE).answer()).endsWith(LONG);
        }
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void requestThatArrivesInPiecesIsServed(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground));
        Client client = client(server);
        for (int i = 0; i < Wire.GET.length(); i += 10) {
            client.send(Wire.GET.substring(i, Math.min(Wire.GET.length(), i + 10)));
        }
        assertThat(client.answer()).startsWith("HTTP/1.1 200 ");
        String padded = Wire.GET.replace("&port", "&pad=" + "x".repeat(7_000) + "&port");
        assertThat(client.send(padded).answer()).startsWith("HTTP/1.1 200 ");
        assertThat(client.send("GET / HTTP/1.1\r\n\r\n").answer()).startsWith("HTTP/1.1 400 ");
        assertThat(client.in.read()).isEqualTo(-1);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void proxyHeaderComesBeforeTls(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground)
                .trustedProxies(List.of(Cidr.parse("::1"), Cidr.parse("127.0.0.0/8")))
                .proxyProtocol(true));
        for (String header : List.of(
                "PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n",
                "\r\n\r\n\0\r\nQUIT\n!\u0011\0\f\u00cb\0q\u0005\u00c0\0\2\1\0\1\0\2")) {
            Socket socket = connect(server);
            socket.getOutputStream().write(header.getBytes(StandardCharsets.ISO_8859_1));
            assertThat(new Client(socket).send(Wire.GET).answer()).contains("11:external ip4:\u00cb\0q\u0005");
            Socket atOnce = opened.closing(new PrefixedSocket(header));
            atOnce.connect(server.tlsAddresses().get(0), TIMEOUT_MILLIS);
            assertThat(new Client(atOnce).send(Wire.GET).answer()).contains("11:external ip4:\u00cb\0q\u0005");
        }
        Socket without = connect(server);
        without.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 5, 1, 0, 0, 1, 0});
        assertThat(without.getInputStream().read()).isEqualTo(-1);
        assertThat(server.stats().badProxyHeaders()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void clientThatSpeaksNoTlsIsClosedAndCounted(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground));
        Socket socket = connect(server);
        socket.getOutputStream().write(Wire.GET.getBytes(StandardCharsets.ISO_8859_1));
        socket.getInputStream().transferTo(new ByteArrayOutputStream());
        Await.until("tlsFailures", () -> server.stats().tlsFailures() == 1);
        connect(server).close();
        Await.until("tlsFailures", () -> server.stats().tlsFailures() == 2);
        Await.until("openConnections", () -> server.stats().openConnections() == 0);
        assertThat(server.stats().errors()).isZero();
        assertThat(server.stats().requests()).isZero();
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void proxyHeaderThatIsNotExpectedIsReported(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(
                builder(ground).trustedProxies(List.of(Cidr.parse("192.0.2.1"))).proxyProtocol(true));
        Socket socket = connect(server);
        socket.getOutputStream()
                .write("PROXY TCP4 203.0.113.5 192.0.2.1 1 2\r\n".getBytes(StandardCharsets.ISO_8859_1));
        socket.getInputStream().transferTo(new ByteArrayOutputStream());
        assertThat(server.stats().undeclaredProxyRequests()).isEqualTo(1);
        Await.until("tlsFailures", () -> server.stats().tlsFailures() == 1);
        Await.until("openConnections", () -> server.stats().openConnections() == 0);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void handshakesOfOneClientAreLimited(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground).rateLimit(true));
        int begun = 0;
        while (server.stats().handshakesRateLimited() == 0 && begun < 2_000) {
            try (Socket socket = connect(server)) {
                socket.getOutputStream().write(0x15); // the first byte of an alert
                socket.shutdownOutput();
                socket.getInputStream().transferTo(new ByteArrayOutputStream());
            } catch (java.net.SocketException e) {
                // closed, and the byte not read
            }
            begun++;
        }
        assertThat(begun).isGreaterThan(HandshakeRate.BURST);
        assertThat(server.stats().handshakesRateLimited()).isEqualTo(1);
        assertThat(opened.closing(new RawClient(server.addresses().get(0)))
                        .send(Wire.GET)
                        .answer())
                .startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void handshakesOfATrustedProxyAreNotLimited(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(
                builder(ground).rateLimit(true).trustedProxies(List.of(Cidr.parse("::1"), Cidr.parse("127.0.0.0/8"))));
        for (int i = 0; i < 2 * HandshakeRate.BURST; i++) {
            try (Socket socket = connect(server)) {
                socket.getOutputStream().write(0x15);
            }
        }
        assertThat(client(server).send(Wire.SCRAPE).answer()).contains("5:files");
        assertThat(server.stats().handshakesRateLimited()).isZero();
    }

    /** In TLS 1.3 a client can ask for new keys, which the server must answer (RFC 8446, section 4.6.3). */
    @ParameterizedTest
    @MethodSource("grounds")
    void clientThatAsksForKeysAndReadsNothingIsClosed(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground)
                .limits(HttpLimits.builder().idleTimeout(Duration.ofMinutes(5)).build()));
        Client client = client(server, "TLSv1.3");
        client.send(Wire.GET).answer();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < MAX_KEY_UPDATES; i++) {
                        client.socket.startHandshake();
                    }
                })
                .isInstanceOf(IOException.class);
        Await.until("openConnections", () -> server.stats().openConnections() == 0);
        assertThat(server.stats().unreadConnections()).isEqualTo(1);
        assertThat(server.stats().errors()).isZero();
        assertThat(client(server).send(Wire.GET).answer()).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void handshakeThatTakesTooLongIsClosed(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground)
                .limits(HttpLimits.builder()
                        .headerTimeout(Duration.ofMillis(300))
                        .build()));
        Socket silent = connect(server);
        Socket half = connect(server);
        half.getOutputStream().write(new byte[] {0x16, 3, 1, 1, 0, 1});
        silent.getInputStream().transferTo(new ByteArrayOutputStream());
        half.getInputStream().transferTo(new ByteArrayOutputStream());
        Await.until("openConnections", () -> server.stats().openConnections() == 0);
        assertThat(server.stats().timeouts()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void connectionsOfAnAddressAreLimitedAsWithoutTls(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground)
                .lan(false)
                .limits(HttpLimits.builder().maxConnectionsPerAddress(2).build()));
        client(server);
        client(server);
        assertThat(connect(server).getInputStream().read()).isEqualTo(-1);
        assertThat(server.stats().connectionsOverAddress()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void certificateIsReplacedUnderLoadWithoutAFailedRequest(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServerBuilder builder = builder(ground);
        HttpTrackerServer server = started(builder);
        Client kept = client(server);
        AtomicBoolean ended = new AtomicBoolean();
        AtomicInteger served = new AtomicInteger();
        List<CompletableFuture<Void>> load = Stream.generate(() -> CompletableFuture.runAsync(() -> {
                    while (!ended.get()) {
                        try (Socket socket = new Socket()) {
                            socket.connect(server.tlsAddresses().get(0), TIMEOUT_MILLIS);
                            socket.setSoTimeout(TIMEOUT_MILLIS);
                            assertThat(new Client(socket)
                                            .send(Wire.GET_AND_CLOSE)
                                            .answer())
                                    .startsWith("HTTP/1.1 200 ");
                            served.incrementAndGet();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    }
                }))
                .limit(2)
                .toList();
        TlsFiles files = new TlsFiles(folder);
        TlsCertificate certificate = builder.tls;
        for (String name : List.of("p384", "ec", "p384")) {
            files.write(name + ".pem", name + "-sec1.key");
            assertThat(certificate.reload()).isTrue();
            assertThat(client(server).subject()).isEqualTo("CN=" + name + ".example.org");
            int before = served.get();
            Await.until(
                    "change", () -> served.get() > before + 5 || load.stream().anyMatch(CompletableFuture::isDone));
        }
        ended.set(true);
        for (CompletableFuture<Void> each : load) {
            each.get();
        }
        assertThat(kept.send(Wire.GET).answer()).startsWith("HTTP/1.1 200 ");
        assertThat(kept.subject()).isEqualTo("CN=ec.example.org");
        assertThat(server.stats().tlsFailures()).isZero();
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void serverNoticesAnotherCertificateItself(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground));
        new TlsFiles(folder).write("rsa.pem", "rsa-pkcs1.key");
        Await.until("change", () -> {
            try {
                return client(server).subject().equals("CN=rsa.example.org");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
    }

    @ParameterizedTest
    @MethodSource("grounds")
    void closeAnswersWhatIsOwed(HttpTrackerServerIT.Ground ground) throws Exception {
        HttpTrackerServer server = started(builder(ground));
        Client client = client(server);
        client.send(Wire.GET).answer();
        server.close();
        assertThat(client.in.read()).isEqualTo(-1);
        assertThat(server.tlsAddresses()).isEmpty();
    }
}
