package io.github.tracker6.http.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose process may not open another file. */
@Timeout(60)
@EnabledOnOs(OS.LINUX)
class OpenFilesIT {
    private static final int LIMIT = 100;
    private static final String LINE = "A connection was not accepted: too many open files (limit " + LIMIT + ")";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"epoll", "nio"})
    void theLogNamesTheLimitOnceASecondAndTheServerGoesOn(String transport) throws Exception {
        Path log = directory.resolve("log");
        Process server = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -n " + LIMIT + "; exec \"$@\"",
                        "sh",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ServerProgram.class.getName(),
                        transport)
                .redirectError(log.toFile())
                .start();
        List<RawClient> silent = new ArrayList<>();
        try (BufferedReader out = server.inputReader(StandardCharsets.US_ASCII)) {
            InetSocketAddress address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(out.readLine()));
            long start = System.nanoTime();
            for (int i = 0; i < LIMIT; i++) {
                silent.add(new RawClient(address));
            }
            long lines = 0;
            while (lines < 3) {
                lines = lines(log);
                long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
                assertThat(lines).as("lines after %d s", seconds).isLessThanOrEqualTo(seconds + 1);
                assertThat(seconds).isLessThan(30);
            }
            for (RawClient each : silent) {
                each.close();
            }
            try (RawClient client = new RawClient(address)) {
                assertThat(client.send(Wire.GET).answer()).endsWith("5:peers0:e");
            }
            assertThat(Files.readAllLines(log))
                    .filteredOn(line -> line.contains("io.github.tracker6"))
                    .noneMatch(line -> line.contains("Exception") || line.contains("io.netty"));
        } finally {
            for (RawClient each : silent) {
                each.close();
            }
            server.getOutputStream().close();
            assertThat(server.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static long lines(Path log) throws IOException {
        return Files.readAllLines(log).stream()
                .filter(line -> line.endsWith(LINE))
                .count();
    }
}
