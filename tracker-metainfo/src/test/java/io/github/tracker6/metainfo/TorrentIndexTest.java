package io.github.tracker6.metainfo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.metainfo.TorrentDirectoryTest.Recorder;
import io.github.tracker6.testkit.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one run of a directory leaves to the next one. */
class TorrentIndexTest {
    @TempDir
    Path temporary;

    private final ManualClock clock = ManualClock.at(Instant.parse("2026-11-01T12:00:00Z"));
    private final ScheduledExecutorService idle = Executors.newScheduledThreadPool(0);
    private final Recorder recorder = new Recorder();
    private Path folder;
    private Path index;

    @BeforeEach
    void write() throws IOException {
        folder = Files.createDirectory(temporary.resolve("torrents"));
        index = temporary.resolve("cache/below/torrents.index");
        for (Golden golden : Golden.all()) {
            write(golden.file(), golden.bytes());
        }
    }

    @AfterEach
    void end() {
        idle.shutdownNow();
    }

    @Test
    void theNextStartReadsOnlyWhatChanged() throws IOException {
        TorrentDirectory before = start();
        before.close();
        for (Golden golden : Golden.all()) {
            breakAsTheSame(folder.resolve(golden.file()));
        }
        write("new.torrent", SmallTorrent.named("new").bytes());

        TorrentDirectory after = start();
        assertThat(recorder.faults).as("no file that looks the same is read").isEmpty();
        assertThat(after.get().contains(SmallTorrent.named("new").hash())).isTrue();
        assertThat(after.releases()).hasSize(19).containsAll(before.releases());
        Path first = folder.resolve(Golden.all().get(0).file());
        Files.setLastModifiedTime(first, FileTime.from(clock.instant().minusSeconds(77)));
        after.look();
        clock.advance(Duration.ofSeconds(2));
        after.look();
        assertThat(recorder.faults).as("what looks different is read").hasSize(1);
        after.close();
    }

    @Test
    void indexIsOfTheFoldersThatReplacedOthers() throws IOException {
        Path more = Files.createDirectory(temporary.resolve("more"));
        Files.write(more.resolve("new.torrent"), SmallTorrent.named("new").bytes());
        Files.setLastModifiedTime(
                more.resolve("new.torrent"), FileTime.from(clock.instant().minusSeconds(60)));
        TorrentDirectory before = start();
        before.replaceFolders(List.of(more));
        before.close();
        breakAsTheSame(more.resolve("new.torrent"));
        folder = more;

        TorrentDirectory after = start();
        assertThat(recorder.faults).isEmpty();
        assertThat(recorder.indexFaults).isEmpty();
        assertThat(after.releases()).extracting(Release::name).containsExactly("new");
        after.close();
    }

