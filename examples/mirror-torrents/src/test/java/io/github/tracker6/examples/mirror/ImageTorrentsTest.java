package io.github.tracker6.examples.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.TorrentCreator;
import io.github.tracker6.metainfo.TorrentVersion;
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.ManualClock;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ImageTorrentsTest {
    private static final String URL = "http://mirror.example.org/images/";
    private static final String HTTP = "http://mirror.example.org/announce";
    private static final String UDP = "udp://mirror.example.org:80/announce";
    private static final Duration SETTLE_TIME = Duration.ofSeconds(5);
    private static final Instant YESTERDAY = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path folder;

    private final ManualClock clock = ManualClock.at(YESTERDAY);
    private Path images;
    private Path torrents;

    @BeforeEach
    void makeFolder() throws IOException {
        images = Files.createDirectory(folder.resolve("images"));
        torrents = folder.resolve("torrents");
    }

    private ImageTorrents.Builder builder() {
        return ImageTorrents.builder(images, torrents)
                .imagesUrl(URL)
                .announceUrls(List.of(HTTP, UDP))
                .settleTime(SETTLE_TIME)
                .clock(clock);
    }

    private Path image(String name, String content) throws IOException {
        return image(name, content, YESTERDAY);
    }

    private Path image(String name, String content, Instant modified) throws IOException {
        Path image = images.resolve(name);
        Files.createDirectories(image.getParent());
        Files.writeString(image, content);
        return Files.setLastModifiedTime(image, FileTime.from(modified));
    }

    private Metainfo torrent(String name) throws IOException {
        return Metainfo.read(torrents.resolve(name + ".torrent"));
    }

    private List<Path> updateSettled(ImageTorrents subject) throws Exception {
        assertThat(subject.update()).isEmpty();
        clock.advance(SETTLE_TIME);
        return subject.update();
    }

    @Test
    void anImageGetsATorrentWithOurTrackersAndItselfAsWebSeed() throws Exception {
        image("12.5/net inst+ä.iso", "image");

        assertThat(updateSettled(builder().build())).containsExactly(torrents.resolve("12.5/net inst+ä.iso.torrent"));

        Metainfo torrent = torrent("12.5/net inst+ä.iso");
        assertThat(torrent.name()).isEqualTo("net inst+ä.iso");
        assertThat(torrent.tiers()).containsExactly(List.of(HTTP), List.of(UDP));
        assertThat(torrent.webSeeds()).containsExactly(URL + "12.5/net%20inst%2B%C3%A4.iso");
        assertThat(torrent.version()).isEqualTo(TorrentVersion.V1);
        assertThat(torrent.infoHashes())
                .isEqualTo(TorrentCreator.of(images.resolve("12.5/net inst+ä.iso"))
                        .create()
                        .infoHashes());
    }

    @Test
    void hybridTorrentsAreAnOption() throws Exception {
        image("image.iso", "image");

        updateSettled(builder().hybrid(true).build());

        assertThat(torrent("image.iso").version()).isEqualTo(TorrentVersion.HYBRID);
    }

    @Test
    void anImageThatIsStillCopiedGetsATorrentOnceItIsWhole() throws Exception {
        ImageTorrents subject = builder().build();
        for (String part : List.of("a", "ab", "abc")) {
            image("image.iso", part);
            assertThat(subject.update()).isEmpty();
            clock.advance(SETTLE_TIME.minusMillis(1));
            assertThat(subject.update()).isEmpty();
        }
        clock.advance(Duration.ofMillis(1));

        assertThat(subject.update()).hasSize(1);
        assertThat(torrent("image.iso").totalBytes()).isEqualTo(3);
    }

    @Test
    void aSecondRunWritesNothing() throws Exception {
        image("image.iso", "image");
        updateSettled(builder().build());

        assertThat(updateSettled(builder().build())).isEmpty();
    }

    @Test
    void aChangedImageGetsAnotherTorrent() throws Exception {
        image("longer.iso", "image");
        image("later.iso", "image");
        ImageTorrents subject = builder().build();
        updateSettled(subject);

        image("longer.iso", "image2");
        image("later.iso", "imagE", YESTERDAY.plusSeconds(1));

        assertThat(updateSettled(subject)).hasSize(2);
        assertThat(torrent("longer.iso").totalBytes()).isEqualTo(6);
        assertThat(torrent("later.iso").infoHashes())
                .isEqualTo(
                        TorrentCreator.of(images.resolve("later.iso")).create().infoHashes());
    }

    @Test
    void anEditedTorrentDoesNotHideAChangeOfItsImage() throws Exception {
        image("image.iso", "image");
        updateSettled(builder().build());
        builder().announceUrls(List.of(UDP)).build().update();
        image("image.iso", "imagE", YESTERDAY.plusSeconds(1));

        assertThat(updateSettled(builder().announceUrls(List.of(UDP)).build())).hasSize(1);
    }

    @Test
    void aTorrentOfOthersKeepsItsInfoHash() throws Exception {
        Path image = image("image.iso", "image");
        Metainfo before = TorrentCreator.of(image)
                .pieceLength(1 << 20)
                .comment("theirs")
                .tiers(List.of(List.of("http://tracker.example.net/announce")))
                .create();
        Files.createDirectory(torrents);
        before.writeTo(torrents.resolve("image.iso.torrent"));

        assertThat(builder().build().update()).hasSize(1); // needs no wait
        Metainfo after = torrent("image.iso");
        assertThat(after.infoHashes()).isEqualTo(before.infoHashes());
        assertThat(after.comment()).isEqualTo(before.comment());
        assertThat(after.tiers()).containsExactly(List.of(HTTP), List.of(UDP));
        assertThat(after.webSeeds()).containsExactly(URL + "image.iso");
    }

    @Test
    void eachTorrentIsToldOfWhenItIsThere() throws Exception {
        image("a.iso", "image");
        image("b.iso", "image");
        List<Boolean> areThere = new ArrayList<>();
        Runnable look = () -> areThere.add(Files.exists(torrents.resolve("b.iso.torrent")));

        updateSettled(builder().afterWrite(look).build());

        assertThat(areThere).containsExactly(false, true);
    }

    @Test
    void whatIsNoImageGetsNoTorrent() throws Exception {
        image(".image.iso.Xa31", "rsync has not finished it");
        image(".hidden/image.iso", "image");
        image("empty.iso", "");
        image("image.torrent", "a torrent");
        Files.createSymbolicLink(images.resolve("link.iso"), Files.writeString(folder.resolve("outside"), "image"));

        assertThat(updateSettled(builder().build())).isEmpty();
    }

    @Test
    void imagesAreNotTouched() throws Exception {
        Path image = image("image.iso", "image");
        updateSettled(builder().build());

        assertThat(image).hasContent("image");
        assertThat(Files.getLastModifiedTime(image)).isEqualTo(FileTime.from(YESTERDAY));
        try (Stream<Path> all = Files.list(images)) {
            assertThat(all).containsExactly(image);
        }
    }

    @Test
    void aTorrentThatCannotBeReadStaysAndDoesNotStopTheOthers() throws Exception {
        image("a.iso", "image");
        image("b.iso", "image");
        Files.createDirectory(torrents);
        Path broken = Files.writeString(torrents.resolve("a.iso.torrent"), "no torrent");
        ImageTorrents subject = builder().build();

        assertThat(updateSettled(subject)).containsExactly(torrents.resolve("b.iso.torrent"));
        assertThat(broken).hasContent("no torrent");

        Files.delete(broken);
        assertThat(subject.update()).containsExactly(broken);
    }

    @Test
    void aStartedOneMakesTorrentsUntilItIsClosed() throws Exception {
        image("a.iso", "image");
        try (ImageTorrents subject = builder().settleTime(Duration.ZERO).build()) {
            subject.start();
            Await.until("a torrent", () -> Files.exists(torrents.resolve("a.iso.torrent")));
            image("b.iso", "image");
            Await.until("another torrent", () -> Files.exists(torrents.resolve("b.iso.torrent")));
        }
        assertThat(threads()).doesNotContain("mirror-torrents");
    }

    @Test
    void closeEndsACreationUnderWay() throws Exception {
        Path image = images.resolve("large.iso");
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(1L << 37); // sparse; takes minutes to hash
        }
        ImageTorrents subject = builder().settleTime(Duration.ZERO).build();
        subject.start();
        Await.until("hashing", () -> threads().anyMatch(name -> name.startsWith("tracker6-hasher")));
        subject.close();

        assertThat(threads()).doesNotContain("mirror-torrents");
        Await.until("no hashing", () -> threads().noneMatch(name -> name.startsWith("tracker6-hasher")));
        assertThat(torrents).isEmptyDirectory();
    }

    private static Stream<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().map(Thread::getName);
    }

    @Test
    void wrongOptionsAreOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        assertThat(ImageTorrents.builder(folder.resolve("none"), torrents))
                .satisfies(b -> assertRefused(b, "no folder"));
        assertRefused(ImageTorrents.builder(images, file), "no folder");
        assertRefused(each -> each.imagesUrl("mirror.example.org"), "'mirror.example.org' is no URL of HTTP");
        assertRefused(each -> each.imagesUrl("http://"), "http://");
        assertRefused(each -> each.imagesUrl("http://mirror.example.org/?a=b"), "without a query");
        assertRefused(each -> each.announceUrls(List.of()), "no announce URL");
        assertRefused(each -> each.announceUrls(List.of("mirror.example.org")), "mirror.example.org");
        assertRefused(each -> each.settleTime(Duration.ofSeconds(-1)), "settle time PT-1S is outside");
    }

    private void assertRefused(UnaryOperator<ImageTorrents.Builder> option, String message) {
        assertRefused(option.apply(builder()), message);
    }

    private static void assertRefused(ImageTorrents.Builder builder, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(builder::build)
                .withMessageContaining(message)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }
}
