package io.github.tracker6.standalone.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client, and trackers that answer as ours does not. */
@Timeout(30)
class RemoteTrackerTest {
    private static final InfoHash HASH = InfoHash.fromHex("00112233445566778899aabbccddeeff7e2d4142");
    private static final String ANSWER =
            "d8:completei3e10:incompletei1e8:intervali1800e5:peers6:\u00c0\u0000\u0002\u0001"
                    + "\u001a\u00e16:peers618: \u0001\r\u00b8" + "\u0000".repeat(11) + "\u0001\u001a\u00e1e";

    private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private static InetAddress address(String endpoint) {
        return Endpoint.parse(endpoint).socketAddress().getAddress();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Serves one answer to each connection, and returns host and port. */
    private String serve(byte[] answer, boolean closes) throws IOException {
        ServerSocket server = new ServerSocket(0, 5, address("127.0.0.1:1"));
        open.add(server);
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    Socket socket = server.accept();
                    open.add(socket);
                    StringBuilder head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        head.append((char) socket.getInputStream().read());
                    }
                    requests.add(head.toString());
                    socket.getOutputStream().write(answer);
                    if (closes) {
                        socket.close();
                    }
                }
            } catch (IOException e) {
                // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
        return "127.0.0.1:" + server.getLocalPort();
    }

    private static byte[] http(String head, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(head + "\r\n\r\n"));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private static RemoteTracker tracker(String url) throws IOException {
        return RemoteTracker.lookUp(TrackerUrl.parse(url), null, Duration.ofSeconds(5));
    }

    private static AnnounceAnswer announce(String url) throws IOException {
        try (RemoteTracker tracker = tracker(url)) {
            return tracker.announce(AnnounceQuery.ofClient(0xab, HASH, 6_881, 1, AnnounceEvent.STARTED, 50));
        }
    }

    private static byte[] gzip(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream packed = new GZIPOutputStream(out)) {
            packed.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(strings = {"length", "close", "chunked", "gzip", "continue"})
    void answersInEachFormOfHttpAreRead(String form) throws Exception {
        byte[] body = bytes(ANSWER);
        byte[] whole = switch (form) {
            case "length" -> http("HTTP/1.1 200 OK\r\nContent-Length: " + body.length, body);
            case "close" -> http("HTTP/1.0 200 OK", body);
            case "chunked" ->
                http(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked",
                        bytes("a;x=y\r\n" + ANSWER.substring(0, 10) + "\r\n" + Integer.toHexString(body.length - 10)
                                + "\r\n" + ANSWER.substring(10) + "\r\n0\r\n\r\n"));
            case "gzip" -> http("HTTP/1.1 200 OK\r\nContent-Encoding: gzip", gzip(body));
            default -> http("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK", body);
        };
        boolean closes = !form.equals("length") && !form.equals("chunked");
        AnnounceAnswer answer = announce("http://" + serve(whole, closes) + "/KEY/announce?a=b");
        assertThat(answer.seeds()).isEqualTo(3);
        assertThat(answer.leechers()).isEqualTo(1);
        assertThat(answer.intervalSeconds()).isEqualTo(1_800);
        assertThat(answer.minIntervalSeconds()).isNull();
        assertThat(answer.peers()).containsExactly("192.0.2.1:6881", "[2001:db8::1]:6881");
        assertThat(requests.take())
                .startsWith("GET /KEY/announce?a=b&info_hash=%00%11%223DUfw%88%99%AA%BB%CC%DD%EE%FF%7E-AB"
                        + "&peer_id=-T60000-000000000171&key=000000ab&port=6881&")
                .contains("\r\nHost: 127.0.0.1:");
    }

    @Test
    void peersAsDictionariesAreRead() throws Exception {
        String body = "d8:intervali60e5:peersld2:ip11:2001:db8::74:porti1eed2:ip9:192.0.2.74:porti2eeee";
        AnnounceAnswer answer = announce("http://" + serve(http("HTTP/1.1 200 OK", bytes(body)), true));
        assertThat(answer.peers()).containsExactly("[2001:db8::7]:1", "192.0.2.7:2");
        assertThat(requests.take()).startsWith("GET /announce?info_hash=");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK | <html> | the answer is none of a tracker: it is no bencode",
                "HTTP/1.1 200 OK | le | the answer is none of a tracker: it is no dictionary",
                "HTTP/1.1 404 Not Found | <html> | the answer has HTTP status 404",
                "HTTP/1.1 301 Moved | de | the answer has HTTP status 301",
                "SSH-2.0-OpenSSH_9.2 | x | the answer is no HTTP",
                "HTTP/1.1 200 OK\\r\\nContent-Length: 99999999 | x | the answer has more than 4194304 bytes",
                "HTTP/1.1 200 OK\\r\\nContent-Length: x | x | the length of the answer is no number",
                "HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked | zz | a chunk of the answer has no length",
            })
    void whatIsNoAnswerOfATrackerIsToldSo(String head, String body, String message) throws Exception {
        byte[] answer = http(head.replace("\\r\\n", "\r\n"), bytes(body + "\r\n"));
        String url = "http://" + serve(answer, true);
        assertThatExceptionOfType(TrackerRefusal.class)
                .isThrownBy(() -> announce(url))
                .withMessage(message)
                .matches(refusal -> !refusal.isFailureReason());
    }

    @Test
    void reasonOfAFailureSteersNoTerminal() throws Exception {
        String url = "http://" + serve(http("HTTP/1.1 400 Bad", bytes("d14:failure reason7:a\u001b[2J\nbe")), true);
        assertThatExceptionOfType(TrackerRefusal.class)
                .isThrownBy(() -> announce(url))
                .withMessage("a?[2J?b")
                .matches(TrackerRefusal::isFailureReason);
    }

    @Test
    void answerThatIsCutOffIsAFailure() throws Exception {
        String url = "http://" + serve(http("HTTP/1.1 200 OK\r\nContent-Length: 99", bytes("d")), true);
        assertThatIOException()
                .isThrownBy(() -> announce(url))
                .withMessageContaining("the connection was closed before the answer was complete");
    }

    @Test
    void headWithoutEndIsCutOff() throws Exception {
        String url = "http://" + serve(bytes("HTTP/1.1 200 OK\r\n" + "a: b\r\n".repeat(10_000)), true);
        assertThatExceptionOfType(TrackerRefusal.class)
                .isThrownBy(() -> announce(url))
                .withMessage("the head of the answer is too long");
    }

    @Test
    void silenceEndsAtTheTimeout() throws Exception {
        String url = "http://" + serve(new byte[0], false);
        RemoteTracker tracker = RemoteTracker.lookUp(TrackerUrl.parse(url), AddressFamily.IPV4, Duration.ofMillis(300));
        assertThatIOException()
                .isThrownBy(() -> tracker.scrape(List.of(HASH)))
                .withMessageContaining("no answer in time");
    }

    @Test
    void scrapeGoesToThePathOfScrapes() throws Exception {
        String body = "d5:filesd20:" + new String(HASH.toBytes(), StandardCharsets.ISO_8859_1)
                + "d8:completei2e10:downloadedi9e10:incompletei1ee20:bbbbbbbbbbbbbbbbbbbbd8:completei1eeee";
        String host = serve(http("HTTP/1.1 200 OK", bytes(body)), true);
        try (RemoteTracker tracker = tracker("http://" + host + "/x/announce.php?key=1")) {
            assertThat(tracker.scrape(List.of(HASH))).isEqualTo(Map.of(HASH, new ScrapeCounts(2, 1, 9)));
        }
        assertThat(requests.take()).startsWith("GET /x/scrape.php?key=1&info_hash=%00%11");
        assertThatExceptionOfType(TrackerRefusal.class)
                .isThrownBy(() -> tracker("http://" + host + "/x/other").scrape(List.of(HASH)))
                .withMessageStartingWith("no scrape is known for this URL");
    }

    @Test
    void udpRequestsAreRepeatedAndForeignAnswersPassedOver() throws Exception {
        DatagramSocket server = new DatagramSocket(0, address("[::1]:1"));
        open.add(server);
        Thread thread = new Thread(() -> {
            try {
                DatagramPacket packet = new DatagramPacket(new byte[1_000], 1_000);
                server.receive(packet); // is lost
                server.receive(packet);
                reply(server, packet, 0, 1, new byte[8]); // another transaction
                reply(server, packet, 0, 0, ByteBuffer.allocate(8).putLong(77).array());
                server.receive(packet);
                String path = new String(packet.getData(), 100, packet.getLength() - 100, StandardCharsets.US_ASCII);
                requests.add(ByteBuffer.wrap(packet.getData()).getLong() + " " + packet.getData()[99] + " " + path);
                reply(
                        server,
                        packet,
                        1,
                        0,
                        ByteBuffer.allocate(30)
                                .putInt(900)
                                .putInt(1)
                                .putInt(2)
                                .put(address("[2001:db8::5]:1").getAddress())
                                .putShort((short) 50_000)
                                .array());
                server.receive(packet);
                reply(server, packet, 3, 0, bytes("no\u0007"));
            } catch (IOException e) {
                // the test is over
            }
        });
        thread.setDaemon(true);
        thread.start();
        String url = "udp://[::1]:" + server.getLocalPort() + "/announce?k=v";
        try (RemoteTracker tracker = tracker(url)) {
            AnnounceAnswer answer =
                    tracker.announce(AnnounceQuery.ofNewClient(HASH, 6_881, 0, AnnounceEvent.COMPLETED, -1));
            assertThat(answer.peers()).containsExactly("[2001:db8::5]:50000");
            assertThat(answer.intervalSeconds()).isEqualTo(900);
            assertThat(answer.seeds()).isEqualTo(2);
            assertThat(requests.take()).isEqualTo("77 13 /announce?k=v");
            assertThat(tracker.family()).isEqualTo("IPv6");
            assertThatExceptionOfType(TrackerRefusal.class)
                    .isThrownBy(() -> tracker.scrape(List.of(HASH)))
                    .withMessage("no?");
        }
    }

    private static void reply(DatagramSocket server, DatagramPacket to, int action, int offset, byte[] body)
            throws IOException {
        byte[] answer = ByteBuffer.allocate(8 + body.length)
                .putInt(action)
                .putInt(ByteBuffer.wrap(to.getData()).getInt(12) + offset)
                .put(body)
                .array();
        server.send(new DatagramPacket(answer, answer.length, to.getSocketAddress()));
    }

    @ParameterizedTest
    @CsvSource({
        "http://tracker.example.org, tracker.example.org, 80, /announce",
        "https://tracker_1.example.org/KEY/announce, tracker_1.example.org, 443, /KEY/announce",
        "http://[2001:db8::1]:6969/announce, 2001:db8::1, 6969, /announce",
        "udp://192.0.2.1:6969, 192.0.2.1, 6969, ''",
    })
    void urlsAreRead(String text, String host, int port, String path) {
        TrackerUrl url = TrackerUrl.parse(text);
        assertThat(url.host()).isEqualTo(host);
        assertThat(url.port()).isEqualTo(port);
        assertThat(url.path()).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://a.example.org/",
                "udp://a.example.org",
                "http://",
                "http://a:99999/",
                "http://user:secret@a.example.org/",
                "http://a b/",
                "http:///announce",
                "http://a\u00e4.example.org/"
            })
    void otherUrlsAreRefusedAndNotRepeated(String text) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> TrackerUrl.parse(text))
                .withMessageStartingWith("it ")
                .matches(mistake -> !mistake.getMessage().contains("secret"));
    }
}
