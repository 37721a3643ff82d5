package io.github.tracker6.examples.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.FreePort;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

@Timeout(120)
class MirrorApplicationIT {
    private static final String CONTENT = "0123456789".repeat(10_000);

    static {
        System.setProperty("org.springframework.boot.logging.LoggingSystem", "none");
    }

    @TempDir
    Path folder;

    @Test
    void anImageIsServedWithRangesAndOfferedAsTorrentOfThisTracker() throws Exception {
        Path images = Files.createDirectory(folder.resolve("images"));
        Files.writeString(images.resolve("image.iso"), CONTENT);
        int port = FreePort.on(Endpoint.ofIpv6(0, 1, 0).address());
        String url = "http://[2001:db8::7]:" + port + "/";
        try (ConfigurableApplicationContext context = SpringApplication.run(
                        MirrorApplication.class,
                        "--server.port=" + port,
                        "--mirror.folder=" + images,
                        "--mirror.torrents=" + folder.resolve("torrents"),
                        "--mirror.url=" + url,
                        "--mirror.settle-time=0s",
                        "--tracker6.lan=true");
                HttpTestClient client =
                        HttpTestClient.to(Endpoint.ofIpv6(0, 1, port).socketAddress())) {
            assertThat(context.isRunning()).isTrue();
            HttpTestClient.Response range = client.get("/images/image.iso", "Range: bytes=10-19");
            assertThat(range.status()).isEqualTo(206);
            assertThat(range.text()).isEqualTo("0123456789");

            Await.until("the torrent", () -> status(client, "/torrents/image.iso.torrent") == 200);
            Metainfo torrent =
                    Metainfo.parse(client.get("/torrents/image.iso.torrent").body());
            assertThat(torrent.tiers()).containsExactly(List.of(url + "announce"));
            assertThat(torrent.webSeeds()).containsExactly(url + "images/image.iso");

            InfoHash infoHash = torrent.infoHashes().get(0);
            Await.until("the tracker knows it", () -> tracks(client, infoHash));
            try (UdpTestClient udp =
                    UdpTestClient.to(Endpoint.ofIpv6(0, 1, port).socketAddress())) {
                assertThat(udp.announce(peer(infoHash, 6_882)).peers()).hasSize(1);
            }
            assertThat(client.get("/tracker/").text()).contains("image.iso");
            assertThat(new String(
                            URI.create("http://[::1]:" + port + "/actuator/health")
                                    .toURL()
                                    .openStream()
                                    .readAllBytes(),
                            StandardCharsets.UTF_8))
                    .contains("\"Torrents\":{\"state\":\"UP\"");
        }
    }

    private static AnnounceRequest peer(InfoHash infoHash, int port) {
        return new AnnounceRequest()
                .infoHash(infoHash)
                .peerId("-T60000-%012d".formatted(port).getBytes(StandardCharsets.US_ASCII))
                .port(port)
                .left(1);
    }

    private static int status(HttpTestClient client, String target) {
        try {
            return client.get(target).status();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean tracks(HttpTestClient client, InfoHash infoHash) {
        try {
            return !client.announce("/announce", peer(infoHash, 6_881))
                    .dictionary()
                    .containsKey("failure reason");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
