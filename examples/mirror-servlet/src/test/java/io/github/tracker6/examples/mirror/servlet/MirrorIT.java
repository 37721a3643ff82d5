package io.github.tracker6.examples.mirror.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceKey;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.server.TrackerStartException;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The mirror in this process. */
@Timeout(60)
class MirrorIT {
    private static final String CONTENT = "0123456789".repeat(10_000);

    @TempDir
    Path folder;

    @BeforeEach
    void makeImage() throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve("images")).resolve("image.iso"), CONTENT);
    }

    private MirrorOptions options(int port) {
        return new MirrorOptions(
                folder.resolve("images"),
                folder.resolve("torrents"),
                "mirror.example.org",
                "",
                port,
                true,
                false,
                Duration.ZERO);
    }

    private static int port(Mirror mirror) {
        return URI.create(mirror.urls().base()).getPort();
    }

    private static Endpoint loopback(AddressFamily family, int port) {
        return family == AddressFamily.IPV6 ? Endpoint.ofIpv6(0, 1, port) : Endpoint.ofIpv4(0x7f000001, port);
    }

    private static HttpTestClient client(Mirror mirror, AddressFamily family) throws IOException {
        return HttpTestClient.to(loopback(family, port(mirror)).socketAddress());
    }

    private static HttpTestClient.Response get(Mirror mirror, String target, String... headers) throws IOException {
        try (HttpTestClient client = client(mirror, AddressFamily.IPV6)) {
            return client.get(target, headers);
        }
    }

    private static Metainfo offered(Mirror mirror) throws IOException {
        Await.until("a torrent that the tracker knows", () -> isTracked(mirror));
        HttpTestClient.Response response = get(mirror, "/torrents/image.iso.torrent");
        assertThat(response.header("content-type")).isEqualTo("application/x-bittorrent");
        return Metainfo.parse(response.body());
    }

    private static boolean isTracked(Mirror mirror) {
        try {
            return get(mirror, "/tracker/").text().contains("image.iso");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static AnnounceRequest request(InfoHash torrent, int port) {
        return new AnnounceRequest()
                .infoHash(torrent)
                .peerId("-T60000-%012d".formatted(port).getBytes(StandardCharsets.US_ASCII))
                .key(AnnounceKey.ofNumber(port))
                .port(port)
                .left(1);
    }

    @Test
    void imagesAreServedWithRanges() throws Exception {
        try (Mirror mirror = Mirror.start(options(0))) {
            assertThat(get(mirror, "/images/image.iso").text()).isEqualTo(CONTENT);
            HttpTestClient.Response part = get(mirror, "/images/image.iso", "Range: bytes=5000-5009");
            assertThat(part.status()).isEqualTo(206);
            assertThat(part.header("content-range")).isEqualTo("bytes 5000-5009/100000");
            assertThat(part.text()).isEqualTo("0123456789");
            assertThat(get(mirror, "/images/image.iso", "Range: bytes=100000-").status())
                    .isEqualTo(416);
            assertThat(get(mirror, "/images/").text()).contains("image.iso");
        }
    }

    @Test
    void theTorrentNamesThisTrackerAndTheImageAsWebSeed() throws Exception {
        try (Mirror mirror = Mirror.start(options(0))) {
            Metainfo torrent = offered(mirror);
            String authority = "mirror.example.org:" + port(mirror);
            assertThat(torrent.tiers()).containsExactly(List.of("http://" + authority + "/announce"));
            String seed = "http://" + authority + "/images/image.iso";
            assertThat(torrent.webSeeds()).containsExactly(seed);
            assertThat(get(mirror, URI.create(seed).getPath()).text()).isEqualTo(CONTENT);
        }
    }

    @Test
    void peersOfBothProtocolsMeetOverBothFamilies() throws Exception {
        try (Mirror mirror = Mirror.start(options(0))) {
            InfoHash torrent = offered(mirror).infoHashes().get(0);
            for (AddressFamily family : AddressFamily.values()) {
                try (HttpTestClient http = client(mirror, family);
                        UdpTestClient udp =
                                UdpTestClient.to(loopback(family, port(mirror)).socketAddress())) {
                    assertThat(http.announce("/announce", request(torrent, 6_881))
                                    .number("interval"))
                            .isPositive();
                    assertThat(udp.announce(request(torrent, 6_882)).peers()).containsExactly(loopback(family, 6_881));
                    assertThat(http.announce("/announce", request(torrent, 6_883))
                                    .peers(family))
                            .contains(loopback(family, 6_882));
                }
            }
            HttpTestClient.Response scrape =
                    get(mirror, "/scrape?info_hash=" + HttpTestClient.encode(torrent.toBytes()));
            assertThat(scrape.text()).contains("10:incompletei3e");
            assertThat(get(mirror, "/tracker/").header("content-type")).startsWith("text/html");
        }
    }

    @Test
    void otherTorrentsAreNotTracked() throws Exception {
        InfoHash other = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
        try (Mirror mirror = Mirror.start(options(0));
                HttpTestClient client = client(mirror, AddressFamily.IPV6)) {
            assertThat(client.announce("/announce", request(other, 6_881)).dictionary())
                    .containsKey("failure reason");
        }
    }

    @Test
    void nothingStaysAfterTheEnd() throws Exception {
        Set<Thread> before = threads();
        int port;
        try (Mirror mirror = Mirror.start(options(0))) {
            port = port(mirror);
            offered(mirror);
        }
        assertNothingStays(before, port);
    }

    @Test
    void whereUdpIsTakenNothingStays() throws Exception {
        Set<Thread> before = threads();
        int port;
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("::", 0))) {
            port = taken.getLocalPort();
            assertThatExceptionOfType(TrackerStartException.class)
                    .isThrownBy(() -> Mirror.start(options(port)))
                    .withMessageStartingWith("UDP [::]:" + port);
        }
        assertNothingStays(before, port);
    }

    private static void assertNothingStays(Set<Thread> before, int port) throws IOException {
        Await.until("no thread but those from before", () -> before.containsAll(threads()));
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress("::", port))) {
            tcp.bind(new InetSocketAddress("::", port));
            assertThat(udp.isBound()).isTrue();
        }
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
