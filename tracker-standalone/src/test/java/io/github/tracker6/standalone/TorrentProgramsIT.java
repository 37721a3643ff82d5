package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The commands for torrent files, and what libtorrent, Transmission and aria2 read of their results. Needs Debian's
 * python3-libtorrent, transmission-cli, aria2 and mktorrent, so {@code .ci/run} runs it and the usual build does not.
 */
@Tag("long")
@Timeout(120)
class TorrentProgramsIT {
    private static final String IPV4_TRACKER = "http://192.0.2.7:6969/announce";
    private static final String IPV6_TRACKER = "http://ipv6.tracker.example.org:6969/announce";
    private static final String PYTHON = "/usr/bin/python3"; // the one that Debian's binding is for

    /** Prints the info hashes, then each tracker with the number of its tier. */
    private static final String READ = """
            import sys, libtorrent as lt
            info = lt.torrent_info(sys.argv[1])
            hashes = info.info_hashes()
            print(hashes.v1 if hashes.has_v1() else '-', hashes.v2 if hashes.has_v2() else '-')
            for tracker in info.trackers():
                print(tracker.tier, tracker.url)
            """;

    /** Makes a torrent of a folder, of a version, with a tracker. */
    private static final String MAKE = """
            import os, sys, libtorrent as lt
            source, version, tracker, target = sys.argv[1:]
            files = lt.file_storage()
            lt.add_files(files, source)
            flags = {'v2': lt.create_torrent.v2_only, 'hybrid': 0}[version]
            torrent = lt.create_torrent(files, piece_size=16384, flags=flags)
            torrent.add_tracker(tracker)
            lt.set_piece_hashes(torrent, os.path.dirname(source))
            open(target, 'wb').write(lt.bencode(torrent.generate()))
            """;

    @TempDir
    Path folder;

    private Path data;
    private Path file;

    @BeforeEach
    void makeData() throws IOException {
        data = Files.createDirectories(folder.resolve("release"));
        file = folder.resolve("release.torrent");
        byte[] content = new byte[100_000];
        new Random(1).nextBytes(content);
        Files.write(data.resolve("a.iso"), content);
        Files.writeString(data.resolve("README"), "read me");
    }

    /** A torrent of mktorrent with a tracker of IPv4 gets a tier with one of IPv6, and stays the same torrent. */
    @Test
    void secondTierForATorrentOfMktorrentLeavesItsHashForEachReader() throws Exception {
        program("mktorrent", "-a", IPV4_TRACKER, "-o", file, data);
        String libtorrent = hashesOfLibtorrent();
        String transmission = find("Hash: ([0-9a-f]{40})", program("transmission-show", file));
        String aria = find("Info Hash: ([0-9a-f]{40})", program("aria2c", "--show-files", file));
        assertThat(libtorrent).isEqualTo(transmission + " -");
        assertThat(aria).isEqualTo(transmission);

        addTier(transmission + " (v1)");

        assertThat(program(PYTHON, "-c", READ, file).lines())
                .containsExactly(libtorrent, "0 " + IPV4_TRACKER, "1 " + IPV6_TRACKER);
        String shown = program("transmission-show", file);
        assertThat(find("Hash: ([0-9a-f]{40})", shown)).isEqualTo(transmission);
        assertThat(shown).containsPattern("Tier #2\\s+" + Pattern.quote(IPV6_TRACKER));
        String ofAria = program("aria2c", "--show-files", file);
        assertThat(find("Info Hash: ([0-9a-f]{40})", ofAria)).isEqualTo(aria);
        assertThat(ofAria).contains(IPV4_TRACKER).contains(IPV6_TRACKER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"v2", "hybrid"})
    void secondTierForATorrentOfLibtorrentLeavesItsHashes(String version) throws Exception {
        program(PYTHON, "-c", MAKE, data, version, IPV4_TRACKER, file);
        String before = hashesOfLibtorrent();
        boolean hasV1 = !before.startsWith("-");
        // aria2 computes a hash of a hybrid that is none of the two, but the same before and after. It reads no v2
        // alone, and Transmission 3.00 reads neither.
        String aria = hasV1 ? find("Info Hash: ([0-9a-f]{40})", program("aria2c", "--show-files", file)) : "";

        String v1 = before.replaceFirst(" .*", "");
        String v2 = before.replaceFirst(".* ", "");
        addTier((hasV1 ? v1 + " (v1), " : "") + v2 + " (v2)");

        assertThat(program(PYTHON, "-c", READ, file).lines())
                .containsExactly(before, "0 " + IPV4_TRACKER, "1 " + IPV6_TRACKER);
        if (hasV1) {
            assertThat(find("Info Hash: ([0-9a-f]{40})", program("aria2c", "--show-files", file)))
                    .isEqualTo(aria);
        }
    }

    @Test
    void tiersAreThoseOfMktorrent() throws Exception {
        Path theirs = folder.resolve("theirs.torrent");
        String second = "udp://tracker.example.net:80";
        program("mktorrent", "-a", IPV4_TRACKER + "," + IPV6_TRACKER, "-a", second, "-o", theirs, data);
        program("mktorrent", "-a", "http://old.example.org/announce", "-o", file, data);
        Run run = Run.of(
                "torrent", "announce", "--tier", IPV4_TRACKER + "," + IPV6_TRACKER, "--tier", second, file.toString());
        assertThat(run.status()).isZero();
        // libtorrent draws the order within a tier
        assertThat(program(PYTHON, "-c", READ, file).lines().sorted().toList())
                .isEqualTo(program(PYTHON, "-c", READ, theirs).lines().sorted().toList());
        assertThat(Run.of("torrent", "show", file.toString()).out().lines().filter(line -> line.contains("://")))
                .isEqualTo(Run.of("torrent", "show", theirs.toString())
                        .out()
                        .lines()
                        .filter(line -> line.contains("://"))
                        .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "hybrid"})
    void createdTorrentIsReadByOthers(String version) throws Exception {
        Run run = Run.of(
                "torrent",
                "create",
                data.toString(),
                "-o",
                file.toString(),
                "--version",
                version,
                "--tier",
                IPV4_TRACKER);
        assertThat(run.status()).as(run.err()).isZero();
        List<String> ours = Run.of("torrent", "hash", file.toString())
                .out()
                .lines()
                .map(line -> line.replaceFirst(" .*", ""))
                .toList();
        String read = hashesOfLibtorrent();
        assertThat(read).isEqualTo(ours.get(0) + " " + (ours.size() > 1 ? ours.get(1) : "-"));
        if (version.equals("v1")) {
            assertThat(find("Hash: ([0-9a-f]{40})", program("transmission-show", file)))
                    .isEqualTo(ours.get(0));
            assertThat(find("Info Hash: ([0-9a-f]{40})", program("aria2c", "--show-files", file)))
                    .isEqualTo(ours.get(0));
        }
    }

    private void addTier(String hashes) {
        Run run = Run.of("torrent", "announce", "--add-tier", IPV6_TRACKER, file.toString());
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(run.out()).isEqualTo(file + ": changed; info hash unchanged: " + hashes + System.lineSeparator());
        assertThat(run.err()).contains("note: ipv6.tracker.example.org seems to have IPv6 alone");
    }

    private String hashesOfLibtorrent() throws Exception {
        return program(PYTHON, "-c", READ, file).lines().findFirst().orElseThrow();
    }

    private static String find(String pattern, String output) {
        Matcher matcher = Pattern.compile(pattern).matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        return matcher.group(1);
    }

    private String program(Object... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        List.of(command).stream().map(Object::toString).toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean isDone = process.waitFor(60, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(isDone).as(printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
