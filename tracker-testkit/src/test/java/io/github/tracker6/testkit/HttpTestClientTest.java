package io.github.tracker6.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client with a socket that sends fixed answers. */
class HttpTestClientTest {
    private static final String ANSWER =
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nX: a\r\nx:b\r\nContent-Length: 70\r\n\r\n"
                    + "d8:completei3e5:peers6:\u00c0\u0000\u0002\u0001\u001a\u00e16:peers618:"
                    + " \u0001\r\u00b8\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0001\u001a\u00e1"
                    + "5:retry2:noe";

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable resource : opened) {
            resource.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"::1", "127.0.0.1"})
    void anAnnounceIsSentAndItsAnswerRead(String address) throws Exception {
        Exchange exchange = serve(address, ANSWER);
        var response = exchange.client.announce("/k/announce", request());
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.header("X")).isEqualTo("a, b");
        assertThat(response.number("complete")).isEqualTo(3);
        assertThat(response.peers(AddressFamily.IPV4)).containsExactly(Endpoint.parse("192.0.2.1:6881"));
        assertThat(response.peers(AddressFamily.IPV6)).containsExactly(Endpoint.parse("[2001:db8::1]:6881"));
        assertThat(exchange.sent.get())
                .startsWith(
                        "GET /k/announce?info_hash=%c1%2f%e1%c0k%ba%25J%9d%c9%f5%19%b35%aa%7c%13g%a8%8a"
                                + "&peer_id=-T60000-0123456789ab&port=6881&uploaded=0&downloaded=0"
                                + "&left=18446744073709551615&compact=1&event=started&numwant=7&key=0000BEEF HTTP/1.1\r\nHost: ")
                .endsWith("\r\n\r\n");
        assertThat(exchange.client.isClosedByServer()).isTrue();
    }

    @Test
    void aBodyWithoutALengthEndsWithTheConnection() throws Exception {
        assertThat(serve("::1", "HTTP/1.0 404 Not Found\r\n\r\nnothing")
                        .client
                        .get("/")
                        .text())
                .isEqualTo("nothing");
    }

    @Test
    void anAnswerToHeadHasNoBody() throws Exception {
        var client = serve("::1", "HTTP/1.1 200 OK\r\nContent-Length: 75\r\n\r\n").client;
        client.send("HEAD / HTTP/1.1\r\n\r\n");
        assertThat(client.receiveHead().header("content-length")).isEqualTo("75");
        assertThat(client.isClosedByServer()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\n\n",
                "HTTP/1.1 2xx\r\n\r\n",
                "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nX: a\r\n",
                "HTTP/2 200\r\n\r\n",
                "HTTP/1.1 200 OK\rX\r\n\r\n"
            })
    void aBrokenAnswerIsRefused(String answer) throws Exception {
        var client = serve("127.0.0.1", answer).client;
        assertThatThrownBy(() -> client.get("/")).isInstanceOf(IOException.class);
    }

    @Test
    void everyByteIsEncoded() {
        assertThat(HttpTestClient.encode("aZ09-._~ +%&=/\u0000\u00ff".getBytes(ISO_8859_1)))
                .isEqualTo("aZ09-._~%20%2b%25%26%3d%2f%00%ff");
    }

    private static AnnounceRequest request() {
        return new AnnounceRequest()
                .infoHash(InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a"))
                .peerId("-T60000-0123456789ab".getBytes(ISO_8859_1))
                .left(-1)
                .event(AnnounceEvent.STARTED)
                .numWant(7)
                .key(0xbeef)
                .port(6881);
    }

    private record Exchange(HttpTestClient client, CompletableFuture<String> sent) {}

    /** Answers one request and closes. */
    private Exchange serve(String address, String answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getByName(address));
        opened.add(server);
        CompletableFuture<String> sent = CompletableFuture.supplyAsync(() -> {
            try (Socket connection = server.accept()) {
                StringBuilder request = new StringBuilder();
                while (request.indexOf("\r\n\r\n") < 0) {
                    request.append((char) connection.getInputStream().read());
                }
                connection.getOutputStream().write(answer.getBytes(ISO_8859_1));
                return request.toString();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        HttpTestClient client = HttpTestClient.to((InetSocketAddress) server.getLocalSocketAddress());
        opened.add(client);
        return new Exchange(client, sent);
    }
}
