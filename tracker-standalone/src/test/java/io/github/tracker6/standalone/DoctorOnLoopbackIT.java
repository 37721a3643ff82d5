package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.metainfo.Metainfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code doctor} says of torrents, and of a tracker at one literal address. */
@Timeout(60)
class DoctorOnLoopbackIT {
    @TempDir
    Path folder;

    private static String url(Run tracker, String begin) {
        return tracker.out()
                .lines()
                .filter(line -> line.startsWith(begin))
                .findFirst()
                .orElseThrow();
    }

    private Path torrent(String name, String url) throws IOException {
        Path file = folder.resolve(name + ".torrent");
        Metainfo torrent = TorrentFolders.torrent(name, false);
        torrent.edit().tiers(List.of(List.of(url))).apply().writeTo(file);
        return file;
    }

    @Test
    void aTorrentThatTheTrackerDoesNotServeFails() throws IOException {
        Path served = Files.createDirectory(folder.resolve("served"));
        TorrentFolders.torrent("served", false).writeTo(served.resolve("served.torrent"));
        try (Run tracker = Run.of("--http=[::1]:0", "--http=127.0.0.1:0", "--no-udp", "--torrents=" + served)) {
            for (String begin : List.of("http://[", "http://1")) {
                String url = url(tracker, begin);
                Run unlisted = Run.of(
                        "doctor",
                        url,
                        "--no-udp",
                        "--torrent",
                        torrent("other", url).toString());
                assertThat(unlisted.out()).contains("FAIL  client   the tracker refuses the torrent: ");
                assertThat(unlisted.status()).isEqualTo(1);

                Run listed = Run.of(
                        "doctor",
                        url,
                        "--no-udp",
                        "--torrent",
                        torrent("served", url).toString());
                assertThat(listed.out()).doesNotContain("FAIL").contains("ok    client   seen as ");
                assertThat(listed.status()).isZero();

                Run without = Run.of("doctor", url, "--no-udp");
                assertThat(without.out()).doesNotContain("FAIL").contains("warn  client   not checked, as the tracker");
                assertThat(without.status()).isZero();
            }
        }
    }

    @Test
    void aTorrentOfAnotherTrackerIsWarnedOf() throws IOException {
        try (Run tracker = Run.of("--http=[::1]:0", "--no-udp")) {
            Run run = Run.of(
                    "doctor",
                    url(tracker, "http://["),
                    "--no-udp",
                    "--torrent",
                    torrent("other", "http://192.0.2.7:6969/announce").toString());

            assertThat(run.out()).contains("warn  torrent  none of its trackers is ::1: ");
            assertThat(run.status()).isZero();
        }
    }

    @Test
    void theTrackersMachineIsKnownByTheAddress() {
        try (Run tracker = Run.of("--http=127.0.0.1:0", "--no-udp")) {
            assertThat(Run.of("doctor", url(tracker, "http://"), "--no-udp").out())
                    .contains("warn  machine  this is the tracker's machine");
        }
    }

    @Test
    void aFileThatIsNoTorrentIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("a.torrent"), "nonsense");

        Run run = Run.of("doctor", "192.0.2.7", "--torrent", file.toString());

        assertThat(run.err()).startsWith("tracker6: " + file + ": ");
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(1);
    }
}
