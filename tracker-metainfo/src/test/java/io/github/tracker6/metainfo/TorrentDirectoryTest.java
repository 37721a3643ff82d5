package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.tracker6.InfoHash;
import io.github.tracker6.health.Health;
import io.github.tracker6.testkit.ManualClock;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TorrentDirectoryTest {
    private static final Duration OLD = Duration.ofDays(1);
    private static final Duration YOUNG = Duration.ofMillis(500);

    @TempDir
    Path temporary;

    private final ManualClock clock = ManualClock.at(Instant.parse("2026-11-01T12:00:00Z"));

    /** Never runs a task: the tests look by themselves. */
    private final ScheduledExecutorService idle = Executors.newScheduledThreadPool(0);

    private final Recorder recorder = new Recorder();
    private Path folder;
    private int writes;
    private TorrentDirectory torrents;

    @BeforeEach
    void make() throws IOException {
        folder = Files.createDirectory(temporary.resolve("torrents"));
        torrents = builder().build();
    }

    @AfterEach
    void close() {
        torrents.close();
        idle.shutdownNow();
    }

    private TorrentDirectoryBuilder builder() {
        // At the longest interval no scheduled look runs during a test.
        return TorrentDirectory.builder()
                .folder(folder)
                .clock(clock)
                .executor(idle)
                .interval(Duration.ofHours(1))
                .listener(recorder);
    }

    @Test
    void bothInfoHashesOfAHybridAreOneRelease() throws Exception {
        for (Golden golden : Golden.all()) {
            write(golden.file(), golden.bytes(), OLD);
        }
        torrents.start();

        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(18, 5, 0, 18, 0, 0, false, 0));
        for (Golden golden : Golden.all()) {
            Metainfo metainfo = Metainfo.parse(golden.bytes());
            for (InfoHash hash : metainfo.infoHashes()) {
                assertThat(torrents.get().contains(hash)).isTrue();
                assertThat(torrents.release(hash)).contains(metainfo.release());
            }
        }
        assertThat(torrents.get().size()).as("five of them are hybrids").isEqualTo(23);
        assertThat(torrents.counts().infoHashes()).isEqualTo(23);
        assertThat(torrents.releases())
                .hasSize(18)
                .isSortedAccordingTo((a, b) -> a.name().compareTo(b.name()));
        assertThat(torrents.release(InfoHash.of(1, 2, 3))).isEmpty();
    }

    @Test
    void healthNamesWhatIsWrongAndIsUpAgainWhenItIsRight() throws Exception {
        assertThat(torrents.health()).isEqualTo(Health.down("not started"));
        write("0.torrent", "0", OLD);
        write("1.torrent", "1", OLD);
        write("2.torrent", "2", OLD);
        torrents.start();
        assertThat(torrents.health()).isEqualTo(Health.UP);

        Path broken = folder.resolve("broken.torrent");
        Files.writeString(broken, "no torrent");
        Files.setLastModifiedTime(broken, FileTime.from(clock.instant().minus(OLD)));
        for (int look = 0; look < 3; look++) {
            clock.advance(Duration.ofMinutes(1));
            torrents.look();
        }
        assertThat(torrents.health()).isEqualTo(Health.degraded("broken torrent files: 1 of 4"));
        Files.delete(broken);
        torrents.look();

        Path elsewhere = temporary.resolve("elsewhere");
        Files.move(folder, elsewhere);
        torrents.look();
        assertThat(torrents.health()).isEqualTo(Health.degraded("folders that can't be read: 1"));
        Files.move(elsewhere, folder);

        Files.delete(folder.resolve("0.torrent"));
        Files.delete(folder.resolve("1.torrent"));
        torrents.look();
        assertThat(torrents.health())
                .isEqualTo(Health.degraded(
                        "more than half of the torrents are gone; they are tracked until you confirm the loss"));
        torrents.refresh();
        assertThat(torrents.health()).isEqualTo(Health.UP);

        torrents.close();
        assertThat(torrents.health()).isEqualTo(Health.down("closed"));
    }

    @Test
    void foldersBelowAreLookedAtAndOtherNamesAreNot() throws Exception {
        write("a.torrent", "a", OLD);
        write("below/far/b.torrent", "b", OLD);
        write("c.torrent.part", "c", OLD);
        write(".d.torrent", "d", OLD);
        write(".hidden/e.torrent", "e", OLD);
        write("f.TORRENT", "f", OLD);
        torrents.start();
        assertTracked("a", "b");
        assertThat(torrents.counts().files()).isEqualTo(2);
    }

    @Test
    void severalFoldersMayHoldEachOther() throws Exception {
        write("below/a.torrent", "a", OLD);
        Path other = Files.createDirectory(temporary.resolve("other"));
        Files.write(other.resolve("b.torrent"), SmallTorrent.named("b").bytes());
        TorrentDirectory both = builder()
                .folder(folder.resolve("below"))
                .folder(other)
                .folder(other.resolve("../other"))
                .build();
        both.start();
        assertThat(both.counts().files()).isEqualTo(2);
        assertThat(both.get().size()).isEqualTo(2);
        assertThat(both.folders()).containsExactly(folder, folder.resolve("below"), other);
        both.close();
    }

    @Test
    void aNewFileIsTakenWhenItHasBeenStill() throws Exception {
        torrents.start();
        write("young.torrent", "young", YOUNG);
        write("old.torrent", "old", OLD);
        torrents.look();
        assertTracked("old");
        assertThat(torrents.counts().waitingFiles()).isEqualTo(1);

        clock.advance(Duration.ofMillis(1_499));
        torrents.look();
        assertTracked("old");
        clock.advance(Duration.ofMillis(1));
        torrents.look();
        assertTracked("old", "young");
        assertThat(torrents.counts().waitingFiles()).isZero();
        assertThat(recorder.lines).containsExactly("+[] -[] ~[] x[]", "+[old] -[] ~[] x[]", "+[young] -[] ~[] x[]");
    }

    @Test
    void aFileWithATimeInTheFutureIsTakenAfterTheSettleTime() throws Exception {
        torrents.start();
        write("a.torrent", "a", Duration.ofDays(-1));
        torrents.look();
        assertTracked();
        clock.advance(Duration.ofSeconds(2));
        torrents.look();
        assertTracked("a");
    }

    @Test
    void aFileThatIsBeingWrittenIsNotRead() throws Exception {
        write("a.torrent", "a", OLD);
        torrents.start();
        byte[] next = SmallTorrent.named("next").bytes();
        for (int length = 1; length < next.length; length++) {
            write("a.torrent", Arrays.copyOf(next, length), Duration.ofSeconds(1));
            torrents.look();
            clock.advance(Duration.ofSeconds(1));
            torrents.look();
            assertTracked("a");
        }
        assertThat(recorder.lines).containsExactly("+[a] -[] ~[] x[]");
        write("a.torrent", next, OLD);
        torrents.look();
        assertTracked("a", "next");
    }

    @Test
    void aYoungFileIsTakenAtTheStartAndReadAgainWhenItIsStill() throws Exception {
        write("a.torrent", "a1", YOUNG);
        torrents.start();
        assertTracked("a1");
        assertThat(torrents.counts().waitingFiles()).as("it is served").isZero();
        // The same size and time: a write within one tick of the file system's clock.
        FileTime time = Files.getLastModifiedTime(folder.resolve("a.torrent"));
        Files.write(folder.resolve("a.torrent"), SmallTorrent.named("a2").bytes());
        Files.setLastModifiedTime(folder.resolve("a.torrent"), time);
        clock.advance(Duration.ofSeconds(2));
        torrents.look();
        assertTracked("a1", "a2");
    }

    @Test
    void aBrokenFileIsToldOnceAndWhatItHeldStays() throws Exception {
        write("a.torrent", "a", OLD);
        torrents.start();
        byte[] half = Arrays.copyOf(SmallTorrent.named("b").bytes(), 40);
        write("a.torrent", half, OLD);
        torrents.look();
        assertThat(recorder.faults).as("it may be half written").isEmpty();
        clock.advance(Duration.ofSeconds(2));
        for (int i = 0; i < 3; i++) {
            torrents.look();
            assertTracked("a");
            assertThat(recorder.faults)
                    .containsExactly(folder.resolve("a.torrent")
                            + ": at byte 11: a string has 28 bytes, and the file ends after 26; it is cut off");
            assertThat(torrents.counts()).isEqualTo(new TorrentCounts(1, 0, 0, 1, 1, 0, false, 1));
            clock.advance(Duration.ofHours(2));
        }
        torrents.refresh();
        assertThat(recorder.faults).as("the operator asks, and is told again").hasSize(2);

        write("a.torrent", "b", OLD);
        torrents.look();
        assertTracked("a", "b");
        assertThat(torrents.counts().brokenFiles()).isZero();
    }

    @Test
    void aFileThatIsWrittenWhileItIsReadIsNotTaken() throws Exception {
        write("first.torrent", new byte[0], OLD);
        Path other = Files.createDirectory(temporary.resolve("other"));
        Files.write(
                other.resolve("second.torrent"), SmallTorrent.named("second").bytes());
        torrents = builder()
                .folder(other)
                .listener(new TorrentDirectoryListener() {
                    @Override
                    public void onFault(Path path, IOException fault) {
                        try { // the other file is looked at already, and read next
                            Files.write(
                                    other.resolve("second.torrent"),
                                    SmallTorrent.named("other one").bytes());
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                })
                .build();
        torrents.start();
        assertTracked();
        assertThat(torrents.counts().waitingFiles()).isEqualTo(1);
        torrents.look();
        clock.advance(Duration.ofSeconds(2));
        torrents.look();
        assertTracked("other one");
    }

    @Test
    void aFileThatWasBrokenForAMomentIsNotTold() throws Exception {
        torrents.start();
        write("a.torrent", new byte[0], OLD);
        torrents.look();
        clock.advance(Duration.ofSeconds(1));
        write("a.torrent", "a", OLD);
        torrents.look();
        clock.advance(Duration.ofSeconds(1));
        torrents.look();
        assertTracked("a");
        assertThat(recorder.faults).isEmpty();
    }

    @Test
    void aFileThatIsBrokenAtTheStartIsToldAtOnce() throws Exception {
        write("a.torrent", "a", OLD);
        write("b.torrent", new byte[0], OLD);
        write("c.torrent", new byte[0], YOUNG);
        torrents.start();
        assertTracked("a");
        assertThat(recorder.faults).containsExactly(folder.resolve("b.torrent") + ": at byte 0: the file is empty");
        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(1, 0, 0, 3, 1, 1, false, 1));
    }

    @Test
    void aReplacedTorrentAndTheOneBeforeAreTracked() throws Exception {
        write("a.torrent", "a1", OLD);
        write("b.torrent", "b1", OLD);
        torrents.start();
        // Every way to replace a file: renamed over it, deleted before, written in place.
        Path beside = write("a.new", "a2", OLD);
        Files.move(beside, folder.resolve("a.torrent"), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(folder.resolve("b.torrent"));
        torrents.look();
        assertTracked("a1", "a2", "b1");
        write("b.torrent", "b2", OLD);
        torrents.look();
        assertTracked("a1", "a2", "b1", "b2");
        assertThat(recorder.held).isEmpty();

        clock.advance(Duration.ofMinutes(60));
        torrents.look();
        assertTracked("a2", "b2");
        assertThat(recorder.lines.get(recorder.lines.size() - 1))
                .matches("\\+\\[\\] -\\[\\] ~\\[\\] x\\[[ab]1, [ab]1\\]");
    }

    @Test
    void torrentsThatAreAllReplacedInPlaceAreNoLoss() throws Exception {
        write("a.torrent", "a1", OLD);
        write("b.torrent", "b1", OLD);
        torrents.start();
        write("a.torrent", "a2", OLD);
        write("b.torrent", "b2", OLD);
        torrents.look();
        assertThat(recorder.held).isEmpty();
        assertThat(torrents.counts().removedReleases()).isEqualTo(2);
        clock.advance(Duration.ofHours(1));
        torrents.look();
        assertTracked("a2", "b2");
    }

    @Test
    void aRemovedTorrentIsTrackedForTheGracePeriod() throws Exception {
        writeAll(4);
        torrents.start();
        Files.delete(folder.resolve("0.torrent"));
        torrents.look();
        assertTracked("0", "1", "2", "3");
        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(4, 0, 1, 3, 0, 0, false, 0));
        clock.advance(Duration.ofMinutes(60).minusMillis(1));
        torrents.look();
        assertTracked("0", "1", "2", "3");
        clock.advance(Duration.ofMillis(1));
        torrents.look();
        assertTracked("1", "2", "3");
        assertThat(recorder.lines).containsExactly("+[0, 1, 2, 3] -[] ~[] x[]", "+[] -[0] ~[] x[]", "+[] -[] ~[] x[0]");
    }

    @Test
    void aTorrentThatIsBackInTimeStays() throws Exception {
        writeAll(4);
        torrents.start();
        Files.delete(folder.resolve("0.torrent"));
        torrents.look();
        clock.advance(Duration.ofMinutes(59));
        write("elsewhere.torrent", "0", OLD);
        torrents.look();
        clock.advance(Duration.ofHours(9));
        torrents.look();
        assertTracked("0", "1", "2", "3");
        assertThat(recorder.lines).last().isEqualTo("+[] -[] ~[0] x[]");
    }

    @Test
    void withoutAGracePeriodAReplacementIsSurvivedAllTheSame() throws Exception {
        writeAll(4);
        torrents = builder().gracePeriod(Duration.ZERO).build();
        torrents.start();
        Files.delete(folder.resolve("0.torrent"));
        torrents.look();
        clock.advance(Duration.ofMillis(1_999));
        torrents.look();
        assertTracked("0", "1", "2", "3");
        clock.advance(Duration.ofMillis(1));
        torrents.look();
        assertTracked("1", "2", "3");
    }

    @Test
    void aLossOfMoreThanHalfIsHeldUntilItIsConfirmed() throws Exception {
        writeAll(4);
        torrents.start();
        deleteAll(3);
        for (int i = 0; i < 3; i++) {
            torrents.look();
            assertTracked("0", "1", "2", "3");
            assertThat(torrents.counts().isLossHeld()).isTrue();
            assertThat(recorder.held).containsExactly("3 of 4");
            clock.advance(Duration.ofHours(2));
        }
        write("new.torrent", "new", OLD);
        torrents.look();
        assertTracked("0", "1", "2", "3", "new");

        assertThat(torrents.refresh().isLossHeld()).isFalse();
        assertTracked("0", "1", "2", "3", "new");
        clock.advance(Duration.ofMinutes(60).minusMillis(1));
        torrents.look();
        assertTracked("0", "1", "2", "3", "new");
        clock.advance(Duration.ofMillis(1));
        torrents.look();
        assertTracked("3", "new");
        assertThat(recorder.held).hasSize(1);
    }

    @Test
    void aLossThatComesSlowlyIsHeld() throws Exception {
        writeAll(10);
        torrents.start();
        for (int i = 0; i < 10; i++) {
            deleteAll(i + 1);
            clock.advance(Duration.ofMinutes(4));
            torrents.look();
        }
        assertThat(recorder.held)
                .as("told again as it grows")
                .containsExactly("6 of 10", "7 of 10", "8 of 10", "9 of 10", "10 of 10");
        clock.advance(Duration.ofHours(3));
        torrents.look();
        assertThat(torrents.counts().releases()).isEqualTo(10);
    }

    @Test
    void halfMayBeLost() throws Exception {
        writeAll(4);
        torrents.start();
        deleteAll(2);
        torrents.look();
        assertThat(torrents.counts().isLossHeld()).isFalse();
        clock.advance(Duration.ofHours(1));
        torrents.look();
        assertTracked("2", "3");
        deleteAll(3);
        torrents.look();
        assertThat(recorder.held).as("what ended is not counted twice").isEmpty();
    }

    @Test
    void aHeldLossEndsWhenTheFilesAreBack() throws Exception {
        writeAll(4);
        torrents.start();
        deleteAll(4);
        torrents.look();
        assertThat(recorder.held).containsExactly("4 of 4");
        clock.advance(Duration.ofHours(5));
        for (int i = 1; i < 4; i++) {
            write(i + ".torrent", Integer.toString(i), OLD);
            torrents.look();
            clock.advance(Duration.ofHours(5));
            torrents.look();
            assertThat(torrents.counts().isLossHeld()).as("not all are back").isTrue();
            assertTracked("0", "1", "2", "3");
        }
        write("0.torrent", "0", OLD);
        torrents.look();
        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(4, 0, 0, 4, 0, 0, false, 0));
        assertThat(recorder.held).containsExactly("4 of 4");

        deleteAll(1);
        torrents.look();
        clock.advance(Duration.ofHours(1));
        torrents.look();
        assertTracked("1", "2", "3");
    }

    @Test
    void aHeldLossStaysHeldWhileNearlyHalfIsMissing() throws Exception {
        writeAll(20);
        torrents.start();
        deleteAll(11);
        torrents.look();
        assertThat(recorder.held).containsExactly("11 of 20");
        write("0.torrent", "0", OLD);
        torrents.look();
        clock.advance(Duration.ofHours(5));
        torrents.look();
        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(20, 0, 10, 10, 0, 0, true, 0));
    }

    @Test
    void newNamesInPlaceOfOthersAreNoLoss() throws Exception {
        writeAll(10);
        torrents.start();
        for (int night = 1; night < 4; night++) {
            for (int i = 0; i < 10; i++) {
                Files.delete(folder.resolve((10 * night - 10 + i) + ".torrent"));
                int next = 10 * night + i;
                write(next + ".torrent", Integer.toString(next), OLD);
            }
            torrents.look();
            assertThat(torrents.counts()).isEqualTo(new TorrentCounts(20, 0, 10, 10, 0, 0, false, 0));
            clock.advance(Duration.ofHours(1));
            torrents.look();
            assertThat(torrents.counts()).isEqualTo(new TorrentCounts(10, 0, 0, 10, 0, 0, false, 0));
            clock.advance(Duration.ofHours(23));
        }
        assertThat(recorder.held).isEmpty();
        for (int i = 30; i < 36; i++) {
            Files.delete(folder.resolve(i + ".torrent"));
        }
        torrents.look();
        assertThat(recorder.held).containsExactly("6 of 10");
    }

    @Test
    void aLossThatARefreshFindsIsHeldUntilTheNextOne() throws Exception {
        writeAll(4);
        torrents.start();
        deleteAll(3);
        assertThat(torrents.refresh().isLossHeld()).isTrue();
        assertThat(recorder.held).containsExactly("3 of 4");
        clock.advance(Duration.ofHours(2));
        torrents.look();
        assertTracked("0", "1", "2", "3");

        assertThat(torrents.refresh().isLossHeld()).isFalse();
        clock.advance(Duration.ofHours(1));
        torrents.look();
        assertTracked("3");
    }

    @Test
    void aRefreshReadsFilesThatLookAsBefore() throws Exception {
        Path file = write("a.torrent", "a1", OLD);
        torrents.start();
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, SmallTorrent.named("a2").bytes());
        Files.setLastModifiedTime(file, time);
        torrents.look();
        assertTracked("a1");
        torrents.refresh();
        assertTracked("a1", "a2");
        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(2, 0, 1, 1, 0, 0, false, 0));
    }

    @Test
    void aClockThatIsSetBackDelaysNothing() throws Exception {
        AtomicReference<Duration> back = new AtomicReference<>(Duration.ZERO);
        Clock stepping = new Clock() {
            @Override
            public Instant instant() {
                return clock.instant().minus(back.get());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
        writeAll(4);
        torrents = builder().clock(stepping).build();
        torrents.start();
        write("young.torrent", "young", YOUNG);
        Files.delete(folder.resolve("0.torrent"));
        torrents.look();
        assertTracked("0", "1", "2", "3");

        back.set(Duration.ofDays(30));
        torrents.look();
        clock.advance(Duration.ofSeconds(2));
        torrents.look();
        assertTracked("0", "1", "2", "3", "young");
        clock.advance(Duration.ofHours(1));
        torrents.look();
        assertTracked("1", "2", "3", "young");
    }

    @Test
    void aTorrentInTwoFilesStaysWhileOneIsThere() throws Exception {
        write("a.torrent", "a", OLD);
        write("again/a.torrent", "a", OLD);
        write("b.torrent", "b", OLD);
        torrents.start();
        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(2, 0, 0, 3, 0, 0, false, 0));
        Files.delete(folder.resolve("a.torrent"));
        torrents.look();
        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(2, 0, 0, 2, 0, 0, false, 0));
        Files.delete(folder.resolve("again/a.torrent"));
        torrents.look();
        assertThat(torrents.counts().removedReleases()).isEqualTo(1);
    }

    @Test
    void symbolicLinksAreFollowed() throws Exception {
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere/releases"));
        Files.write(elsewhere.resolve("a.torrent"), SmallTorrent.named("a").bytes());
        Files.write(elsewhere.resolve("b.file"), SmallTorrent.named("b").bytes());
        Files.createSymbolicLink(folder.resolve("current"), elsewhere);
        Files.createSymbolicLink(folder.resolve("b.torrent"), elsewhere.resolve("b.file"));
        Files.createSymbolicLink(folder.resolve("nowhere.torrent"), Path.of("none"));
        Files.createSymbolicLink(folder.resolve("self.torrent"), Path.of("self.torrent"));
        Files.createSymbolicLink(folder.resolve("loop"), folder);
        torrents.start();
        assertTracked("a", "b");
        assertThat(recorder.faults).isEmpty();

        Path next = Files.createDirectories(temporary.resolve("elsewhere/next"));
        Files.write(next.resolve("a.torrent"), SmallTorrent.named("a2").bytes());
        Files.delete(folder.resolve("current"));
        Files.createSymbolicLink(folder.resolve("current"), next);
        torrents.look();
        clock.advance(Duration.ofSeconds(2));
        torrents.look();
        assertTracked("a", "a2", "b");
    }

    @Test
    void aLinkThatCannotBeFollowedLosesNothing() throws Exception {
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
        Files.write(elsewhere.resolve("a.torrent"), SmallTorrent.named("a").bytes());
        Path plain = Files.createFile(temporary.resolve("plain"));
        Path link = Files.createSymbolicLink(folder.resolve("current"), elsewhere);
        write("b.torrent", "b", OLD);
        write("c.torrent", "c", OLD);
        torrents.start();
        Files.delete(link);
        Files.createSymbolicLink(link, plain.resolve("below"));
        for (int i = 0; i < 3; i++) {
            torrents.look();
            assertTracked("a", "b", "c");
            assertThat(torrents.counts().removedReleases()).isZero();
            assertThat(recorder.faults).singleElement().asString().contains(link.toString());
            clock.advance(Duration.ofHours(2));
        }
    }

    @Test
    void aLinkToAFolderThatIsAwayLosesNothing() throws Exception {
        Path elsewhere = Files.createDirectories(temporary.resolve("elsewhere"));
        Files.write(elsewhere.resolve("a.torrent"), SmallTorrent.named("a").bytes());
        Path single = Files.write(
                temporary.resolve("single"), SmallTorrent.named("single").bytes());
        Path link = Files.createSymbolicLink(folder.resolve("current"), elsewhere);
        Files.createSymbolicLink(folder.resolve("single.torrent"), single);
        write("b.torrent", "b", OLD);
        write("c.torrent", "c", OLD);
        torrents.start();
        assertTracked("a", "b", "c", "single");
        Files.move(elsewhere, temporary.resolve("away"));
        Files.delete(single);
        for (int i = 0; i < 3; i++) {
            torrents.look();
            clock.advance(Duration.ofHours(2));
        }
        assertTracked("a", "b", "c");
        assertThat(recorder.faults).containsExactly(link.toString());
    }

    @Test
    void aNamedFolderMayBeginWithADot() {
        Path root = Path.of("/srv/.torrents");
        List<Path> unreadable = new ArrayList<>();
        FolderWalk.Walker walker = new FolderWalk.Walker(root, new FolderWalk.Visitor() {
            @Override
            public void visitTorrent(Path file, BasicFileAttributes attributes) {}

            @Override
            public void visitUnreadable(Path path, IOException failure) {
                unreadable.add(path);
            }

            @Override
            public void visitDangling(Path link, NoSuchFileException failure) {}
        });
        walker.visitFileFailed(root, new AccessDeniedException(root.toString()));
        walker.visitFileFailed(root.resolve("below"), new AccessDeniedException("below"));
        walker.visitFileFailed(root.resolve(".below"), new AccessDeniedException(".below"));
        assertThat(unreadable).containsExactly(root, root.resolve("below"));
    }

    @Test
    void aFolderThatIsMissingLosesNothing() throws Exception {
        writeAll(2);
        torrents.start();
        Files.move(folder, temporary.resolve("away"));
        for (int i = 0; i < 3; i++) {
            torrents.look();
            assertTracked("0", "1");
            assertThat(recorder.faults).containsExactly(folder.toString());
            clock.advance(Duration.ofHours(2));
        }
        torrents.refresh();
        assertTracked("0", "1");
        assertThat(recorder.faults).hasSize(2);
        Files.createFile(folder);
        torrents.look();
        assertTracked("0", "1");
        assertThat(recorder.faults).as("another fault").hasSize(3);
        Files.delete(folder);
        Files.move(temporary.resolve("away"), folder);
        torrents.look();
        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(2, 0, 0, 2, 0, 0, false, 3));
    }

    @Test
    void namesNeedNotBeUtf8() throws Exception {
        Path file = Path.of(URI.create(folder.toUri() + "a%FF%0Ab.torrent"));
        Files.write(file, SmallTorrent.named("a\u00ff\n").bytes());
        Path cache = temporary.resolve("cache");
        torrents = builder().cacheFolder(cache).build();
        torrents.start();
        assertThat(torrents.get().contains(SmallTorrent.named("a\u00ff\n").hash()))
                .isTrue();
        torrents.close();

        makeUnreadableAsTheSame(file);
        torrents = builder().cacheFolder(cache).build();
        torrents.start();
        assertThat(torrents.get().contains(SmallTorrent.named("a\u00ff\n").hash()))
                .isTrue();
        assertThat(recorder.faults).isEmpty();
    }

    @Test
    void aListenerThatFailsChangesNothing() throws Exception {
        write("a.torrent", "a", OLD);
        write("b.torrent", new byte[0], OLD);
        torrents = builder()
                .listener(new TorrentDirectoryListener() {
                    @Override
                    public void onChange(TorrentChange change) {
                        throw new IllegalStateException("planted");
                    }

                    @Override
                    public void onFault(Path path, IOException fault) {
                        throw new IllegalStateException("planted");
                    }
                })
                .build();
        torrents.start();
        assertTracked("a");
    }

    @Test
    void aListenerCannotStartRefreshOrClose() throws Exception {
        List<Throwable> thrown = new ArrayList<>();
        torrents = builder()
                .listener(new TorrentDirectoryListener() {
                    @Override
                    public void onChange(TorrentChange change) {
                        for (ThrowingCallable call : List.<ThrowingCallable>of(
                                () -> torrents.start(), () -> torrents.refresh(), () -> torrents.close())) {
                            thrown.add(catchThrowable(call));
                        }
                    }
                })
                .build();
        write("a.torrent", "a", OLD);
        torrents.start();
        assertThat(thrown)
                .hasSize(3)
                .allSatisfy(each -> assertThat(each)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("a listener"));
        write("b.torrent", "b", OLD);
        torrents.look();
        assertTracked("a", "b");
    }

    @Test
    void closeDoesNotWaitForALookThatHangs() throws Exception {
        CountDownLatch hangs = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        List<TorrentChange> changes = new CopyOnWriteArrayList<>();
        torrents = builder()
                .listener(new TorrentDirectoryListener() {
                    @Override
                    public void onChange(TorrentChange change) {
                        changes.add(change);
                    }

                    @Override
                    public void onFault(Path path, IOException fault) {
                        hangs.countDown();
                        try { // as a file system does whose server is away
                            assertThat(goesOn.await(1, TimeUnit.MINUTES)).isTrue();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                })
                .build();
        write("a.torrent", "a", OLD);
        torrents.start();
        Files.move(folder, temporary.resolve("away"));
        Thread looks = new Thread(torrents::look);
        looks.start();
        assertThat(hangs.await(1, TimeUnit.MINUTES)).isTrue();
        Thread closes = new Thread(torrents::close);
        closes.start();
        try {
            closes.join(20_000);
            assertThat(closes.isAlive()).as("after four times its limit").isFalse();
            assertTracked("a");
        } finally {
            goesOn.countDown();
            looks.join();
        }
        assertThat(changes).as("a closed directory tells nothing").hasSize(1);
        assertThatIllegalStateException().isThrownBy(torrents::refresh);
    }

    @Test
    void aStartThatIsInterruptedFails() throws Exception {
        writeAll(100);
        Thread.currentThread().interrupt();
        try {
            assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(torrents::start);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
        torrents.start();
        assertThat(torrents.counts().releases()).isEqualTo(100);
    }

    @Test
    void aStartThatFailsCanBeRepeated() throws Exception {
        Path missing = temporary.resolve("missing");
        torrents = builder().folder(missing).build();
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(torrents::start)
                .withMessage(missing.toString());
        assertThat(torrents.get().size()).isZero();
        assertThatIllegalStateException().isThrownBy(torrents::refresh);
        Files.createFile(missing);
        assertThatExceptionOfType(NotDirectoryException.class).isThrownBy(torrents::start);
        Files.delete(missing);
        Files.createDirectory(missing);
        write("a.torrent", "a", OLD);
        torrents.start();
        assertTracked("a");
        assertThatIllegalStateException().isThrownBy(torrents::start).withMessageContaining("running");
        torrents.close();
        torrents.close();
        assertTracked("a");
        assertThatIllegalStateException().isThrownBy(torrents::start).withMessageContaining("closed");
    }

    @ParameterizedTest
    @CsvSource({"PT1H,1 h", "PT0S,0 s", "PT36H30M,1 d 12 h 30 min", "PT2.5S,2 s 500 ms"})
    void theLogHasDurationsInWords(Duration duration, String words) {
        assertThat(LoggingListener.inWords(duration)).isEqualTo(words);
    }

    @Test
    void optionsHaveRanges() {
        TorrentDirectoryBuilder builder = TorrentDirectory.builder();
        assertThatIllegalStateException().isThrownBy(builder::build);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.interval(Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.settleTime(Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.gracePeriod(Duration.ofDays(367)));
    }

    @Test
    void otherFoldersAreTakenAsAnotherStartWould() throws Exception {
        Path more = Files.createDirectory(temporary.resolve("more"));
        Path kept = write("kept.torrent", "kept", OLD);
        write("gone.torrent", "gone", OLD);
        write("../more/new.torrent", "new", OLD);
        write("../more/young.torrent", "young", Duration.ZERO);
        torrents.start();
        Files.delete(folder.resolve("gone.torrent"));
        torrents.look();
        makeUnreadableAsTheSame(kept);

        torrents.replaceFolders(List.of(folder, more));
        assertThat(torrents.folders()).containsExactly(folder, more);
        assertThat(recorder.faults).as("what was read is not read again").isEmpty();
        assertTracked("kept", "gone", "new", "young");
        assertThat(recorder.lines).last().isEqualTo("+[new, young] -[] ~[] x[]");

        torrents.replaceFolders(List.of(more));
        assertTracked("new", "young");
        assertThat(recorder.lines).last().isEqualTo("+[] -[] ~[] x[gone, kept]");
        write("../more/later.torrent", "later", OLD);
        torrents.look();
        assertTracked("new", "young", "later");

        torrents.replaceFolders(List.of(temporary));
        assertTracked("new", "young", "later");
    }

    @Test
    void foldersThatCantBeReadAreNotTaken() throws Exception {
        write("a.torrent", "a", OLD);
        Path more = Files.createDirectory(temporary.resolve("more"));
        write("../more/b.torrent", "b", OLD);
        assertThatIllegalStateException().isThrownBy(() -> torrents.replaceFolders(List.of(more)));
        torrents.start();

        assertThat(catchThrowable(() -> torrents.replaceFolders(List.of(more, temporary.resolve("missing")))))
                .isInstanceOf(NoSuchFileException.class);
        assertThatIllegalArgumentException().isThrownBy(() -> torrents.replaceFolders(List.of()));
        assertThat(torrents.folders()).containsExactly(folder);
        assertTracked("a");
        write("c.torrent", "c", OLD);
        torrents.look();
        assertTracked("a", "c");
    }

    /** Makes the file broken for a reader, and the same for a look. */
    private static void makeUnreadableAsTheSame(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, time);
    }

    private void writeAll(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            write(i + ".torrent", Integer.toString(i), OLD);
        }
    }

    private void deleteAll(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.deleteIfExists(folder.resolve(i + ".torrent"));
        }
    }

    private Path write(String file, String name, Duration age) throws IOException {
        return write(file, SmallTorrent.named(name).bytes(), age);
    }

    private Path write(String file, byte[] bytes, Duration age) throws IOException {
        Path path = folder.resolve(file);
        Files.createDirectories(path.getParent());
        Files.write(path, bytes);
        return Files.setLastModifiedTime(
                path, FileTime.from(clock.instant().minus(age).plusNanos(1_000L * ++writes)));
    }

    private void assertTracked(String... names) {
        assertThat(torrents.releases()).extracting(Release::name).containsExactlyInAnyOrder(names);
        assertThat(torrents.get().size()).isEqualTo(names.length);
        for (String name : names) {
            assertThat(torrents.get().contains(SmallTorrent.named(name).hash())).isTrue();
        }
        assertThat(torrents.counts().releases()).isEqualTo(names.length);
    }

    /** What a listener was told. */
    static final class Recorder implements TorrentDirectoryListener {
        final List<String> lines = new ArrayList<>();
        final List<String> faults = new ArrayList<>();
        final List<String> held = new ArrayList<>();
        final List<String> indexFaults = new ArrayList<>();

        @Override
        public void onChange(TorrentChange change) {
            lines.add("+" + names(change.added()) + " -" + names(change.removed()) + " ~" + names(change.returned())
                    + " x" + names(change.ended()));
        }

        private static List<String> names(List<Release> releases) {
            return releases.stream().map(Release::name).sorted().toList();
        }

        @Override
        public void onFault(Path path, IOException fault) {
            faults.add(fault.getMessage());
        }

        @Override
        public void onLossHeld(int lost, int before) {
            held.add(lost + " of " + before);
        }

        @Override
        public void onIndexFault(Path index, String reason) {
            indexFaults.add(reason);
        }
    }
}
