package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Prometheus' own tool says of the metrics and the alerts. Needs {@code promtool}, of Debian's package prometheus. */
@Tag("long")
@Timeout(60)
class PromtoolIT {
    private static final Path ALERTS =
            Path.of("..", "dist", "alerts.yml").toAbsolutePath().normalize();

    @TempDir
    Path folder;

    @Test
    void metricsAreNamedAndWrittenAsPrometheusWantsThem() throws Exception {
        Path torrents = Files.createDirectory(folder.resolve("torrents"));
        String scrape;
        try (AllMetrics all = new AllMetrics(torrents, "a \"quoted\" \\ name", "two\nlines", "Füße 漢字")) {
            scrape = all.scrape();
        }
        assertThat(scrape)
                .contains("torrent=\"a \\\"quoted\\\" \\\\ name\"")
                .contains("torrent=\"two\ufffdlines\"")
                .contains("torrent=\"Füße 漢字\"");
        Path file = Files.writeString(folder.resolve("scrape"), scrape);

        assertThat(promtool(file, "check", "metrics")).isEmpty();
    }

    @Test
    void alertsAreValidAndRaisedAsTheirHistoriesSay() throws Exception {
        String text;
        try (InputStream in = PromtoolIT.class.getResourceAsStream("alerts-test.yml")) {
            text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path histories = Files.writeString(folder.resolve("test.yml"), text.replace("ALERTS", ALERTS.toString()));
        Path none = Files.createFile(folder.resolve("none"));

        assertThat(promtool(none, "check", "rules", ALERTS.toString())).contains("SUCCESS: 15 rules found");
        assertThat(promtool(none, "test", "rules", histories.toString())).contains("SUCCESS");
    }

    private String promtool(Path in, String... arguments) throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Process process = new ProcessBuilder(Stream.concat(Stream.of("promtool"), List.of(arguments).stream())
                        .toList())
                .redirectInput(in.toFile())
                .redirectOutput(out.toFile())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        String said = Files.readString(out);
        assertThat(process.exitValue()).as(said).isZero();
        return said;
    }
}
