package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.store.StoreOptions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a tracker in an HTTP server must do on the wire, as tests, over both address families. The author of an embedding
 * extends this class and says how to start the server:
 *
 * <pre>{@code
 * class MyServerIT extends HttpEmbeddingContract {
 *     @Override
 *     protected HttpEmbedding start(HttpEmbedding.Setup setup) {
 *         return new MyServer(setup);
 *     }
 * }
 * }</pre>
 *
 * <p>The test with fifty starts has JUnit's tag {@code long}, for builds that leave it out.
 *
 * @since 0.1.0
 */
public abstract class HttpEmbeddingContract {
    private static final String PAGE_PATH = "/page";
    private static final String PAGE = "A page of the application. ".repeat(400);
    private static final int MANY = 100_000;
    private static final int HASHES = 80;
    /** Less than one leaked buffer of a connection for each start. */
    private static final long DIRECT_SLACK_BYTES = 256 * 1024;

    private static final int STARTS = 50;
    private static final String PEER_ID = "-LT2080-abcdefghijkl";
    private static final InfoHash HASH = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final String ANNOUNCE = target(HASH);

    private final RecordingTracker tracker = new RecordingTracker();
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** For subclasses. */
    protected HttpEmbeddingContract() {}

    /** Starts a server on the loopback addresses of both families. The contract closes it. */
    protected abstract HttpEmbedding start(HttpEmbedding.Setup setup) throws Exception;

    /** Returns what the server refuses with status 400 before the tracker sees it; by default nothing. */
    protected Set<HttpOddity> refusals() {
        return Set.of();
    }

    @AfterEach
    final void closeAll() throws Exception {
        while (!opened.isEmpty()) {
            opened.pop().close();
        }
    }

    private HttpEmbedding started(TrackerHandler served, boolean trustsLoopback, int sourceBurst) throws Exception {
        HttpEmbedding server = start(new HttpEmbedding.Setup(served, trustsLoopback, sourceBurst, PAGE_PATH, PAGE));
        opened.push(server);
        return server;
    }

    private HttpEmbedding started() throws Exception {
        return started(tracker, false, MANY);
    }

    private HttpTestClient client(HttpEmbedding server, AddressFamily family) throws IOException {
        HttpTestClient client = HttpTestClient.to(server.address(family));
        opened.push(client);
        return client;
    }

    private static String target(InfoHash infoHash) {
        return "/announce?info_hash=" + HttpTestClient.encode(infoHash.toBytes()) + "&peer_id=" + PEER_ID
                + "&port=6881&left=1";
    }

    private static AnnounceRequest peer(int number, long left) {
        return new AnnounceRequest()
                .infoHash(HASH)
                .peerId("-LT2080-%012d".formatted(number).getBytes(StandardCharsets.US_ASCII))
                .port(6_881 + number)
                .left(left);
    }

