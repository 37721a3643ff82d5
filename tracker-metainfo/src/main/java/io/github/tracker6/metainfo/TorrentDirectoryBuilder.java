package io.github.tracker6.metainfo;

import io.github.tracker6.internal.Require;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link TorrentDirectory}. At least one folder is needed; all else has a default. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class TorrentDirectoryBuilder {
    /** The default of {@link #interval}: 3 seconds. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(3);

    /** The default of {@link #settleTime}: 2 seconds. */
    public static final Duration DEFAULT_SETTLE_TIME = Duration.ofSeconds(2);

    /** The default of {@link #gracePeriod}: an hour. */
    public static final Duration DEFAULT_GRACE_PERIOD = Duration.ofHours(1);

    final List<Path> folders = new ArrayList<>();
    Duration interval = DEFAULT_INTERVAL;
    Duration settleTime = DEFAULT_SETTLE_TIME;
    Duration gracePeriod = DEFAULT_GRACE_PERIOD;
    Clock clock = Clock.systemUTC();

    @Nullable
    Path cacheFolder;

    @Nullable
    ScheduledExecutorService executor;

    @Nullable
    TorrentDirectoryListener listener;

    TorrentDirectoryBuilder() {}

    /**
     * Adds a folder; folders below it are looked at, too.
     *
     * @return this
     */
    public TorrentDirectoryBuilder folder(Path folder) {
        folders.add(Objects.requireNonNull(folder, "folder"));
        return this;
    }

    /**
     * Sets the time from the end of a look at the files to the begin of the next one.
     *
     * @param interval from 100 milliseconds to an hour; default {@link #DEFAULT_INTERVAL}
     * @return this
     * @throws IllegalArgumentException if it is outside this range
     */
    public TorrentDirectoryBuilder interval(Duration interval) {
        this.interval = Require.range("interval", interval, Duration.ofMillis(100), Duration.ofHours(1));
        return this;
    }

    /**
     * Sets for how long size and time of a file must have stayed the same before it is read.
     *
     * @param settleTime from 0 to an hour; default {@link #DEFAULT_SETTLE_TIME}
     * @return this
     * @throws IllegalArgumentException if it is outside this range
     */
    public TorrentDirectoryBuilder settleTime(Duration settleTime) {
        this.settleTime = Require.range("settleTime", settleTime, Duration.ZERO, Duration.ofHours(1));
        return this;
    }

    /**
     * Sets for how long a release is tracked after it was in a file for the last time. It is never less than the settle time: a
     * file that is replaced may be missing for a moment.
     *
     * @param gracePeriod from 0 to 366 days; default {@link #DEFAULT_GRACE_PERIOD}
     * @return this
     * @throws IllegalArgumentException if it is outside this range
     */
    public TorrentDirectoryBuilder gracePeriod(Duration gracePeriod) {
        this.gracePeriod = Require.range("gracePeriod", gracePeriod, Duration.ZERO, Duration.ofDays(366));
        return this;
    }

    /**
     * Sets a folder for an index, {@code torrents.index}, so that the next start reads only files that changed. The index also
     * tells the next start what was tracked. The folder is created if it is missing. Each directory needs one of its own: an index
     * of other folders is left out. Default: no index.
     *
     * @return this
     */
    public TorrentDirectoryBuilder cacheFolder(Path folder) {
        this.cacheFolder = Objects.requireNonNull(folder, "folder");
        return this;
    }

    /**
     * Sets the clock by which files become still and releases end. It should agree with the clock of the file system, within the
     * settle time. Default: the system's.
     *
     * @return this
     */
    public TorrentDirectoryBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets where the looks run. It is not closed. Default: a daemon thread of the directory's own, {@code tracker6-torrents}.
     *
     * @return this
     */
    public TorrentDirectoryBuilder executor(ScheduledExecutorService executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets the listener to changes and faults. Default: {@link TorrentDirectoryListener#logging}.
     *
     * @return this
     */
    public TorrentDirectoryBuilder listener(TorrentDirectoryListener listener) {
        this.listener = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /**
     * Builds the directory. Touches no file.
     *
     * @throws IllegalStateException if there is no folder
     */
    public TorrentDirectory build() {
        if (folders.isEmpty()) {
            throw new IllegalStateException("a folder is missing");
        }
        return new TorrentDirectory(this);
    }
}