    @Test
    void aDamagedIndexIsNone() throws IOException {
        start().close();
        byte[] bytes = Files.readAllBytes(index);
        assertThat(bytes.length).isBetween(1_000, 10_000);
        int told = 0;
        for (int at = 0; at < bytes.length; at += 61) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 0x15;
            told += assertReadAgain(damaged);
            told += assertReadAgain(Arrays.copyOf(bytes, at));
        }
        assertThat(told).isEqualTo(2 * ((bytes.length + 60) / 61));
        assertThat(recorder.faults).isEmpty();
    }

    /** Returns how often the fault was told. */
    private int assertReadAgain(byte[] damagedIndex) throws IOException {
        Files.deleteIfExists(index.resolveSibling("torrents.index.before"));
        Files.write(index, damagedIndex);
        recorder.indexFaults.clear();
        TorrentDirectory torrents = start();
        assertThat(torrents.counts()).isEqualTo(new TorrentCounts(18, 5, 0, 18, 0, 0, false, 0));
        torrents.close();
        return recorder.indexFaults.size();
    }

    @Test
    void aFileThatIsBrokenIsReadAgainAndWhatItHeldIsTracked() throws IOException {
        write("a.torrent", SmallTorrent.named("a").bytes());
        TorrentDirectory before = start();
        write("a.torrent", new byte[20]);
        before.look();
        clock.advance(Duration.ofSeconds(2));
        before.look();
        assertThat(recorder.faults).hasSize(1);
        before.close();

        TorrentDirectory after = start();
        assertThat(after.get().contains(SmallTorrent.named("a").hash())).isTrue();
        assertThat(recorder.faults)
                .as("told to the operator of the next run, too")
                .hasSize(2);
        assertThat(after.counts().brokenFiles()).isEqualTo(1);
        after.close();
    }

    @Test
    void aLossBetweenTwoRunsIsHeld() throws IOException {
        start().close();
        Files.move(folder, temporary.resolve("away"));
        Files.createDirectory(folder);
        TorrentDirectory after = start();
        assertThat(recorder.held).containsExactly("18 of 18");
        assertThat(after.counts().releases()).isEqualTo(18);
        after.close();

        clock.advance(Duration.ofDays(1));
        write("new.torrent", SmallTorrent.named("new").bytes());
        TorrentDirectory third = start();
        assertThat(recorder.held).as("it is still held, and told again").hasSize(2);
        assertThat(third.counts().releases()).isEqualTo(19);
        third.refresh();
        clock.advance(Duration.ofHours(1));
        third.look();
        assertThat(third.counts().releases()).isEqualTo(1);
        third.close();
    }

    @Test
    void theGracePeriodGoesOnOverARestart() throws IOException {
        TorrentDirectory before = start();
        Files.delete(folder.resolve(Golden.all().get(0).file()));
        before.look();
        before.close();
        clock.advance(Duration.ofMinutes(59));
        TorrentDirectory after = start();
        assertThat(after.counts().releases()).isEqualTo(18);
        clock.advance(Duration.ofMinutes(1));
        after.look();
        assertThat(after.counts().releases()).isEqualTo(17);
        after.close();
    }

    @Test
    void torrentsOfAFolderThatIsNotNamedAnyMoreAreNoLoss() throws IOException {
        start().close();
        folder = Files.createDirectory(temporary.resolve("other"));
        write("a.torrent", SmallTorrent.named("a").bytes());
        TorrentDirectory after = start();
        assertThat(after.counts()).isEqualTo(new TorrentCounts(1, 0, 0, 1, 0, 0, false, 0));
        assertThat(recorder.held).isEmpty();
        after.close();
    }

    @Test
    void aFileThatWasReplacedBetweenTwoRunsIsReadThoughItLooksTheSame() throws IOException {
        write("a.torrent", SmallTorrent.named("a1").bytes());
        start().close();
        write("a.new", SmallTorrent.named("a2").bytes());
        Files.move(folder.resolve("a.new"), folder.resolve("a.torrent"), StandardCopyOption.REPLACE_EXISTING);
        TorrentDirectory after = start();
        assertThat(after.get().contains(SmallTorrent.named("a2").hash())).isTrue();
        after.close();
    }

    @Test
    void anIndexOfOtherFoldersIsLeftOut() throws IOException {
        write("gone.torrent", SmallTorrent.named("gone").bytes());
        TorrentDirectory one = start();
        Files.delete(folder.resolve("gone.torrent"));
        one.look();
        one.close();
        Path first = folder;
        folder = Files.createDirectory(temporary.resolve("other"));
        write("a.torrent", SmallTorrent.named("a").bytes());
        TorrentDirectory other = start();
        assertThat(other.counts()).isEqualTo(new TorrentCounts(1, 0, 0, 1, 0, 0, false, 0));
        assertThat(recorder.indexFaults).containsExactly(index + " is of other folders; it is left out");
        other.close();

        folder = first;
        TorrentDirectory back = start();
        assertThat(back.counts()).isEqualTo(new TorrentCounts(18, 5, 0, 18, 0, 0, false, 0));
        back.close();
    }

    @Test
    void whatWasLostStaysIfAFolderIsAddedAndEndsIfOneIsLeftOut() throws IOException {
        write("gone.torrent", SmallTorrent.named("gone").bytes());
        Path added = Files.createDirectory(temporary.resolve("added"));
        TorrentDirectory one = start();
        Files.delete(folder.resolve("gone.torrent"));
        one.look();
        one.close();
        TorrentDirectory both = start(folder, added);
        assertThat(both.counts()).isEqualTo(new TorrentCounts(19, 5, 1, 18, 0, 0, false, 0));
        both.close();
        TorrentDirectory less = start();
        assertThat(less.counts()).isEqualTo(new TorrentCounts(18, 5, 0, 18, 0, 0, false, 0));
        less.close();
        assertThat(recorder.indexFaults).isEmpty();
    }

    @Test
    void anIndexThatCouldNotBeWrittenIsWrittenLater() throws IOException {
        Path inTheWay = Files.createDirectories(index.getParent().getParent()).resolve("below");
        Files.createFile(inTheWay);
        TorrentDirectory torrents = start();
        assertThat(recorder.indexFaults).isNotEmpty();
        int told = recorder.indexFaults.size();
        clock.advance(Duration.ofMinutes(1));
        torrents.look();
        assertThat(recorder.indexFaults).as("the same fault is told once").hasSize(told);
        Files.delete(inTheWay);
        clock.advance(Duration.ofMinutes(1));
        torrents.look();
        assertThat(index).exists();
        torrents.close();
    }

    @Test
    void anIndexThatCannotBeWrittenIsTold() throws IOException {
        Files.createDirectories(index.getParent().getParent());
        Files.createFile(index.getParent());
        TorrentDirectory torrents = start();
        assertThat(torrents.counts().releases()).isEqualTo(18);
        assertThat(recorder.indexFaults).isNotEmpty();
        torrents.close();
    }

    private TorrentDirectory start() throws IOException {
        return start(folder);
    }

    private TorrentDirectory start(Path... folders) throws IOException {
        TorrentDirectoryBuilder builder = TorrentDirectory.builder();
        Arrays.stream(folders).forEach(builder::folder);
        TorrentDirectory torrents = builder.cacheFolder(index.getParent())
                .clock(clock)
                .executor(idle)
                .interval(Duration.ofHours(1))
                .listener(recorder)
                .build();
        torrents.start();
        return torrents;
    }

    private static void breakAsTheSame(Path file) throws IOException {
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, time);
    }

    private void write(String file, byte[] bytes) throws IOException {
        Path path = Files.write(folder.resolve(file), bytes);
        Files.setLastModifiedTime(path, FileTime.from(clock.instant().minusSeconds(3_600)));
    }
}
