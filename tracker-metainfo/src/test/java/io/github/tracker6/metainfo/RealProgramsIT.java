package io.github.tracker6.metainfo;

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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What libtorrent, Transmission, aria2 and mktorrent make of our torrents, and we of theirs. Needs Debian's
 * python3-libtorrent, transmission-cli, aria2 and mktorrent, so {@code .ci/run} runs it and the usual build does not.
 */
@Tag("long")
class RealProgramsIT {
    private static final String PYTHON = "/usr/bin/python3"; // the one that Debian's binding is for
    private static final long SECONDS = 60;

    /** Prints the info hashes, and how much of the data a check of all hashes finds. */
    private static final String READ = """
            import sys, time, libtorrent as lt
            info = lt.torrent_info(sys.argv[1])
            hashes = info.info_hashes()
            print(hashes.v1 if hashes.has_v1() else '-', hashes.v2 if hashes.has_v2() else '-')
            if len(sys.argv) > 2:
                session = lt.session({'listen_interfaces': '', 'enable_dht': False, 'enable_lsd': False,
                                      'enable_upnp': False, 'enable_natpmp': False})
                handle = session.add_torrent({'ti': info, 'save_path': sys.argv[2]})
                end = time.monotonic() + 30
                while not handle.status().is_seeding and time.monotonic() < end:
                    session.wait_for_alert(50)
                    session.pop_alerts()
                print('%.3f' % handle.status().progress)
            """;

    /** Makes a torrent of a folder, of a version, with a piece length. */
    private static final String MAKE = """
            import os, sys, libtorrent as lt
            source, version, length, target = sys.argv[1:]
            files = lt.file_storage()
            lt.add_files(files, source)
            flags = {'v1': lt.create_torrent.v1_only, 'v2': lt.create_torrent.v2_only, 'hybrid': 0}[version]
            torrent = lt.create_torrent(files, piece_size=int(length), flags=flags)
            torrent.add_tracker('http://tracker.example.org:6969/announce')
            lt.set_piece_hashes(torrent, os.path.dirname(source))
            open(target, 'wb').write(lt.bencode(torrent.generate()))
            """;

    @TempDir
    Path folder;

    static List<Golden> goldens() {
        return Golden.all();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void theDataFitsTheHashesForLibtorrent(int seed) throws Exception {
        Path source = randomFiles(new Random(seed));
        for (boolean hybrid : new boolean[] {false, true}) {
            Path file = folder.resolve("ours.torrent");
            Metainfo made = TorrentCreator.of(source)
                    .hybrid(hybrid)
                    .pieceLength(16_384 << (seed - 1))
                    .create();
            made.writeTo(file);
            List<String> read = run(PYTHON, "-c", READ, file, folder).lines().toList();
            assertThat(read).containsExactly(hashes(made), "1.000");
            if (!hybrid) { // see allReadersSeeTheSameHashAfterAnEdit
                assertThat(List.of(transmissionHash(file), ariaHash(file)))
                        .containsOnly(made.v1InfoHash().orElseThrow().toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2", "hybrid"})
    void torrentsOfLibtorrentAreReadAsItReadsThem(String version) throws Exception {
        for (int seed = 10; seed < 14; seed++) {
            Path source = randomFiles(new Random(seed));
            Path file = folder.resolve("theirs.torrent");
            run(PYTHON, "-c", MAKE, source, version, 16_384 << (seed - 10), file);
            assertThat(hashes(Metainfo.read(file)))
                    .isEqualTo(run(PYTHON, "-c", READ, file).strip());
        }
    }

    @Test
    void torrentsOfMktorrentAreReadAsLibtorrentReadsThem() throws Exception {
        for (int seed = 20; seed < 24; seed++) {
            Path source = randomFiles(new Random(seed));
            Path file = folder.resolve("mktorrent-" + seed + ".torrent");
            run("mktorrent", "-l", 15 + seed % 3, "-a", "http://tracker.example.org/announce", "-o", file, source);
            assertThat(hashes(Metainfo.read(file)))
                    .isEqualTo(run(PYTHON, "-c", READ, file).strip());
        }
    }

    /** The founding case: a torrent gets a second tracker with IPv6, and no client sees another torrent. */
    @ParameterizedTest
    @MethodSource("goldens")
    void allReadersSeeTheSameHashAfterAnEdit(Golden golden) throws Exception {
        Path file = Files.write(folder.resolve("edited.torrent"), golden.bytes());
        String before = run(PYTHON, "-c", READ, file);
        String ariaBefore = golden.v1().equals("-") ? "" : ariaHash(file);
        Metainfo.read(file)
                .edit()
                .addTier(List.of("http://ipv6.tracker.example.org:6969/announce"))
                .webSeeds(List.of())
                .apply()
                .writeTo(file);
        assertThat(run(PYTHON, "-c", READ, file)).isEqualTo(before).isEqualTo(golden.v1() + " " + golden.v2() + "\n");
        // Transmission 3.00 reads no hybrid at all. aria2 hashes hybrids wrongly, and the same before and after.
        if (!golden.v1().equals("-")) {
            assertThat(ariaHash(file)).isEqualTo(ariaBefore);
        }
        if (golden.v2().equals("-")) {
            assertThat(ariaBefore).isEqualTo(golden.v1());
            assertThat(transmissionHash(file)).isEqualTo(golden.v1());
            assertThat(run("transmission-show", file)).contains("http://ipv6.tracker.example.org:6969/announce");
        }
    }

    private static String hashes(Metainfo metainfo) {
        return metainfo.v1InfoHash().map(Object::toString).orElse("-") + " "
                + metainfo.v2InfoHash().map(Object::toString).orElse("-");
    }

    private String transmissionHash(Path file) throws Exception {
        return find("Hash: ([0-9a-f]{40})", run("transmission-show", file));
    }

    private String ariaHash(Path file) throws Exception {
        return find("Info Hash: ([0-9a-f]{40})", run("aria2c", "--show-files", file));
    }

    private static String find(String pattern, String output) {
        Matcher matcher = Pattern.compile(pattern).matcher(output);
        assertThat(matcher.find()).as(output).isTrue();
        return matcher.group(1);
    }

    /** A folder with up to three levels; among the files are empty ones, and some that fill their pieces. */
    private Path randomFiles(Random random) throws IOException {
        Path source = folder.resolve("data-" + random.nextInt(1_000_000));
        String[] names = {"a", "B", "\u00e4", "a-b", "a b", "z.iso", "0"};
        int[] sizes = {0, 1, 16_383, 16_384, 16_385, 65_536, 131_072, 200_000};
        for (int i = 0; i < 12; i++) {
            Path below = source;
            for (int depth = random.nextInt(3); depth > 0; depth--) {
                below = below.resolve("in-" + names[random.nextInt(names.length)]);
            }
            byte[] content = new byte[sizes[i < sizes.length ? i : random.nextInt(sizes.length)]];
            random.nextBytes(content);
            Files.createDirectories(below);
            Files.write(below.resolve(names[random.nextInt(names.length)] + i), content);
        }
        return source;
    }

    private String run(Object... command) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        List.of(command).stream().map(Object::toString).toList())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean isDone = process.waitFor(SECONDS, TimeUnit.SECONDS);
        process.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        assertThat(isDone).as(printed).isTrue();
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }
}
