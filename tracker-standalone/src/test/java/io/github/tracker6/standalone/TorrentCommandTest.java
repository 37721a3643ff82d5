package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.access.InfoHashFile;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.metainfo.Metainfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands for torrent files that ask no tracker. */
class TorrentCommandTest {
    private static final String OLD = "http://192.0.2.7:6969/announce";
    private static final String NEW = "http://ipv6.tracker.example.org:6969/announce";

    @TempDir
    Path folder;

    private Path images;
    private Path v1;
    private Path hybrid;
    private Path broken;

    @BeforeEach
    void makeTorrents() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        v1 = write("a.torrent", TorrentFolders.torrent("first", false));
        hybrid = write("below/b.torrent", TorrentFolders.torrent("second", true));
        broken = folder.resolve("broken.torrent");
        Files.writeString(broken, "d4:infod4:name1:aee");
    }

    private Path write(String name, Metainfo torrent) throws IOException {
        Path file = images.resolve(name);
        Files.createDirectories(file.getParent());
        torrent.edit().tiers(List.of(List.of(OLD))).apply().writeTo(file);
        return file;
    }

    private static Run run(Object... args) {
        return Run.of(Stream.concat(Stream.of("torrent"), Stream.of(args).map(Object::toString))
                .toArray(String[]::new));
    }

    @Test
    void hashPrintsALinePerInfoHashThatIsAListForAllow() throws IOException {
        Run run = run("hash", images);
        Metainfo first = Metainfo.read(v1);
        Metainfo second = Metainfo.read(hybrid);
        assertThat(run.out().lines())
                .containsExactly(
                        first.v1InfoHash().orElseThrow() + "  v1  first",
                        second.v1InfoHash().orElseThrow() + "  v1  second",
                        second.v2InfoHash().orElseThrow() + "  v2  second");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        assertThat(InfoHashFile.read(Files.writeString(folder.resolve("allow.txt"), run.out()))
                        .get())
                .isEqualTo(InfoHashSet.of(Stream.of(first, second)
                        .flatMap(each -> each.infoHashes().stream())
                        .toList()));
    }

    @Test
    void hashNamesBrokenFilesAndPrintsTheRest() {
        Run run = run("hash", broken, folder.resolve("missing.torrent"), v1);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).hasLineCount(1).endsWith("  v1  first" + System.lineSeparator());
        assertThat(run.err().lines())
                .hasSize(2)
                .anyMatch(line -> line.startsWith("tracker6: " + broken + ": at byte "))
                .contains("tracker6: " + folder.resolve("missing.torrent") + ": no such file or folder");
    }

    @Test
    void folderWithoutTorrentsIsAFailure() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Run run = run("hash", empty);
        assertThat(run.err())
                .isEqualTo("tracker6: " + empty + ": there is no .torrent in this folder" + System.lineSeparator());
        assertThat(run.status()).isEqualTo(1);
    }

    @Test
    void showPrintsWhatATorrentHolds() throws IOException {
        Run run = run("show", hybrid);
        Metainfo torrent = Metainfo.read(hybrid);
        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "name          second",
                        "version       hybrid",
                        "v1 hash       " + torrent.v1InfoHash().orElseThrow(),
                        "v2 hash       " + torrent.v2InfoHash().orElseThrow(),
                        "size          6 bytes",
                        "piece length  16.0 KiB (16384 bytes)",
                        "private       no",
                        "created by    Tracker6",
                        "tier 1        " + OLD);
    }

    @Test
    void showPrintsNoCharacterThatSteersTheTerminal() throws IOException {
        String escape = "\u001b[2J";
        String evil = "d8:announce" + (OLD + escape).length() + ":" + OLD + escape + "7:comment6:a\n" + escape
                + "10:created by4:" + escape + "4:infod5:filesld6:lengthi5e4:pathl4:" + escape
                + "eee4:name4:" + escape + "12:piece lengthi16384e6:pieces20:hhhhhhhhhhhhhhhhhhhhe8:url-list4:" + escape
                + "e";
        Path file = Files.write(folder.resolve("evil.torrent"), evil.getBytes(StandardCharsets.ISO_8859_1));
        for (String command : List.of("show", "hash")) {
            Run run = run(command, file);
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).contains("?[2J").doesNotContain("\u001b");
        }
        Run changed = run("announce", "--dry-run", "--add-tier", NEW, file);
        assertThat(changed.out() + changed.err()).contains("?[2J").doesNotContain("\u001b");
    }

    @Test
    void showPrintsTheFirstFilesOrAll() throws Exception {
        Path many = Files.createDirectory(folder.resolve("many"));
        for (int i = 0; i < 25; i++) {
            Files.writeString(many.resolve("file-" + i), "x");
        }
        Path file = folder.resolve("many.torrent");
        assertThat(run("create", many, "-o", file).status()).isZero();
        assertThat(run("show", file).out()).contains("and 5 more; --all-files prints them");
        assertThat(run("show", "--all-files", file).out()).contains("file-24, 1 byte");
    }

    @Test
    void addedTierStandsBehindTheOthersAndTheHashIsProvedToBeTheSame() throws IOException {
        Metainfo before = Metainfo.read(v1);
        Files.setPosixFilePermissions(v1, PosixFilePermissions.fromString("rw-r-----"));
        Run run = run("announce", "--add-tier", NEW, images);
        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .hasSize(2)
                .contains(v1 + ": changed; info hash unchanged: "
                        + before.v1InfoHash().orElseThrow() + " (v1)");
        assertThat(Metainfo.read(v1).tiers()).containsExactly(List.of(OLD), List.of(NEW));
        assertThat(Metainfo.read(v1).announce()).contains(OLD);
        assertThat(Metainfo.read(v1).infoBytes()).isEqualTo(before.infoBytes());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(v1)))
                .isEqualTo("rw-r-----");
        assertThat(run.err().lines())
                .as("each note once, though two torrents are changed")
                .filteredOn(line -> line.contains("seems to have IPv6 alone"))
                .hasSize(1);
        assertThat(run("announce", "--add-tier", NEW, images).out().lines())
                .containsExactly(v1 + ": nothing to change", hybrid + ": nothing to change");
        try (Stream<Path> left = Files.list(images)) {
            assertThat(left).as("files beside").hasSize(2);
        }
    }

    @Test
    void tiersReplaceAllTrackersAsMktorrentWritesThem() throws IOException {
        String first = "http://a.example.org/announce";
        String second = "http://b.example.org/announce";
        String third = "udp://c.example.org:6969";
        assertThat(run("announce", "--tier", first + "," + second, "--tier", third, v1)
                        .status())
                .isZero();
        Metainfo after = Metainfo.read(v1);
        assertThat(after.announce()).contains(first);
        assertThat(after.announceList()).containsExactly(List.of(first, second), List.of(third));

        assertThat(run("announce", "--remove-tracker", second, "--remove-tracker", third, v1)
                        .status())
                .isZero();
        assertThat(Metainfo.read(v1).announce()).contains(first);
        assertThat(Metainfo.read(v1).announceList()).isEmpty();
    }

    @Test
    void dryRunWritesNothingAndPrintsBothStates() throws IOException {
        byte[] before = Files.readAllBytes(v1);
        Run run = run("announce", "--dry-run", "--tier", NEW, v1);
        assertThat(run.out().lines())
                .containsExactly(
                        v1 + ": would change; info hash unchanged: "
                                + Metainfo.read(v1).v1InfoHash().orElseThrow() + " (v1)",
                        "  - tier 1: " + OLD,
                        "  + tier 1: " + NEW);
        assertThat(Files.readAllBytes(v1)).isEqualTo(before);
    }

    @Test
    void fileThatFailsStaysAndTheOthersAreChanged() throws IOException {
        byte[] before = Files.readAllBytes(broken);
        Run run = run("announce", "--add-tier", NEW, broken, v1);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err()).contains("tracker6: " + broken + ": at byte ");
        assertThat(run.out()).startsWith(v1 + ": changed; ").hasLineCount(1);
        assertThat(Files.readAllBytes(broken)).isEqualTo(before);
    }

    @Test
    void webSeedsAreAddedAndRemoved() throws IOException {
        String one = "https://mirror.example.org/first";
        String two = "https://mirror2.example.org/first";
        Metainfo before = Metainfo.read(v1);
        Run run = run("webseed", "--add", one, "--add", two, v1);
        assertThat(run.out()).startsWith(v1 + ": changed; info hash unchanged: ");
        assertThat(Metainfo.read(v1).webSeeds()).containsExactly(one, two);
        assertThat(run("webseed", "--remove", one, "--dry-run", v1).out().lines())
                .contains("  - " + one, "  + " + two);
        assertThat(run("webseed", "--remove", one, v1).status()).isZero();
        assertThat(Metainfo.read(v1).webSeeds()).containsExactly(two);
        assertThat(Metainfo.read(v1).release()).isEqualTo(before.release());
    }

    @ParameterizedTest
    @ValueSource(strings = {"v1", "hybrid"})
    void createMakesATorrentOfAFolder(String version) throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.write(data.resolve("a"), new byte[40_000]);
        Files.writeString(data.resolve("b"), "b");
        Path file = folder.resolve("made.torrent");
        Run run = run(
                "create",
                data,
                "-o",
                file,
                "--version",
                version,
                "--piece-length",
                "32K",
                "--comment",
                "f\u00fcr alle",
                "--private",
                "--tier",
                OLD + "," + NEW,
                "--web-seed",
                "https://mirror.example.org/");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        Metainfo made = Metainfo.read(file);
        assertThat(made.version().toString()).isEqualToIgnoringCase(version);
        assertThat(made.pieceLength()).isEqualTo(32_768);
        assertThat(made.comment()).contains("f\u00fcr alle");
        assertThat(made.isPrivate()).isTrue();
        assertThat(made.tiers()).containsExactly(List.of(OLD, NEW));
        assertThat(made.webSeeds()).containsExactly("https://mirror.example.org/");
        assertThat(made.creationDate()).isPresent();
        assertThat(run.out().lines())
                .startsWith(file.toString(), made.v1InfoHash().orElseThrow() + "  v1  data")
                .hasSize(version.equals("v1") ? 2 : 3);
    }

    @Test
    void createReplacesNoFileUnlessItIsForced() throws IOException {
        Path data = Files.writeString(folder.resolve("data"), "data");
        Path file = Files.writeString(folder.resolve("made.torrent"), "precious");
        Run run = run("create", data, "-o", file);
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo("tracker6: " + file + ": exists already; --force replaces it" + System.lineSeparator());
        assertThat(file).hasContent("precious");
        assertThat(run("create", data, "-o", file, "--force", "--no-date").status())
                .isZero();
        assertThat(Metainfo.read(file).creationDate()).isEmpty();
    }

    @Test
    void createNamesWhatIsMissing() {
        Path missing = folder.resolve("missing");
        Run run = run("create", missing, "-o", folder.resolve("x.torrent"));
        assertThat(run.err()).isEqualTo("tracker6: " + missing + ": no such file or folder" + System.lineSeparator());
        assertThat(run.status()).isEqualTo(1);
        Run unwritable = run("create", v1, "-o", missing.resolve("x.torrent"));
        assertThat(unwritable.err()).startsWith("tracker6: " + missing.resolve("x.torrent") + ": ");
        assertThat(unwritable.status()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            value = {
                "torrent # torrent needs a command: hash, show, announce, webseed, create, check",
                "torrent hsah # 'hsah' is none of hash, show, announce, webseed, create, check; did you mean hash?",
                "torent hash x # unexpected argument 'torent'; did you mean torrent?",
                "torrent hash # FILE|DIR is missing; --help has an example",
                "torrent hash --allfiles x # unknown option --allfiles; --help lists the options",
                "torrent show --all-file x # unknown option --all-file; did you mean --all-files?",
                "torrent announce x # nothing to change; name --tier, --add-tier or --remove-tracker",
                "torrent announce --tier x x # --tier: not a URL of ASCII characters that begins with one of",
                "torrent announce --add-tier http://a.example.org/, x # --add-tier: a URL is empty",
                "torrent announce x --tier # --tier has no value; write --tier=URL[,URL...]",
                "torrent webseed x # nothing to change; name --add or --remove",
                "torrent webseed --add udp://a.example.org x # --add: not a URL",
                "torrent create # FILE|DIR is missing",
                "torrent create a b # unexpected argument 'b'",
                "torrent create --version v2 a # --version: 'v2' is neither v1 nor hybrid",
                "torrent create --piece-length 100K a # --piece-length: '100K' is no power of two from 16K to 128M",
                "torrent create --piece-length 8K a # --piece-length: '8K' is no power of two from 16K to 128M",
                "torrent create --comment= a # --comment: the text is empty",
                "torrent create . -o ./x.torrent # ./x.torrent lies in what the torrent is made of",
                "torrent check . # --tracker is missing; write --tracker=URL|NAME",
                "torrent check . --tracker ftp://a.example.org # --tracker: 'ftp://a.example.org' can't be asked: it does not begin with http://",
                "torrent check . --tracker 2001:db8::1 # an IPv6 address without brackets; write [2001:db8::1]:6969",
                "torrent check . --tracker a:0 # it has no port from 1 to 65535",
            })
    void mistakeIsOneLineThatNamesItAndStatus2(String arguments, String line) {
        Run run = Run.of(arguments.split(" +"));
        assertThat(run.err()).startsWith("tracker6: ").contains(line).hasLineCount(1);
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "torrent hash",
                "torrent show",
                "torrent announce",
                "torrent webseed",
                "torrent create",
                "torrent check",
                "announce",
                "scrape"
            })
    void helpHasAnExampleAndKeepsTo80Columns(String command) {
        Run run = Run.of((command + " --help").split(" "));
        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(run.out())
                .startsWith("Usage: tracker6 " + command + " ")
                .containsPattern("Example[^\\n]*\\n  tracker6 " + command);
    }

    @Test
    void helpOfTorrentListsItsCommands() {
        Run run = run("--help");
        assertThat(run.status()).isZero();
        assertThat(run.out().lines())
                .allMatch(line -> line.length() <= 80)
                .anyMatch(line -> line.startsWith("  hash      Prints the info hashes"));
    }
}
