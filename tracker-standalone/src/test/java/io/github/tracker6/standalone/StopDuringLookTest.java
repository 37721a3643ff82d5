package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.TorrentChange;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.metainfo.TorrentDirectoryListener;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A look at the torrent files that hangs, as on a file system whose server is away, while the tracker is closed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StopDuringLookTest {
    @TempDir
    Path folder;

    /** Lets a look hang that finds a change, from its second call on. */
    private static final class HangingLook implements TorrentDirectoryListener {
        final CountDownLatch hangs = new CountDownLatch(1);
        final CountDownLatch goesOn = new CountDownLatch(1);
        private volatile boolean isStarted;

        @Override
        public void onChange(TorrentChange change) {
            if (!isStarted) {
                isStarted = true;
                return;
            }
            hangs.countDown();
            boolean isInterrupted = false;
            while (true) {
                try {
                    goesOn.await();
                    break;
                } catch (InterruptedException e) {
                    isInterrupted = true; // a file system that hangs does not see it either
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Test
    void reloadOfTorrentsThatAreClosedIsNoFailure() throws Exception {
        ServeOptions options = new ServeOptions();
        new CommandLine(options).parseArgs("--torrents=" + folder);
        ServedTorrents torrents = ServedTorrents.of(options.settings());
        torrents.open();
        torrents.close();

        assertThat(torrents.confirm(Set.of())).isTrue();
    }

    @Test
    void trackerStopsServingAndSavesItsState() throws Exception {
        Path images = Files.createDirectory(folder.resolve("images"));
        TorrentFolders.torrent("first", false).writeTo(images.resolve("first.torrent"));
        Path state = folder.resolve("state");
        ServeOptions options = new ServeOptions();
        new CommandLine(options).parseArgs("--http=[::1]:0", "--no-udp", "--torrents=" + images, "--state=" + state);
        ServeSettings settings = options.settings();
        HangingLook look = new HangingLook();
        TorrentDirectory torrents = ServedTorrents.folders(settings)
                .listener(look)
                .settleTime(Duration.ofMillis(10))
                .interval(Duration.ofMillis(100))
                .build();
        StandaloneTracker tracker = StandaloneTracker.of(settings, ServedTorrents.of(settings, torrents));
        try {
            tracker.start();
            InetSocketAddress address = tracker.httpAddresses().get(0);
            TorrentFolders.torrent("second", false).writeTo(images.resolve("second.torrent"));
            assertThat(look.hangs.await(30, TimeUnit.SECONDS)).isTrue();

            tracker.close();

            assertThat(look.goesOn.getCount()).isEqualTo(1);
            assertThat(state.resolve("swarms")).isNotEmptyFile();
            assertThat(state.resolve("adoption")).exists();
            assertThatThrownBy(() -> new WireClient(address).isRefused(InfoHash.of(1, 1, 1)))
                    .isInstanceOf(UncheckedIOException.class);
            // Another process can have the directory.
            StateDirectory.open(state, false).close();
        } finally {
            look.goesOn.countDown();
            torrents.close(); // its last write comes before the folder of the test goes
        }
    }
}