    @Test
    final void clientsMeetOverBothFamilies() throws Exception {
        try (ModelSwarmStore store = new ModelSwarmStore(StoreOptions.defaults(), new Random(1));
                Tracker engine = Tracker.builder().store(store).build().start();
                HttpEmbedding server = start(new HttpEmbedding.Setup(engine, false, MANY, PAGE_PATH, PAGE))) {
            try (HttpTestClient ipv6 = client(server, AddressFamily.IPV6);
                    HttpTestClient ipv4 = client(server, AddressFamily.IPV4)) {
                ipv6.announce("/announce", peer(1, 0));
                ipv4.announce("/announce", peer(2, 0));
                HttpTestClient.Response over6 = ipv6.announce("/announce", peer(3, 1));
                assertThat(over6.status()).isEqualTo(200);
                assertThat(over6.header("Content-Type")).isEqualTo("text/plain");
                assertThat(over6.peers(AddressFamily.IPV6)).containsExactly(Endpoint.parse("[::1]:6882"));
                HttpTestClient.Response over4 = ipv4.announce("/announce", peer(4, 1));
                assertThat(over4.peers(AddressFamily.IPV4)).containsExactly(Endpoint.parse("127.0.0.1:6883"));
                assertThat(over4.number("complete")).isEqualTo(2);
                String scrape = ipv6.get("/scrape?info_hash=" + HttpTestClient.encode(HASH.toBytes()))
                        .text();
                assertThat(scrape).contains("8:completei2e", "10:incompletei2e");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    final void theAddressOfTheConnectionIsTheClient(AddressFamily family) throws Exception {
        assertThat(client(started(), family).get(ANNOUNCE).number("complete")).isEqualTo(3);
        assertThat(tracker.announces)
                .containsExactly(new RecordingTracker.Seen(
                        HASH,
                        Endpoint.parse(family == AddressFamily.IPV6 ? "[::1]:6881" : "127.0.0.1:6881"),
                        "/announce"));
    }

    @Test
    final void eachByteOfAnInfoHashArrivesPercentEncodedInEitherCase() throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV6);
        for (int first = 0; first < 256; first += 20) {
            byte[] bytes = new byte[InfoHash.BYTES];
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (first + i);
                text.append((i % 2 == 0 ? "%%%02x" : "%%%02X").formatted(first + i & 0xff));
            }
            tracker.announces.clear();
            HttpTestClient.Response answer =
                    client.get("/announce?info_hash=" + text + "&peer_id=" + PEER_ID + "&port=6881");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(tracker.announces)
                    .extracting(RecordingTracker.Seen::infoHash)
                    .containsExactly(InfoHash.fromBytes(bytes));
        }
    }

