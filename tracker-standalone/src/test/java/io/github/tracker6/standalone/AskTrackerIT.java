package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The commands that ask a tracker, and a real one on loopback: HTTP and UDP, both families. */
@Timeout(60)
class AskTrackerIT {
    private static final InfoHash UNLISTED = InfoHash.of(7, 7, 7);

    @TempDir
    Path folder;

    private Path images;
    private Metainfo seeded;
    private Metainfo unseeded;
    private Run tracker;

    @BeforeEach
    void start() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        seeded = write("seeded", false);
        unseeded = write("unseeded", true);
        startTracker();
    }

    private void startTracker() {
        tracker = Run.of(
                "--http=[::1]:0",
                "--http=127.0.0.1:0",
                "--udp=[::1]:0",
                "--udp=127.0.0.1:0",
                "--torrents=" + images,
                "--no-rate-limit");
        assertThat(tracker.err()).isEmpty();
    }

    @AfterEach
    void stop() {
        tracker.close();
    }

    private Metainfo write(String name, boolean hybrid) throws IOException {
        Metainfo torrent = TorrentFolders.torrent(name, hybrid);
        torrent.writeTo(images.resolve(name + ".torrent"));
        return torrent;
    }

    static List<String> protocols() {
        return List.of("http://[", "http://1", "udp://[", "udp://1");
    }

    /** Returns the announce URL of the tracker that begins like this. */
    private String url(String begin) {
        return tracker.out()
                .lines()
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

    private void seed(InfoHash infoHash) {
        Run run = Run.of("announce", "--stay", "--left=0", "--port=6999", url("udp://1"), infoHash.toString());
        assertThat(run.status()).as(run.err()).isZero();
    }

    private long hosts(InfoHash infoHash) {
        Run scrape = Run.of("scrape", "--json", url("http://["), infoHash.toString());
        JsonNode counts = json(scrape.out());
        return counts.path("seeds").asLong() + counts.path("leechers").asLong();
    }

    private static JsonNode json(String line) {
        try {
            return new ObjectMapper().readTree(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void announcePrintsTheAnswerAndLeavesNoPeerBehind(String begin) throws IOException {
        InfoHash hash = seeded.infoHashes().get(0);
        seed(hash);
        Run run =
                Run.of("announce", url(begin), images.resolve("seeded.torrent").toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains(begin.contains("[") ? "over IPv6, answered in " : "over IPv4, answered in ")
                .contains("info hash     " + hash + "  seeded" + System.lineSeparator())
                .contains("seeds         1" + System.lineSeparator())
                .contains("interval      ");
        if (begin.endsWith("1")) {
            assertThat(run.out()).contains("peers         1").contains("  127.0.0.1:6999");
        }
        assertThat(hosts(hash)).as("the seed alone").isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void peerThatStaysIsListed(String begin) {
        InfoHash hash = seeded.infoHashes().get(0);
        Run run = Run.of("announce", "--stay", "--left=0", "--port=7000", "--json", url(begin), hash.toString());
        JsonNode answer = json(run.out());
        assertThat(answer.path("seeds").asLong()).isEqualTo(1);
        assertThat(answer.path("stopped").asBoolean(true)).isFalse();
        assertThat(answer.path("family").asText()).isEqualTo(begin.contains("[") ? "IPv6" : "IPv4");
        assertThat(answer.path("address").asText()).matches(".*:[0-9]+");
        assertThat(answer.path("intervalSeconds").asLong()).isPositive();
        assertThat(hosts(hash)).isEqualTo(1);
        JsonNode other =
                json(Run.of("announce", "--json", url(begin), hash.toString()).out());
        assertThat(other.path("peers").get(0).asText()).endsWith(":7000");
        assertThat(other.path("stopped").asBoolean()).isTrue();
    }

    @Test
    void keyLinksTheAnnouncesOfBothFamilies() {
        InfoHash hash = seeded.infoHashes().get(0);
        for (String begin : List.of("http://[", "udp://1")) {
            assertThat(Run.of("announce", "--stay", "--key=12ab", url(begin), hash.toString())
                            .status())
                    .isZero();
        }
        assertThat(hosts(hash)).isEqualTo(1);
        assertThat(Run.of("announce", "--stay", url("udp://1"), hash.toString()).status())
                .isZero();
        assertThat(hosts(hash)).as("another key, another client").isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void refusalIsNamedWithStatus1(String begin) {
        Run run = Run.of("announce", url(begin), UNLISTED.toString());
        assertThat(run.err()).isEqualTo("tracker6: the tracker refuses: Unregistered torrent" + System.lineSeparator());
        assertThat(run.status()).isEqualTo(1);
        Run json = Run.of("announce", "--json", url(begin), UNLISTED.toString());
        assertThat(json(json.out()).path("failureReason").asText()).isEqualTo("Unregistered torrent");
        assertThat(json.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("protocols")
    void scrapePrintsALinePerInfoHash(String begin) {
        InfoHash hash = seeded.infoHashes().get(0);
        seed(hash);
        Run run = Run.of(
                "scrape",
                url(begin),
                images.resolve("seeded.torrent").toString(),
                unseeded.infoHashes().get(1).toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        hash + "  seeds 1, leechers 0, downloads 0  seeded",
                        unseeded.infoHashes().get(1) + "  seeds 0, leechers 0, downloads 0");
    }

    @Test
    void scrapeOfManyIsSentInParts() {
        String[] args = new String[152];
        args[0] = "scrape";
        for (int i = 2; i < args.length; i++) {
            args[i] = InfoHash.of(i, i, i).toString();
        }
        args[1] = url("http://[");
        Run http = Run.of(args);
        assertThat(http.out().lines()).hasSize(150).allMatch(line -> line.endsWith("  unknown"));
        assertThat(http.status()).isEqualTo(1);
        assertThat(http.err())
                .isEqualTo("tracker6: the tracker does not know 150 of 150 info hashes" + System.lineSeparator());
        args[1] = url("udp://[");
        Run udp = Run.of(args);
        assertThat(udp.out().lines()).hasSize(150).allMatch(line -> line.endsWith("seeds 0, leechers 0, downloads 0"));
        assertThat(udp.status()).isZero();
    }

    @Test
    void trackerThatDoesNotAnswerIsNamedWithWhatEachAddressSaid() {
        String url = url("http://[");
        tracker.close();
        Run run = Run.of("announce", url, UNLISTED.toString());
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("tracker6: " + url + ": [::1]:")
                .contains(": connection refused: nothing listens there")
                .hasLineCount(1);
        Run udp = Run.of("scrape", "--timeout=1", "udp://[::1]:9/announce", UNLISTED.toString());
        assertThat(udp.status()).isEqualTo(1);
        assertThat(udp.err())
                .startsWith("tracker6: udp://[::1]:9/announce: [::1]:9: ")
                .hasLineCount(1);
        Run family = Run.of("announce", "--ipv4", url, UNLISTED.toString());
        assertThat(family.err()).contains("::1 has no address of IPv4");
    }

    /** Must be found: the torrent that is not in the list, that of which the list has another hash, and that without a seed. */
    @ParameterizedTest
    @MethodSource("protocols")
    void checkFindsWhatTheTrackerDoesNotServe(String begin) throws IOException {
        Path published = Files.createDirectory(folder.resolve("published"));
        for (Metainfo torrent : List.of(seeded, unseeded)) {
            torrent.writeTo(published.resolve(torrent.name() + ".torrent"));
        }
        Metainfo missing = TorrentFolders.torrent("missing", false);
        missing.writeTo(published.resolve("missing.torrent"));
        Metainfo listed = write("rebuilt", false);
        Metainfo rebuilt = TorrentFolders.v2("rebuilt");
        rebuilt.writeTo(published.resolve("rebuilt.torrent"));
        tracker.close();
        startTracker();
        assertThat(listed.infoHashes()).doesNotContainAnyElementsOf(rebuilt.infoHashes());
        seed(seeded.infoHashes().get(0));
        seed(unseeded.infoHashes().get(0));

        Run run = Run.of("torrent", "check", published.toString(), "--tracker", url(begin));
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out().lines())
                .containsExactly(
                        "refused (Unregistered torrent)  "
                                + missing.infoHashes().get(0) + "  v1  " + published.resolve("missing.torrent"),
                        "refused (Unregistered torrent)  "
                                + rebuilt.infoHashes().get(0) + "  v2  " + published.resolve("rebuilt.torrent"),
                        "no seed  " + unseeded.infoHashes().get(1) + "  v2  " + published.resolve("unseeded.torrent"));
        assertThat(Stream.of(missing, rebuilt, unseeded)
                        .flatMap(each -> each.infoHashes().stream())
                        .mapToLong(this::hosts)
                        .sum())
                .as("the seed of the hybrid's first half; the check left no peer")
                .isEqualTo(1);
    }

    @Test
    void checkIsQuietWhenAllIsWell() {
        for (InfoHash hash : List.of(
                seeded.infoHashes().get(0),
                unseeded.infoHashes().get(0),
                unseeded.infoHashes().get(1))) {
            seed(hash);
        }
        String name = url("http://[").replaceFirst("http://(.*)/announce", "$1");
        Run run = Run.of("torrent", "check", images.toString(), "--tracker", name);
        assertThat(run.out() + run.err()).isEmpty();
        assertThat(run.status()).isZero();
        Run verbose = Run.of("torrent", "check", images.toString(), "--verbose", "--tracker", name);
        assertThat(verbose.out().lines())
                .hasSize(4)
                .contains("3 of 3 info hashes are served with a seed by " + Endpoint.parse(name));
    }

    @Test
    void checkOfATrackerThatDoesNotAnswerIsAFailure() {
        String url = url("http://1");
        tracker.close();
        Run run = Run.of("torrent", "check", images.toString(), "--tracker", url);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("tracker6: " + url + ": 127.0.0.1:").hasLineCount(1);
        assertThat(run.status()).isEqualTo(1);
    }
}
