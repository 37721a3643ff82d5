package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorrentCreatorTest {
    /** As the program {@code golden/make} has them. */
    private static final List<Map.Entry<String, Integer>> FILES = List.of(
            Map.entry("single.bin", 100_000),
            Map.entry("tiny.bin", 10_000),
            Map.entry("folder/a.bin", 40_000),
            Map.entry("folder/b/\u00e4.bin", 16_384),
            Map.entry("folder/b/empty", 0),
            Map.entry("folder/c.bin", 70_001),
            Map.entry("named/named", 20_000));

    @TempDir
    Path data;

    /** The same files, the same info hashes as libtorrent and mktorrent make. */
    @ParameterizedTest
    @CsvSource({
        "mktorrent-single, single.bin, 32768, false",
        "mktorrent-folder, folder, 32768, false",
        "libtorrent-v1-single, single.bin, 16384, false",
        "libtorrent-v1-tiny, tiny.bin, 16384, false",
        "libtorrent-v1-named, named, 16384, false",
        "libtorrent-hybrid-single, single.bin, 16384, true",
        "libtorrent-hybrid-tiny, tiny.bin, 16384, true",
        "libtorrent-hybrid-no-tail-folder, folder, 16384, true",
    })
    void infoHashesAreThoseOfOtherPrograms(String golden, String source, int pieceLength, boolean hybrid)
            throws Exception {
        writeFiles();
        for (int threads : new int[] {1, 2, 5}) {
            Metainfo made = TorrentCreator.of(data.resolve(source))
                    .hybrid(hybrid)
                    .pieceLength(pieceLength)
                    .threads(threads)
                    .create();
            Metainfo theirs = Metainfo.parse(Golden.bytes(golden + ".torrent"));
            assertThat(new String(made.infoBytes(), StandardCharsets.ISO_8859_1))
                    .isEqualTo(new String(theirs.infoBytes(), StandardCharsets.ISO_8859_1));
            assertThat(made.release()).isEqualTo(theirs.release());
        }
    }

    @Test
    void aPrivateTorrentSaysSo() throws Exception {
        writeFiles();
        Metainfo made = TorrentCreator.of(data.resolve("tiny.bin"))
                .pieceLength(16_384)
                .privateTorrent(true)
                .create();
        assertThat(made.release())
                .isEqualTo(Metainfo.parse(Golden.bytes("libtorrent-v1-private-tiny.torrent"))
                        .release());
    }

    @Test
    void urlsAreCheckedBeforeFilesAreRead() {
        TorrentCreator none = TorrentCreator.of(data.resolve("none"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.tiers(List.of(List.of("a"))).create());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> none.tiers(List.of()).webSeeds(List.of("a")).create());
    }

    @Test
    void whatLiesOutsideInfoIsAsSet() throws Exception {
        writeFiles();
        Metainfo made = TorrentCreator.of(data.resolve("tiny.bin"))
                .tiers(List.of(List.of("http://a/announce"), List.of("udp://b:1")))
                .webSeeds(List.of("http://w/"))
                .creationDate(Instant.ofEpochSecond(1_700_000_000))
                .create();
        assertThat(made.tiers()).containsExactly(List.of("http://a/announce"), List.of("udp://b:1"));
        assertThat(made.webSeeds()).containsExactly("http://w/");
        assertThat(new String(made.toBytes(), StandardCharsets.ISO_8859_1)).contains("13:creation datei1700000000e");
        assertThat(made.isPrivate()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 16",
        "2684355, 16",
        "2684356, 32",
        "10737418, 32",
        "10737419, 64",
        "687194767, 256",
        "687194768, 512",
        "2748779069, 512",
        "2748779070, 1024",
        "10995116278, 1024",
        "10995116279, 2048",
        "43980465112, 4096",
        "175921860445, 8192",
        "703687441778, 16384",
        "11258999068427, 16384"
    })
    void piecesAreAsLongAsLibtorrentMakesThem(long totalBytes, int kibibytes) {
        assertThat(TorrentCreator.usualPieceLength(totalBytes)).isEqualTo(kibibytes << 10);
    }

    @Test
    void hiddenFilesAreLeftOutAndTheOrderIsThatOfTheTree() throws Exception {
        for (String name : List.of("b/x", "b-/x", "a", "B", ".hidden", ".below/x", "b/.x")) {
            write("set/" + name, new byte[100]);
        }
        Metainfo made = TorrentCreator.of(data.resolve("set")).hybrid(true).create();
        assertThat(made.files()).extracting(Object::toString).containsExactly("B", "a", "b/x", "b-/x");
        assertThat(made.version()).isEqualTo(TorrentVersion.HYBRID);
    }

    @Test
    void progressEndsWithAllBytes() throws Exception {
        writeFiles();
        List<Long> hashed = new ArrayList<>();
        TorrentCreator.of(data.resolve("folder"))
                .progress((bytes, total) -> {
                    assertThat(total).isEqualTo(126_385);
                    hashed.add(bytes);
                })
                .create();
        assertThat(hashed).isSorted().last().isEqualTo(126_385L);
    }

    @Test
    void aFileThatChangesMeanwhileIsAnError() throws Exception {
        Path file = write("grows", new byte[100_000]);
        List<SourceFile> before = SourceFile.of(file);
        Files.write(file, new byte[1], StandardOpenOption.APPEND);
        assertThatIOException()
                .isThrownBy(() -> before.get(0).checkUnchanged())
                .withMessage(file + " changed while it was hashed");

        // It gets shorter before it is read.
        PieceLayout layout = new PieceLayout(before, 16_384, false);
        Files.write(file, new byte[50_000]);
        PieceHasher hasher = new PieceHasher(layout.parts(), layout.firstParts(), 16_384, false);
        hasher.run();
        assertThatIOException().isThrownBy(hasher::rethrow).withMessage(file + " changed while it was hashed");
    }

    @Test
    void aChangeBehindTheLastByteReadIsFound() throws Exception {
        Path file = write("grows", new byte[100_000]);
        TorrentCreator creator = TorrentCreator.of(data).progress((hashed, total) -> {
            if (hashed == total) {
                write("grows", new byte[100_001]);
            }
        });
        assertThatIOException().isThrownBy(creator::create).withMessage(file + " changed while it was hashed");
    }

    @Test
    void aCancelledCreationEnds() throws Exception {
        writeFiles();
        TorrentCreator creator = TorrentCreator.of(data.resolve("folder"));
        creator.cancel();
        assertThatExceptionOfType(CancellationException.class).isThrownBy(creator::create);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> TorrentCreator.of(data.resolve("folder")).create());
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void whatMakesNoTorrentIsRefused() throws Exception {
        write("empty/file", new byte[0]);
        assertThatIOException()
                .isThrownBy(() -> TorrentCreator.of(data.resolve("empty")).create())
                .withMessage(data.resolve("empty") + " holds no data");
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> TorrentCreator.of(data.resolve("none")).create());
        TorrentCreator creator = TorrentCreator.of(data);
        assertThatIllegalArgumentException().isThrownBy(() -> creator.pieceLength(8_192));
        assertThatIllegalArgumentException().isThrownBy(() -> creator.pieceLength(3 << 14));
        assertThatIllegalArgumentException().isThrownBy(() -> creator.threads(0));
    }

    private void writeFiles() {
        for (int number = 0; number < FILES.size(); number++) {
            byte[] content = new byte[FILES.get(number).getValue()];
            for (int at = 0; at < content.length; at++) {
                content[at] = (byte) (at * 31 + (at >> 8) * 17 + number);
            }
            write(FILES.get(number).getKey(), content);
        }
    }

    private Path write(String name, byte[] content) {
        try {
            Path file = data.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void commentAndTimeAreRead() throws Exception {
        writeFiles();
        Metainfo plain = TorrentCreator.of(data.resolve("single.bin")).create();
        Metainfo made = TorrentCreator.of(data.resolve("single.bin"))
                .comment("f\u00fcr alle")
                .creationDate(Instant.parse("2026-11-29T12:00:00Z"))
                .create();
        assertThat(made.comment()).contains("f\u00fcr alle");
        assertThat(made.creationDate()).contains(Instant.parse("2026-11-29T12:00:00Z"));
        assertThat(made.createdBy()).contains("Tracker6");
        assertThat(made.infoHashes()).isEqualTo(plain.infoHashes());
        assertThat(plain.comment()).isEmpty();
        assertThat(plain.creationDate()).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TorrentCreator.of(data).comment(""));
    }
}
