package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.testkit.Bencode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MetainfoEditorTest {
    private static final String A = "http://a.example.org:6969/announce";
    private static final String B = "http://[2001:db8::1]:6969/announce";
    private static final String C = "udp://c.example.org:6969";
    private static final String INFO = "d6:lengthi5e4:name1:x12:piece lengthi16384e6:pieces20:hhhhhhhhhhhhhhhhhhhhe";

    @TempDir
    Path folder;

    static List<Golden> goldens() {
        return Golden.all();
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void onlyTheTrackersChange(Golden golden) throws Exception {
        Metainfo before = Metainfo.parse(golden.bytes());
        Metainfo after = before.edit().tiers(List.of(List.of(A, B), List.of(C))).apply();

        assertThat(after.tiers()).containsExactly(List.of(A, B), List.of(C));
        assertThat(after.announce()).contains(A);
        assertThat(after.release()).isEqualTo(before.release());
        assertThat(after.infoBytes()).isEqualTo(before.infoBytes());
        assertThat(without(after.toBytes(), "announce", "announce-list"))
                .usingRecursiveComparison()
                .isEqualTo(without(before.toBytes(), "announce", "announce-list"));
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void goingBackGivesTheBytesOfBefore(Golden golden) throws Exception {
        Metainfo before = Metainfo.parse(golden.bytes());
        Metainfo changed = before.edit().tiers(List.of()).webSeeds(List.of()).apply();
        assertThat(changed.tiers()).isEmpty();
        assertThat(changed.webSeeds()).isEmpty();

        Metainfo back =
                changed.edit().tiers(before.tiers()).webSeeds(before.webSeeds()).apply();
        assertThat(back.toBytes()).isEqualTo(before.toBytes());
        assertThat(before.edit().apply().toBytes()).isEqualTo(before.toBytes());
    }

    @Test
    void aTierIsAddedBehindTheOthersOnce() throws Exception {
        Metainfo one = parse("d8:announce34:" + A + "4:info" + INFO + "e");
        Metainfo two = one.edit().addTier(List.of(C, A, C)).apply();
        assertThat(text(two))
                .isEqualTo("d8:announce34:" + A + "13:announce-listll34:" + A + "el24:" + C + "ee4:info" + INFO + "e");
        assertThat(two.edit().addTier(List.of(C)).apply().toBytes()).isEqualTo(two.toBytes());
        assertThat(parse("d4:info" + INFO + "e")
                        .edit()
                        .addTier(List.of(A))
                        .apply()
                        .toBytes())
                .isEqualTo(one.toBytes());
    }

    @Test
    void aTrackerIsRemovedFromEachTier() throws Exception {
        Metainfo three = parse("d8:announce1:q4:info" + INFO + "e")
                .edit()
                .tiers(List.of(List.of(A), List.of(B, A), List.of(C)))
                .apply();
        Metainfo without = three.edit().removeTracker(A).apply();
        assertThat(without.tiers()).containsExactly(List.of(B), List.of(C));
        assertThat(without.announce()).contains(B);
        assertThat(three.edit()
                        .removeTracker("http://other.example.org")
                        .apply()
                        .toBytes())
                .isEqualTo(three.toBytes());
        Metainfo none = without.edit().removeTracker(B).removeTracker(C).apply();
        assertThat(text(none)).isEqualTo("d4:info" + INFO + "e");
    }

    @Test
    void anAnnounceThatIsInNoTierIsNotForgotten() throws Exception {
        Metainfo before = parse("d8:announce34:" + A + "13:announce-listll34:" + B + "ee4:info" + INFO + "e");
        Metainfo added = before.edit().addTier(List.of(C)).apply();
        assertThat(added.announce()).contains(A);
        assertThat(added.tiers()).containsExactly(List.of(B), List.of(C));

        Metainfo removed = added.edit().removeTracker(A).apply();
        assertThat(removed.announce()).contains(B);
        assertThat(removed.tiers()).containsExactly(List.of(B), List.of(C));

        Metainfo other = added.edit().removeTracker(B).apply();
        assertThat(other.announce()).contains(A);
        assertThat(other.announceList()).containsExactly(List.of(C));
        assertThat(text(other.edit().removeTracker(C).apply())).isEqualTo("d8:announce34:" + A + "4:info" + INFO + "e");
        assertThat(text(before.edit().addTier(List.of(C)).removeTracker(A).apply()))
                .isEqualTo(text(removed));
    }

    @Test
    void aKeyThatIsThereTwiceBecomesOne() throws Exception {
        Metainfo before = parse("d8:announce1:q8:announce1:r4:info" + INFO + "e\n");
        assertThat(text(before.edit().tiers(List.of(List.of(C))).apply()))
                .isEqualTo("d8:announce24:" + C + "4:info" + INFO + "e");
    }

    @Test
    void aNameMayBeAsLongAsNamesCanBe() throws Exception {
        Path file = folder.resolve("x".repeat(247) + ".torrent");
        Metainfo metainfo = parse("d4:info" + INFO + "e");
        metainfo.writeTo(file);
        assertThat(file).hasBinaryContent(metainfo.toBytes());
    }

    @Test
    void urlsThatAreNoUtf8StayAsTheyAre() throws Exception {
        Metainfo before = parse("d8:announce10:http://\u00ff/a4:info" + INFO + "e");
        assertThat(text(before.edit().addTier(List.of(C)).apply()))
                .isEqualTo("d8:announce10:http://\u00ff/a13:announce-listll10:http://\u00ff/ael24:" + C + "ee4:info"
                        + INFO + "e");
    }

    @Test
    void keysOutOfOrderStayWhereTheyAre() throws Exception {
        Metainfo before = parse("d4:info" + INFO + "1:zi1e8:announce1:q7:commentlee");
        assertThat(text(before.edit()
                        .tiers(List.of(List.of(C)))
                        .webSeeds(List.of("http://w/"))
                        .apply()))
                .isEqualTo("d4:info" + INFO + "8:url-list9:http://w/1:zi1e8:announce24:" + C + "7:commentlee");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tracker.example.org",
                "file:///etc/passwd",
                "http:announce",
                "http://a b/announce",
                "http://\u00e4.example.org/",
                "http://",
                "http://:6969/announce",
                "http://user@:6969/announce",
                "ftp://a.example.org/"
            })
    void whatIsNoUrlOfATrackerIsRefused(String url) throws Exception {
        MetainfoEditor editor = parse("d4:info" + INFO + "e").edit();
        assertThatIllegalArgumentException().isThrownBy(() -> editor.tiers(List.of(List.of(A, url))));
        assertThatIllegalArgumentException().isThrownBy(() -> editor.addTier(List.of(url)));
        assertThatIllegalArgumentException().isThrownBy(() -> editor.webSeeds(List.of(url + "\n")));
        assertThat(editor.apply().tiers()).isEmpty();
    }

    @Test
    void aFileIsReplacedAsAWhole() throws Exception {
        Path file = folder.resolve("x.torrent");
        Path link = folder.resolve("link.torrent");
        Metainfo before = parse("d4:info" + INFO + "e");
        before.writeTo(file);
        Files.createSymbolicLink(link, Path.of("x.torrent"));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--r-----"));

        Metainfo after = before.edit().addTier(List.of(A)).apply();
        after.writeTo(link);

        assertThat(Files.isSymbolicLink(link)).isTrue();
        assertThat(file).hasBinaryContent(after.toBytes());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--r-----");
        assertThat(Metainfo.read(file).release()).isEqualTo(before.release());
        assertThat(names()).containsExactlyInAnyOrder("x.torrent", "link.torrent");
    }

    @Test
    void aFileThatCannotBeWrittenIsAsItWas() throws Exception {
        Metainfo before = parse("d4:info" + INFO + "e");
        Path inTheWay = Files.createDirectory(folder.resolve("x.torrent"));
        Files.createFile(inTheWay.resolve("a file"));
        Assertions.assertThatIOException().isThrownBy(() -> before.writeTo(inTheWay));
        assertThat(names()).containsExactly("x.torrent");
        Assertions.assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> before.writeTo(folder.resolve("none/x.torrent")));
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> without(byte[] torrent, String... keys) {
        Map<String, Object> rest = new TreeMap<>((SortedMap<String, Object>) Bencode.decode(torrent));
        for (String key : keys) {
            rest.remove(key);
        }
        return rest;
    }

    private static String text(Metainfo metainfo) {
        return new String(metainfo.toBytes(), StandardCharsets.ISO_8859_1);
    }

    private static Metainfo parse(String text) throws InvalidTorrentException {
        return Metainfo.parse(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void webSeedsAreAddedAndRemovedOneByOne() throws Exception {
        String seed = "http://seed.example.org/debian.iso";
        String foreign = "http://seed.example.org/\u00e4";
        Metainfo before = Metainfo.parse(("d4:info" + INFO + "8:url-listl26:http://seed.example.org/\u00c3\u00a4ee")
                .getBytes(StandardCharsets.ISO_8859_1));
        assertThat(before.webSeeds()).containsExactly(foreign);
        Metainfo both = before.edit().addWebSeed(seed).addWebSeed(seed).apply();
        assertThat(both.webSeeds()).containsExactly(foreign, seed);
        assertThat(both.edit().removeWebSeed(foreign).apply().webSeeds()).containsExactly(seed);
        assertThat(both.edit().removeWebSeed(seed).apply().webSeeds()).containsExactly(foreign);
        assertThat(both.edit()
                        .removeWebSeed("http://other.example.org/")
                        .apply()
                        .toBytes())
                .isEqualTo(both.toBytes());
        assertThatIllegalArgumentException().isThrownBy(() -> before.edit().addWebSeed("seed"));
    }
}