    @Test
    final void aPlusIsNoBlankAndASemicolonSeparatesNothing() throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV4);
        String text = "++;;a=b;port=1;c=5+d";
        client.get("/announce?info_hash=" + text + "&peer_id=" + PEER_ID + "&port=6881");
        assertThat(tracker.announces)
                .extracting(RecordingTracker.Seen::infoHash)
                .containsExactly(InfoHash.fromBytes(text.getBytes(StandardCharsets.US_ASCII)));
    }

    @ParameterizedTest
    @EnumSource(HttpOddity.class)
    final void anUnusualTargetIsReadRightOrRefusedAsListed(HttpOddity oddity) throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV6);
        client.send("GET " + oddity.target() + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n");
        int status = client.receive().status();
        String seen = tracker.announces.stream()
                .map(announce -> announce.infoHash().toString())
                .collect(Collectors.joining());
        if (refusals().contains(oddity)) {
            assertThat(status).isEqualTo(400);
            assertThat(seen).isEmpty();
        } else {
            assertThat(status).isEqualTo(200);
            assertThat(seen).isEqualTo(oddity.infoHash());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/announce", "/announce/", "/passkey/announce", "/a/b/announce"})
    final void announcesMayHaveAnyPrefixAndASlashAtTheEnd(String path) throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV6);
        assertThat(client.get(ANNOUNCE.replace("/announce", path)).status()).isEqualTo(200);
        assertThat(tracker.announces)
                .extracting(RecordingTracker.Seen::path)
                .containsExactly(path.equals("/announce/") ? "/announce" : path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "info_hash=abc", "info_hash=%zz", "info_hash=%f1%f1&info_hash=%f1"})
    final void aMalformedAnnounceNeverReachesTheTracker(String query) throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV4);
        HttpTestClient.Response answer = client.get("/announce?" + query);
        if (answer.status() == 200) {
            assertThat(answer.dictionary()).containsKey("failure reason");
        } else {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(refusals()).contains(HttpOddity.PERCENT_IN_QUERY);
        }
        assertThat(tracker.announces).isEmpty();
    }

    @Test
    final void theFirstOfRepeatedParametersCounts() throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV4);
        assertThat(client.get(ANNOUNCE + "&info_hash=aaaaaaaaaaaaaaaaaaaa&port=1")
                        .status())
                .isEqualTo(200);
        assertThat(tracker.announces)
                .extracting(
                        RecordingTracker.Seen::infoHash, seen -> seen.source().port())
                .containsExactly(tuple(HASH, 6_881));
    }

    @Test
    final void aScrapeOfManyInfoHashesIsAnswered() throws Exception {
        StringBuilder target = new StringBuilder("/scrape?");
        for (int i = 0; i < HASHES; i++) {
            target.append("&info_hash=")
                    .append(HttpTestClient.encode(InfoHash.of(i, -i, ~i).toBytes()));
        }
        assertThat(target.length()).isBetween(4_000, 8_000);
        HttpTestClient.Response answer = client(started(), AddressFamily.IPV6).get(target.toString());
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.dictionary()).containsKey("files");
        assertThat(tracker.scraped).hasSize(HASHES);
    }

    @Test
    final void aTargetOf9000BytesIsRefused() throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV6);
        assertThat(client.get(ANNOUNCE + "&x=" + "1".repeat(9_000)).status()).isBetween(400, 499);
        assertThat(tracker.announces).isEmpty();
    }

    @Test
    final void headHasTheHeadersOfGetAndNoBody() throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV4);
        for (String target : new String[] {ANNOUNCE, PAGE_PATH}) {
            HttpTestClient.Response get = client.get(target);
            client.send("HEAD " + target + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n");
            HttpTestClient.Response head = client.receiveHead();
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.header("Content-Type")).isEqualTo(get.header("Content-Type"));
            assertThat(head.header("Content-Length")).isEqualTo(Integer.toString(get.body().length));
        }
        assertThat(client.get(ANNOUNCE).status()).isEqualTo(200);
    }

    @Test
    final void otherMethodsAreRefused() throws Exception {
        HttpEmbedding server = started();
        HttpTestClient post = client(server, AddressFamily.IPV6);
        post.send("POST " + ANNOUNCE + " HTTP/1.1\r\nHost: tracker.example.org\r\nContent-Length: 0\r\n\r\n");
        HttpTestClient.Response refused = post.receive();
        assertThat(refused.status()).isEqualTo(405);
        assertThat(refused.header("Allow")).isEqualTo("GET, HEAD");
        HttpTestClient brew = client(server, AddressFamily.IPV6);
        brew.send("BREW " + ANNOUNCE + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n");
        assertThat(brew.receive().status()).isEqualTo(501);
        assertThat(tracker.announces).isEmpty();
    }

    @Test
    final void oneConnectionServesManyRequestsAndSomeAtOnce() throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV6);
        for (int i = 0; i < 20; i++) {
            assertThat(client.get(ANNOUNCE).status()).isEqualTo(200);
        }
        String request = "GET " + ANNOUNCE + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n";
        client.send(request + request + request);
        for (int i = 0; i < 3; i++) {
            assertThat(client.receive().number("incomplete")).isEqualTo(4);
        }
        assertThat(tracker.announces).hasSize(23);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0\r\n", "HTTP/1.1\r\nHost: tracker.example.org\r\nConnection: close\r\n"})
    final void theConnectionClosesBehindTheAnswerIfTheClientAsks(String end) throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV4);
        client.send("GET " + ANNOUNCE + " " + end + "\r\n");
        assertThat(client.receive().status()).isEqualTo(200);
        assertThat(client.isClosedByServer()).isTrue();
    }

    @Test
    final void aLongPageIsCompressedForAClientThatTakesGzip() throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV6);
        HttpTestClient.Response plain = client.get(PAGE_PATH);
        assertThat(plain.header("Content-Encoding")).isNull();
        assertThat(plain.text()).isEqualTo(PAGE);
        HttpTestClient.Response packed = client.get(PAGE_PATH, "Accept-Encoding: deflate, gzip;q=0.5");
        assertThat(packed.header("Content-Encoding")).isEqualTo("gzip");
        assertThat(new GZIPInputStream(new ByteArrayInputStream(packed.body())).readAllBytes())
                .isEqualTo(PAGE.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    final void aClientPastItsRateGets429AndItsConnectionCloses() throws Exception {
        HttpEmbedding server = started(tracker, false, 3);
        HttpTestClient client = client(server, AddressFamily.IPV6);
        HttpTestClient.Response answer = client.get(ANNOUNCE);
        for (int i = 0; i < 20 && answer.status() == 200; i++) {
            answer = client.get(ANNOUNCE);
        }
        assertThat(answer.status()).isEqualTo(429);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Connection")).isEqualToIgnoringCase("close");
        assertThat(client.isClosedByServer()).isTrue();
        assertThat(client(server, AddressFamily.IPV4).get(ANNOUNCE).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @EnumSource(AddressFamily.class)
    final void aTrustedProxyNamesTheClient(AddressFamily family) throws Exception {
        HttpTestClient client = client(started(tracker, true, MANY), family);
        client.get(ANNOUNCE, "X-Forwarded-For: 203.0.113.9", "X-Forwarded-For: 2001:db8::7");
        client.get(ANNOUNCE, "Forwarded: for=192.0.2.7");
        assertThat(tracker.announces)
                .extracting(seen -> seen.source().toString())
                .containsExactly("[2001:db8::7]:6881", "192.0.2.7:6881");
    }

    @Test
    final void anAnnounceThroughAProxyThatIsNotDeclaredIsRefused() throws Exception {
        HttpTestClient client = client(started(), AddressFamily.IPV4);
        assertThat(client.get(ANNOUNCE, "X-Forwarded-For: 192.0.2.7").dictionary())
                .containsKey("failure reason");
        assertThat(tracker.announces).isEmpty();
    }

    @Test
    final void anAnswerThatIsReadyLaterHoldsNoOtherClientUp() throws Exception {
        HttpEmbedding server = started();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        tracker.gate = gate;
        for (int i = 0; i < 20; i++) {
            client(server, AddressFamily.IPV6)
                    .send("GET " + ANNOUNCE + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n");
        }
        HttpTestClient waiting = client(server, AddressFamily.IPV6);
        waiting.send("GET " + ANNOUNCE + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n");
        Await.until("21 announces", () -> tracker.announces.size() == 21);
        tracker.gate = null;
        assertThat(client(server, AddressFamily.IPV4).get(ANNOUNCE).status()).isEqualTo(200);
        gate.complete(null);
        assertThat(waiting.receive().number("complete")).isEqualTo(3);
        assertThat(waiting.get(ANNOUNCE).status()).isEqualTo(200);
    }

    @Test
    final void clientsThatLeaveBeforeTheirAnswerHarmNoOther() throws Exception {
        HttpEmbedding server = started();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        tracker.gate = gate;
        for (int i = 0; i < 20; i++) {
            HttpTestClient client = client(server, AddressFamily.IPV6);
            client.send("GET " + ANNOUNCE + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n");
            int sent = i + 1;
            Await.until("the announce", () -> tracker.announces.size() == sent);
            client.close();
        }
        tracker.gate = null;
        gate.complete(null);
        for (int i = 0; i < 40; i++) {
            assertThat(client(server, AddressFamily.IPV6).get(ANNOUNCE).number("complete"))
                    .isEqualTo(3);
        }
    }

    @Test
    @Tag("long")
    final void fiftyStartsAndStopsLeaveNothing() throws Exception {
        serveOnce(); // what the JVM starts once and keeps
        Set<Thread> before = threads();
        long descriptors = openDescriptors();
        long directBytes = directBytes();
        for (int i = 0; i < STARTS; i++) {
            serveOnce();
        }
        Await.until("no thread more than before", () -> {
            Set<Thread> more = threads();
            more.removeAll(before);
            more.removeIf(thread -> !thread.isAlive());
            return more.isEmpty();
        });
        Await.until("no more descriptors than before", () -> openDescriptors() <= descriptors);
        Await.until("no more direct memory than before", () -> directBytes() <= directBytes + DIRECT_SLACK_BYTES);
    }

    /** Returns the open files and sockets of this process; 0 where the system does not tell. */
    private static long openDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
    }

    /** Returns the memory of direct buffers that are in use. */
    private static long directBytes() {
        System.gc();
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private void serveOnce() throws Exception {
        try (HttpEmbedding server = start(new HttpEmbedding.Setup(tracker, false, MANY, PAGE_PATH, PAGE))) {
            for (AddressFamily family : AddressFamily.values()) {
                try (HttpTestClient client = HttpTestClient.to(server.address(family))) {
                    assertThat(client.get(ANNOUNCE).status()).isEqualTo(200);
                }
            }
        }
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
