package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.metainfo.metrics.TorrentMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TorrentMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @TempDir
    Path folder;

    @Test
    void releasesAndFilesAreMetersByTheirState() throws IOException {
        old("one.torrent", SmallTorrent.named("one").bytes());
        old("two.torrent", SmallTorrent.named("two").bytes());
        old("broken.torrent", new byte[] {'d'});
        try (TorrentDirectory torrents =
                        TorrentDirectory.builder().folder(folder).build();
                TorrentMetrics metrics = new TorrentMetrics(torrents)) {
            metrics.bindTo(registry);
            assertThat(gauge("releases")).isZero();

            torrents.start();

            assertThat(gauge("releases")).isEqualTo(2);
            assertThat(gauge("removed")).isZero();
            assertThat(gauge("files", "state", "served")).isEqualTo(2);
            assertThat(gauge("files", "state", "broken")).isEqualTo(1);
            assertThat(gauge("files", "state", "waiting")).isZero();
            assertThat(gauge("loss")).isZero();
            assertThat(registry.get("tracker6.torrents.faults")
                            .functionCounter()
                            .count())
                    .isEqualTo(1);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    private void old(String name, byte[] content) throws IOException {
        Path file = Files.write(folder.resolve(name), content);
        Files.setLastModifiedTime(file, FileTime.fromMillis(0));
    }

    private double gauge(String name, String... tags) {
        return registry.get("tracker6.torrents." + name).tags(tags).gauge().value();
    }
}
