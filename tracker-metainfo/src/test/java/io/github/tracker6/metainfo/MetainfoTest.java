package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.tracker6.InfoHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetainfoTest {
    private static final String HASH = "h".repeat(20);
    private static final String PIECES = "6:pieces20:" + HASH;
    private static final String SINGLE = "d6:lengthi5e4:name1:x12:piece lengthi16384e" + PIECES + "e";
    private static final String ROOT = "11:pieces root32:" + "r".repeat(32);
    private static final String V2 =
            "d9:file treed1:xd0:d6:lengthi5e" + ROOT + "eee12:meta versioni2e4:name1:x12:piece lengthi16384ee";

    @TempDir
    Path folder;

    @Test
    void aTorrentNeedsNoTracker() throws Exception {
        Metainfo metainfo = parse("d4:info" + SINGLE + "e");
        assertThat(metainfo.announce()).isEmpty();
        assertThat(metainfo.tiers()).isEmpty();
        assertThat(metainfo.webSeeds()).isEmpty();
        assertThat(metainfo.isPrivate()).isFalse();
        assertThat(metainfo.isSingleFile()).isTrue();
        assertThat(metainfo.files()).containsExactly(new TorrentFile(List.of("x"), 5));
        assertThat(new String(metainfo.infoBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(SINGLE);
        assertThat(metainfo.version()).isEqualTo(TorrentVersion.V1);
        assertThat(parse("d4:info" + V2 + "e").version()).isEqualTo(TorrentVersion.V2);
    }

    @Test
    void keysOutsideInfoMayBeOutOfOrder() throws Exception {
        Metainfo metainfo = parse("d4:info" + SINGLE + "8:announce9:udp://a:1e");
        assertThat(metainfo.announce()).contains("udp://a:1");
        assertThat(metainfo.infoHashes())
                .isEqualTo(parse("d4:info" + SINGLE + "e").infoHashes());
    }

    @Test
    void whatClientsTakeOutsideInfoIsTaken() throws Exception {
        List<InfoHash> hashes = parse("d4:info" + SINGLE + "e").infoHashes();
        assertThat(parse("d4:info" + SINGLE + "e\r\n").infoHashes()).isEqualTo(hashes);
        Metainfo twice = parse("d8:announce9:udp://a:18:announce9:udp://b:14:info" + SINGLE + "e");
        assertThat(twice.infoHashes()).isEqualTo(hashes);
        assertThat(twice.announce()).contains("udp://a:1");
    }

    @Test
    void piecesLayersMayBeMissing() throws Exception {
        String large = V2.replace("lengthi5e", "lengthi20000e");
        assertThat(parse("d4:info" + large + "e").totalBytes()).isEqualTo(20_000);
        assertThat(parse("d4:info" + large + "12:piece layersdee").totalBytes()).isEqualTo(20_000);
    }

    @Test
    void fieldsOutsideInfoOfAnotherTypeAreLeftOut() throws Exception {
        Metainfo metainfo = parse(
                "d8:announcei1e13:announce-listl1:ali1e1:b0:elee7:comment1:c4:info" + SINGLE + "8:url-listl0:i2e1:uee");
        assertThat(metainfo.announce()).isEmpty();
        assertThat(metainfo.announceList()).containsExactly(List.of("b"));
        assertThat(metainfo.webSeeds()).containsExactly("u");
        assertThat(parse("d8:announce0:13:announce-list1:x4:info" + SINGLE + "8:url-list1:ue")
                        .webSeeds())
                .containsExactly("u");
    }

    @Test
    void theAnnounceListCountsBeforeTheAnnounce() throws Exception {
        Metainfo metainfo = parse("d8:announce1:a13:announce-listll1:b1:cel1:dee4:info" + SINGLE + "e");
        assertThat(metainfo.tiers()).containsExactly(List.of("b", "c"), List.of("d"));
        assertThat(parse("d8:announce1:a13:announce-listllee4:info" + SINGLE + "e")
                        .tiers())
                .containsExactly(List.of("a"));
    }

    @Test
    void namesNeedNotBeUtf8() throws Exception {
        Metainfo metainfo = parse("d4:info" + SINGLE.replace("4:name1:x", "4:name3:a\u00ffb") + "e");
        assertThat(metainfo.name()).isEqualTo("a\ufffdb");
        assertThat(metainfo.files().get(0).path()).containsExactly("a\ufffdb");
        assertThat(parse("d4:info" + SINGLE.replace("4:name1:x", "4:name1:\u00e410:name.utf-82:\u00c3\u00a4") + "e")
                        .name())
                .isEqualTo("\u00e4");
    }

    @Test
    void aReleaseIsWrittenWithoutControlCharacters() throws Exception {
        Metainfo metainfo = parse("d4:info" + SINGLE.replace("4:name1:x", "4:name3:a\nb") + "e");
        assertThat(metainfo.name()).isEqualTo("a\nb");
        assertThat(metainfo).hasToString(metainfo.infoHashes().get(0) + " a?b");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "i1e|is no dictionary",
                "de|has no dictionary info",
                "d4:infoi1ee|has no dictionary info",
                "d4:infod4:name1:x6:lengthi5e12:piece lengthi16384ePIECESee|key of info is out of order",
                "d4:infod5:filesld6:lengthi5e4:pathl1:aeee4:name1:x12:piece lengthi16384ePIECES1:zd1:bi1e1:ai1eeee"
                        + "|key of info is out of order",
                "d4:infod6:lengthi5e12:piece lengthi16384ePIECESee|no name",
                "d4:infod6:lengthi5e4:name0:12:piece lengthi16384ePIECESee|name is empty",
                "d4:infod6:lengthi5e4:name2:..12:piece lengthi16384ePIECESee|or has a slash",
                "d4:infod6:lengthi5e4:name3:a/b12:piece lengthi16384ePIECESee|or has a slash",
                "d4:infod6:lengthi5e4:namei1e12:piece lengthi16384ePIECESee|name is no string",
                "d4:infod6:lengthi5e4:name1:xPIECESee|no piece length",
                "d4:infod6:lengthi5e4:name1:x12:piece lengthi0ePIECESee|no integer from 1 to",
                "d4:infod6:lengthi5e4:name1:x12:piece lengthi4294967296ePIECESee|no integer from 1 to",
                "d4:infod4:name1:x12:piece lengthi16384ePIECESee|neither length nor files",
                "d4:infod5:filesle6:lengthi5e4:name1:x12:piece lengthi16384ePIECESee|both length and files",
                "d4:infod5:filesle4:name1:x12:piece lengthi16384ePIECESee|list of files is empty",
                "d4:infod5:files1:a4:name1:x12:piece lengthi16384ePIECESee|files is no list",
                "d4:infod5:filesli1ee4:name1:x12:piece lengthi16384ePIECESee|no dictionary",
                "d4:infod5:filesld6:lengthi5eee4:name1:x12:piece lengthi16384ePIECESee|no path",
                "d4:infod5:filesld6:lengthi5e4:pathleee4:name1:x12:piece lengthi16384ePIECESee|an empty one",
                "d4:infod5:filesld6:lengthi5e4:pathli1eeee4:name1:x12:piece lengthi16384ePIECESee|is no string",
                "d4:infod5:filesld6:lengthi5e4:pathl2:..eee4:name1:x12:piece lengthi16384ePIECESee|or has a slash",
                "d4:infod5:filesld4:pathl1:aeee4:name1:x12:piece lengthi16384ePIECESee|length is missing",
                "d4:infod6:lengthi-1e4:name1:x12:piece lengthi16384ePIECESee|length is negative",
                "d4:infod5:filesld6:lengthi9223372036854775807e4:pathl1:aeed6:lengthi5e4:pathl1:beee4:name1:x"
                        + "12:piece lengthi16384ePIECESee|more than 64 bits",
                "d4:infod6:lengthi5e4:name1:x12:piece lengthi16384eee|no pieces",
                "d4:infod6:lengthi5e4:name1:x12:piece lengthi16384e6:piecesi1eee|pieces is no string",
                "d4:infod6:lengthi5e4:name1:x12:piece lengthi16384e6:pieces19:hhhhhhhhhhhhhhhhhhhee|have 1 hashes",
                "d4:infod6:lengthi20000e4:name1:x12:piece lengthi16384ePIECESee|have 2 hashes",
                "d4:infod6:lengthi0e4:name1:x12:piece lengthi16384ePIECESee|have 0 hashes",
                "d4:infod9:file treede6:lengthi5e4:name1:x12:piece lengthi16384ePIECESee|no meta version",
                "d4:infod12:meta versioni1e4:name1:xee|meta version is not 2",
                "d4:infod12:meta versioni3e4:name1:xee|meta version is not 2",
                "d4:infod12:meta versioni2e4:name1:x12:piece lengthi16384eee|no file tree",
                "d4:infod9:file treede12:meta versioni2e4:name1:x12:piece lengthi16384eee|tree has no file",
                "d4:infod9:file treed1:ad1:bd1:cdeeee12:meta versioni2e4:name1:x12:piece lengthi16384eee|has no file",
                "d4:infod9:file treed0:d6:lengthi0eee12:meta versioni2e4:name1:x12:piece lengthi16384eee|and a folder",
                "d4:infod9:file treed1:xd0:d6:lengthi5eROOTe1:yi1eee12:meta versioni2e4:name1:x"
                        + "12:piece lengthi16384eee|and a folder",
                "d4:infod9:file treed1:xi1ee12:meta versioni2e4:name1:x12:piece lengthi16384eee|is no dictionary",
                "d4:infod9:file treed1:xd0:i1eee12:meta versioni2e4:name1:x12:piece lengthi16384eee|is no dictionary",
                "d4:infod9:file treed1:xd0:d6:lengthi5eeee12:meta versioni2e4:name1:x12:piece lengthi16384eee"
                        + "|no pieces root",
                "d4:infod9:file treed1:xd0:d6:lengthi0eROOTeee12:meta versioni2e4:name1:x12:piece lengthi16384eee"
                        + "|an empty file has",
                "d4:infod9:file treed1:xd0:d6:lengthi5e11:pieces root1:reee12:meta versioni2e4:name1:x"
                        + "12:piece lengthi16384eee|no string of 32 bytes",
                "d4:infod9:file treed1:xd0:d6:lengthi5eROOTeee12:meta versioni2e4:name1:x12:piece lengthi8192eee"
                        + "|no power of two",
                "d4:infod9:file treed1:xd0:d6:lengthi5eROOTeee12:meta versioni2e4:name1:x12:piece lengthi49152eee"
                        + "|no power of two",
                "d4:infod6:lengthi5e4:name1:x4:name1:y12:piece lengthi16384ePIECESee|this key twice",
                "d4:infod6:lengthi5e4:name1:x12:piece lengthi16384ePIECES1:zd1:ai1e1:ai2eeee|this key twice",
                "d4:infod6:lengthi5e4:name1:x12:piece lengthi16384ePIECESe4:infod6:lengthi5e4:name1:y"
                        + "12:piece lengthi16384ePIECESee|has info twice",
                "d4:infod9:file treed1:xd0:d6:lengthi5eROOTeee5:filesle12:meta versioni2e4:name1:x"
                        + "12:piece lengthi16384eee|and no pieces",
                "d4:infod9:file treed1:xd0:d6:lengthi5eROOTeee6:lengthi6e12:meta versioni2e4:name1:x"
                        + "12:piece lengthi16384ePIECESee|path or length differ",
                "d4:infod9:file treed1:xd0:d6:lengthi5eROOTee1:yd0:d6:lengthi0eeee6:lengthi5e12:meta versioni2e"
                        + "4:name1:x12:piece lengthi16384ePIECESee|file 2 of v2 is missing in v1",
                "d4:infod9:file treed1:ad0:d6:lengthi5eROOTee1:bd0:d6:lengthi5eROOTeee5:filesld6:lengthi5e4:pathl1:aee"
                        + "d6:lengthi5e4:pathl1:beee12:meta versioni2e4:name1:x12:piece lengthi16384ePIECESee"
                        + "|does not begin with a piece",
            })
    void faultsAreRefused(String text, String reason) {
        String torrent = text.replace("PIECES", PIECES).replace("ROOT", ROOT);
        assertThatExceptionOfType(InvalidTorrentException.class)
                .isThrownBy(() -> parse(torrent))
                .withMessageContaining(reason)
                .satisfies(e -> assertThat(e.position()).isBetween(0L, (long) torrent.length()));
    }

    @Test
    void pieceLayersMustFitTheirFile() {
        byte[] torrent = Golden.bytes("libtorrent-v2-single.torrent");
        String text = new String(torrent, StandardCharsets.ISO_8859_1);
        assertThat(text).contains("12:piece layersd32:");
        int layer = text.indexOf("224:");
        assertThat(layer).as("seven pieces").isPositive();

        assertThatExceptionOfType(InvalidTorrentException.class)
                .isThrownBy(() -> parse(text.substring(0, layer + 5) + "!" + text.substring(layer + 6)))
                .withMessageContaining("does not fit the pieces root")
                .satisfies(e -> assertThat(e.position()).isEqualTo(layer));
        assertThatExceptionOfType(InvalidTorrentException.class)
                .isThrownBy(() -> parse(text.substring(0, layer) + "192:" + text.substring(layer + 36)))
                .withMessageContaining("has 192 bytes; the file has 7 pieces");
        assertThatExceptionOfType(InvalidTorrentException.class)
                .isThrownBy(() -> parse(text.replace("12:piece layersd", "12:piece layersd1:a0:")))
                .withMessageContaining("an entry of piece layers is no hash");
    }

    @Test
    void pathsOfTheFileTreeAreLimitedInAll() throws Exception {
        int files = 40_000;
        assertThatExceptionOfType(InvalidTorrentException.class)
                .isThrownBy(() -> parse(folderOfEmptyFiles(1 << 20, files)))
                .withMessageContaining("the paths of the file tree have more than 67108864 bytes");

        List<TorrentFile> most = parse(folderOfEmptyFiles(FileTree.MAX_PATH_BYTES / files - 10, files))
                .files();
        assertThat(most).hasSize(files);
        Set<String> names = Collections.newSetFromMap(new IdentityHashMap<>());
        most.forEach(file -> names.add(file.path().get(0)));
        assertThat(names).as("the name of a folder is held once").hasSize(1);
    }

    private static String folderOfEmptyFiles(int nameBytes, int files) {
        StringBuilder text = new StringBuilder("d4:infod9:file treed" + nameBytes + ":" + "f".repeat(nameBytes) + "d");
        for (int i = 0; i < files; i++) {
            text.append("7:").append(1_000_000 + i).append("d0:d6:lengthi0eee");
        }
        return text + "ee12:meta versioni2e4:name1:x12:piece lengthi16384eee";
    }

    @Test
    void aFileIsNamedInTheMessage() throws IOException {
        Path file = Files.writeString(folder.resolve("x.torrent"), "d4:infodee");
        assertThatExceptionOfType(InvalidTorrentException.class)
                .isThrownBy(() -> Metainfo.read(file))
                .withMessage(file + ": at byte 7: the dictionary has no name")
                .satisfies(e -> assertThat(e.file()).isEqualTo(file));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> Metainfo.read(folder.resolve("none.torrent")));
    }

    @Test
    void aFileThatIsTooLargeIsRefused() throws IOException {
        Path file = folder.resolve("large.torrent");
        Files.write(file, new byte[Metainfo.MAX_BYTES + 1]);
        assertThatExceptionOfType(InvalidTorrentException.class)
                .isThrownBy(() -> Metainfo.read(file))
                .withMessageContaining("more than 67108864 bytes");
    }

    private static Metainfo parse(String text) throws InvalidTorrentException {
        return Metainfo.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
