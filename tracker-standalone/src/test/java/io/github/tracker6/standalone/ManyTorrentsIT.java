package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.Metainfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program with many torrents. {@code -Dtracker6.torrents=20000} is the full form; it prints the figures of
 * docs/performance.md.
 */
@Tag("long")
@Timeout(180)
@EnabledOnOs(OS.LINUX) // it looks into /proc
class ManyTorrentsIT {
    private static final int TORRENTS = Integer.getInteger("tracker6.torrents", 2_000);
    /** As an image of 1 GB has at 1 MiB each: 20 KB of hashes. */
    private static final int PIECES = 1_000;

    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** By default the JVM takes a quarter of the machine's memory before it tidies up. */
    private static final String HEAP = "-Xmx128m";

    private static final long MAX_RESIDENT_BYTES = 160L << 20;

    /** Five seconds of two processors. Other programs use them as well, so time on the clock says little. */
    private static final Duration CPU_LIMIT = LIMIT.multipliedBy(2);

    @TempDir
    Path folder;

    private Path images;

    /** What a start cost, and what the process holds then. */
    private record Start(double seconds, Duration cpu, long readBytes, long residentBytes) {
        @Override
        public String toString() {
            return String.format(
                    "%.1f s (%.1f s of CPU), %d MiB read, %d MiB resident",
                    seconds, cpu.toMillis() / 1e3, readBytes >> 20, residentBytes >> 20);
        }
    }

    private static byte[] torrent(String name, int number) throws IOException {
        byte[] pieces = new byte[20 * PIECES];
        new Random(number).nextBytes(pieces);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(("d8:announce40:http://tracker.example.org:6969/announce4:infod6:lengthi" + ((long) PIECES << 20)
                        + "e4:name" + name.length() + ":" + name + "12:piece lengthi" + (1 << 20) + "e6:pieces"
                        + pieces.length + ":")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(pieces);
        out.write("ee".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static InfoHash hash(byte[] torrent) throws IOException {
        return Metainfo.parse(torrent).infoHashes().get(0);
    }

    private ProgramProcess start(String... more) throws IOException {
        List<String> args = new ArrayList<>(List.of("--http=[::1]:0", "--no-udp", "--no-rate-limit"));
        args.addAll(List.of(more));
        return ProgramProcess.start(folder, Map.of("JAVA_TOOL_OPTIONS", HEAP), args.toArray(String[]::new));
    }

    private static Start measure(ProgramProcess program, long startNanos) throws IOException {
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        Path process = Path.of("/proc", Long.toString(program.pid()));
        return new Start(
                seconds,
                program.cpuTime(),
                number(process.resolve("io"), "rchar: "),
                number(process.resolve("status"), "VmRSS:") << 10);
    }

    private static long number(Path file, String key) throws IOException {
        String line = Files.readAllLines(file).stream()
                .filter(each -> each.startsWith(key))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
    }

    @Test
    void startsAndChangesTakeLessThanFiveSeconds() throws IOException, InterruptedException {
        images = Files.createDirectory(folder.resolve("images"));
        long bytes = 0;
        for (int i = 0; i < TORRENTS; i++) {
            Path below = Files.createDirectories(images.resolve("release-" + i / 100));
            byte[] torrent = torrent("image-" + i + ".iso", i);
            Files.write(below.resolve("image-" + i + ".torrent"), torrent);
            bytes += torrent.length;
        }
        InfoHash one = hash(torrent("image-7.iso", 7));
        String[] options = {"--torrents=" + images, "--state=" + folder.resolve("state")};

        long nanos = System.nanoTime();
        Start without;
        try (ProgramProcess program = start()) {
            program.addresses(1);
            without = measure(program, nanos);
            assertThat(program.stop()).isZero();
        }

        Start first;
        double change;
        InfoHash added;
        nanos = System.nanoTime();
        try (ProgramProcess program = start(options)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            first = measure(program, nanos);
            assertThat(client.isRefused(one)).isFalse();
            byte[] torrent = torrent("added.iso", -1);
            added = hash(torrent);
            assertThat(client.isRefused(added)).isTrue();
            Files.write(images.resolve("added.torrent"), torrent);
            nanos = System.nanoTime();
            program.await(() -> !client.isRefused(added));
            change = (System.nanoTime() - nanos) / 1e9;
            assertThat(program.stop()).isZero();
        }

        // Others took the place of one meanwhile: that file alone is read.
        byte[] replaced = torrent("replaced.iso", -2);
        Files.write(images.resolve("release-0/image-7.torrent"), replaced);
        nanos = System.nanoTime();
        Start second;
        try (ProgramProcess program = start(options)) {
            WireClient client = new WireClient(program.addresses(1).get(0));
            second = measure(program, nanos);
            assertThat(program.logged("Tracking " + (TORRENTS + 2) + " torrents of " + (TORRENTS + 1) + " files"))
                    .as("the one that was replaced is tracked for another hour")
                    .hasSize(1);
            assertThat(client.isRefused(hash(replaced))).isFalse();
            assertThat(client.isRefused(added)).isFalse();
            assertThat(client.isRefused(hash(torrent("image-8.iso", 8)))).isFalse();
            assertThat(program.stop()).isZero();
        }

        System.out.printf(
                "%d torrents, %d MiB: without them %s; first start %s; a change served after %.1f s; second start %s%n",
                TORRENTS, bytes >> 20, without, first, change, second);
        assertThat(first.cpu()).isLessThan(CPU_LIMIT);
        assertThat(second.cpu()).isLessThan(CPU_LIMIT);
        assertThat(change).isLessThan((double) LIMIT.toSeconds());
        assertThat(Math.max(first.residentBytes(), second.residentBytes()) - without.residentBytes())
                .isLessThan(MAX_RESIDENT_BYTES);
        assertThat(first.readBytes() - without.readBytes()).as("reads all").isGreaterThan(bytes);
        assertThat(second.readBytes() - without.readBytes())
                .as("reads what changed, and the index")
                .isLessThan(bytes / 10);
    }
}
