package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.HttpTestClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@link HttpTrackerHandler#answer} in the JDK's own server, over both families. */
class JdkHttpServerIT {
    private static final InfoHash HASH = InfoHash.fromHex("123456789abcdef123456789abcdef123456789a");

    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final Tracker tracker = Tracker.builder().store(store).build();
    private final HttpTrackerHandler handler = HttpTrackerHandler.builder(tracker)
            .lan(true)
            .route(request -> request.path().equals("/healthz")
                    ? HttpAnswer.of(200, "text/plain", "ok\n")
                            .withHeader("Cache-Control", "no-store")
                            .done()
                    : null)
            .build();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("::"), 0), 0);
        server.createContext(
                "/",
                exchange -> handler.answer(
                                exchange.getRequestMethod(),
                                exchange.getRequestURI().toString(),
                                exchange.getRemoteAddress().getAddress().getHostAddress(),
                                exchange.getRequestHeaders()::get)
                        .thenAccept(answer -> send(exchange, answer)));
        server.start();
    }

    private static void send(HttpExchange exchange, HttpAnswer answer) {
        try (exchange) {
            int length = answer.body().remaining();
            answer.headers().forEach(exchange.getResponseHeaders()::put);
            exchange.sendResponseHeaders(answer.status(), length == 0 ? -1 : length);
            Channels.newChannel(exchange.getResponseBody()).write(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        server.stop(0);
        tracker.close();
        store.close();
    }

    private HttpTestClient client(String host) throws IOException {
        return HttpTestClient.to(new InetSocketAddress(
                InetAddress.getByName(host), server.getAddress().getPort()));
    }

    private static AnnounceRequest announce(int port, long left) {
        return new AnnounceRequest()
                .infoHash(HASH)
                .peerId(InfoHash.fromHex("2d4c54323038302d616161616161616161616161")
                        .toBytes())
                .port(port)
                .left(left);
    }

    @Test
    void clientsMeetOverBothFamilies() throws IOException {
        try (HttpTestClient ipv6 = client("::1");
                HttpTestClient ipv4 = client("127.0.0.1")) {
            ipv6.announce("/announce", announce(6881, 0));
            ipv4.announce("/announce", announce(6882, 0));
            HttpTestClient.Response response = ipv6.announce("/announce", announce(6883, 1));
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.header("Content-Type")).isEqualTo("text/plain");
            assertThat(response.peers(AddressFamily.IPV6)).containsExactly(Endpoint.parse("[::1]:6881"));
            HttpTestClient.Response other = ipv4.announce("/announce", announce(6884, 1));
            assertThat(other.peers(AddressFamily.IPV4)).containsExactly(Endpoint.parse("127.0.0.1:6882"));
            assertThat(other.number("complete")).isEqualTo(2);
        }
    }

    @Test
    void rawBytesInTheQuerySurvive() throws IOException {
        byte[] bytes = HASH.toBytes();
        String mixed = new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\u009a", "%9a") // this server refuses control characters itself
                .replace("\u0089", "%89")
                .replace("\u0012", "%12")
                .replace("#", "%23");
        try (HttpTestClient client = client("::1")) {
            String target = "/announce?info_hash=" + mixed + "&peer_id=-LT2080-abcdefghijkl&port=6881";
            assertThat(client.get(target).status()).isEqualTo(200);
            assertThat(client.get("/scrape?info_hash=" + HttpTestClient.encode(bytes))
                            .text())
                    .contains("10:incompletei1e");
        }
    }

    @Test
    void routesAndHeadAndKeepAliveWork() throws IOException {
        try (HttpTestClient client = client("127.0.0.1")) {
            HttpTestClient.Response health = client.get("/healthz");
            assertThat(health.status()).isEqualTo(200);
            assertThat(health.text()).isEqualTo("ok\n");
            assertThat(health.header("Cache-Control")).isEqualTo("no-store");
            client.send("HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n");
            HttpTestClient.Response head = client.receiveHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Length")).isEqualTo("3");
            assertThat(client.get("/nothing").status()).isEqualTo(404);
        }
    }
}
