package io.github.tracker6.metainfo;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashSet;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The torrents in folders, as a list that follows the files. Thread-safe.
 *
 * <pre>{@code
 * TorrentDirectory torrents = TorrentDirectory.builder()
 *         .folder(Path.of("/srv/mirror"))              // repeatable, with all folders below
 *         .cacheFolder(Path.of("/var/cache/tracker6")) // the next start reads only what changed
 *         .build();
 * torrents.start();                                    // reads all files, then looks every 3 seconds
 * Tracker tracker = Tracker.builder()
 *         .store(MemorySwarmStore.builder().build())
 *         .interceptor(TorrentAccess.allow(torrents))  // tracks these torrents alone
 *         .build();
 * onHangUp(torrents::refresh);                         // the operator says: the files are right
 * torrents.close();                                    // after the tracker
 * }</pre>
 *
 * <h2>What is tracked</h2>
 *
 * Every look compares size, time and inode of each file named {@code *.torrent}; it reads only files that changed. It follows
 * symbolic links and passes over names that begin with a dot.
 *
 * <ul>
 *   <li>A file is read when it has been still for the settle time. Until then, and while it is broken, what it held before is
 *       tracked.
 *   <li>A release that is in no file any more is tracked for the grace period, then refused. A release in two files stays while
 *       one of them is there. What was in a file that holds another torrent now counts as removed on purpose.
 *   <li>If more than half of the releases lose their files within the grace period, the loss is held: all of them stay tracked until the
 *       files are back, or until {@link #refresh()}. A script that fails half-way, or a file system that is not mounted,
 *       leaves an empty folder.
 *   <li>A folder that can't be read, or a folder that was named and is missing, loses nothing.
 *   <li>Both info hashes of a hybrid torrent are tracked; they are one {@link Release}.
 * </ul>
 */
public final class TorrentDirectory implements Supplier<InfoHashSet>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TorrentDirectory.class);
    private static final long INDEX_PERIOD_MILLIS = 60_000;
    private static final long MIN_DELAY_MILLIS = 100;

    /** A look takes at most a fifth of the time. */
    private static final long PAUSE_PER_LOOK = 4;

    private static final long CLOSE_SECONDS = 5;

    private final List<Path> folders;
    private final long intervalMillis;
    private final long settleMillis;
    private final long graceMillis;
    private final Clock clock;
    private final TorrentDirectoryListener listener;
    private final @Nullable TorrentIndex index;
    private final @Nullable ScheduledExecutorService borrowed;

    private volatile Snapshot snapshot = Snapshot.EMPTY;

    private FolderScan scan;
    private ReleaseTable releases;
    private boolean isRunning;
    private boolean isClosed;
    private boolean isHoldTold;
    private boolean isIndexOld;
    private long indexMillis;
    private long faults;
    private @Nullable String lookFailure;
    private @Nullable ScheduledExecutorService own;
    private @Nullable ScheduledFuture<?> next;

    /** What readers see. */
    private record Snapshot(
            InfoHashSet hashes, Map<InfoHash, Release> byHash, List<Release> releases, TorrentCounts counts) {
        static final Snapshot EMPTY = new Snapshot(
                InfoHashSet.of(List.of()), Map.of(), List.of(), new TorrentCounts(0, 0, 0, 0, 0, false, 0));

        Snapshot with(TorrentCounts changed) {
            return new Snapshot(hashes, byHash, releases, changed);
        }
    }

    TorrentDirectory(TorrentDirectoryBuilder builder) {
        this.folders = builder.folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .distinct()
                .toList();
        this.intervalMillis = builder.interval.toMillis();
        this.settleMillis = builder.settleTime.toMillis();
        this.graceMillis = Math.max(settleMillis, builder.gracePeriod.toMillis());
        this.clock = builder.clock;
        this.listener = builder.listener == null ? new LoggingListener(builder.gracePeriod) : builder.listener;
        this.index = builder.cacheFolder == null ? null : new TorrentIndex(builder.cacheFolder);
        this.borrowed = builder.executor;
        this.scan = new FolderScan(folders, settleMillis, TorrentDirectory::read, this::onFault);
        this.releases = new ReleaseTable(graceMillis);
    }

    /** Returns a builder. */
    public static TorrentDirectoryBuilder builder() {
        return new TorrentDirectoryBuilder();
    }

    /**
     * Reads all torrents, then looks for changes on another thread. Does file I/O: do not call it on an event loop. After a
     * failure it can be called again.
     *
     * @throws IOException if one of the folders can't be read; the message names it. Then nothing is tracked
     * @throws IllegalStateException if it is running, or closed
     */
    public synchronized void start() throws IOException {
        if (isClosed || isRunning) {
            throw new IllegalStateException("the torrent directory is " + (isClosed ? "closed" : "running"));
        }
        scan = new FolderScan(folders, settleMillis, TorrentDirectory::read, this::onFault);
        releases = new ReleaseTable(graceMillis);
        isHoldTold = false;
        restore();
        boolean changed = scan.look(clock.millis(), true);
        IOException failure = scan.folderFailure();
        if (failure != null) {
            throw failure;
        }
        isRunning = true;
        publish(changed || index != null, false, true);
        saveIndex(true);
        schedule(delayMillis(0));
    }

    /** Returns the info hashes that are tracked; both of a hybrid torrent. Takes no lock. */
    @Override
    public InfoHashSet get() {
        return snapshot.hashes();
    }

    /** Returns the release that an info hash belongs to, as long as it is tracked. Takes no lock. */
    public Optional<Release> release(InfoHash infoHash) {
        return Optional.ofNullable(snapshot.byHash().get(infoHash));
    }

    /** Returns the releases that are tracked, by name. Takes no lock. */
    public List<Release> releases() {
        return snapshot.releases();
    }

    /** Returns what there is at this moment. Takes no lock. */
    public TorrentCounts counts() {
        return snapshot.counts();
    }

    /** Returns the folders, absolute. */
    public List<Path> folders() {
        return folders;
    }

    /**
     * Looks at the files now, and takes a loss that is held: the operator says that the files are right. What is lost ends after
     * the grace period. Broken files are read again, and faults are told again. Does file I/O: do not call it on an event loop.
     *
     * @return what there is now
     * @throws IllegalStateException if it is not running
     */
    public synchronized TorrentCounts refresh() {
        if (!isRunning) {
            throw new IllegalStateException("the torrent directory is not running");
        }
        scan.forgetFaults();
        look(true);
        return counts();
    }

    /** Looks at the files, as the thread does at each interval. */
    synchronized void look() {
        if (isRunning) {
            look(false);
        }
    }

    private void look(boolean confirmed) {
        boolean changed = scan.look(clock.millis(), false);
        publish(changed || confirmed, confirmed, false);
        saveIndex(false);
    }

    /**
     * Ends the looks and writes the index. What is tracked stays readable. Takes up to 5 seconds. A second call does nothing.
     */
    @Override
    public void close() {
        ScheduledExecutorService toEnd;
        synchronized (this) {
            isClosed = true;
            toEnd = own;
            own = null;
            if (next != null) {
                next.cancel(false);
            }
            if (isRunning) {
                isRunning = false;
                saveIndex(true);
            }
        }
        if (toEnd != null) {
            toEnd.shutdown();
            try {
                boolean unused = toEnd.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void publish(boolean mayHaveChanged, boolean confirmed, boolean isStart) {
        long now = clock.millis();
        if (mayHaveChanged || isStart || snapshot.counts().removedReleases() > 0) {
            ReleaseTable.Change change = releases.update(scan.present(), scan.replaced(), now, confirmed);
            isIndexOld |= mayHaveChanged || !change.isEmpty();
            if (!change.isEmpty() || mayHaveChanged) {
                snapshot = newSnapshot();
            }
            if (!change.isEmpty() || isStart) {
                TorrentChange told = new TorrentChange(
                        change.added, change.removed, change.returned, change.ended, snapshot.counts());
                tell(to -> to.onChange(told));
            }
        }
        snapshot = snapshot.with(newCounts());
        boolean isHeld = releases.heldOf() > 0;
        if (isHeld && !isHoldTold) {
            tell(to -> to.onLossHeld(releases.unconfirmed(), releases.heldOf()));
        }
        isHoldTold = isHeld;
    }

    private Snapshot newSnapshot() {
        List<Release> all = new ArrayList<>(releases.releases());
        all.sort(Comparator.comparing(Release::name)
                .thenComparing(release -> release.infoHashes().get(0)));
        Map<InfoHash, Release> byHash = new HashMap<>();
        for (Release release : all) {
            release.infoHashes().forEach(hash -> byHash.put(hash, release));
        }
        return new Snapshot(InfoHashSet.of(byHash.keySet()), byHash, List.copyOf(all), newCounts());
    }

    private TorrentCounts newCounts() {
        int broken = 0;
        int waiting = 0;
        for (TorrentEntry entry : scan.entries()) {
            broken += entry.fault == null ? 0 : 1;
            waiting += entry.needsReading && entry.fault == null ? 1 : 0;
        }
        return new TorrentCounts(
                releases.size(),
                releases.lost().size(),
                scan.entries().size(),
                broken,
                waiting,
                releases.heldOf() > 0,
                faults);
    }

    private static Release read(Path file) throws IOException {
        return Metainfo.read(file).release();
    }

    private void onFault(Path path, IOException failure) {
        faults++;
        tell(to -> to.onFault(path, failure));
    }

    private void tell(Consumer<TorrentDirectoryListener> call) {
        try {
            call.accept(listener);
        } catch (RuntimeException e) {
            LOG.warn("A listener of torrents failed; the torrents are tracked all the same", e);
        }
    }

    private void restore() {
        if (index == null) {
            return;
        }
        try {
            index.read(reason -> tell(to -> to.onIndexFault(index.path(), reason)))
                    .ifPresent(content -> {
                        scan.restore(content.entries());
                        List<Release> present = new ArrayList<>();
                        for (TorrentEntry entry : scan.entries()) {
                            if (entry.release != null) {
                                present.add(entry.release);
                            }
                        }
                        releases.restore(present, content.lost(), content.heldOf());
                    });
        } catch (IOException e) {
            tell(to -> to.onIndexFault(index.path(), String.valueOf(e)));
        }
    }

    private void saveIndex(boolean now) {
        if (index == null || !isIndexOld || (!now && clock.millis() - indexMillis < INDEX_PERIOD_MILLIS)) {
            return;
        }
        indexMillis = clock.millis();
        isIndexOld = false;
        try {
            index.write(scan.entries(), releases.lost(), releases.heldOf());
        } catch (IOException e) {
            tell(to -> to.onIndexFault(index.path(), String.valueOf(e)));
        }
    }

    private void schedule(long delayMillis) {
        ScheduledExecutorService executor = borrowed == null ? own : borrowed;
        if (executor == null) {
            executor = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "tracker6-torrents");
                thread.setDaemon(true);
                return thread;
            });
            own = executor;
        }
        try {
            next = executor.schedule(this::lookAndSchedule, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.warn("Torrents are not looked at any more: the executor was shut down");
        }
    }

    /** Survives every failure: the files are looked at until the directory is closed. */
    private synchronized void lookAndSchedule() {
        if (!isRunning) {
            return;
        }
        long start = System.nanoTime();
        try {
            look(false);
            lookFailure = null;
        } catch (Throwable e) {
            String message = String.valueOf(e);
            if (!message.equals(lookFailure)) {
                lookFailure = message;
                LOG.warn("Looking at torrents failed; what was tracked stays tracked", e);
            }
        }
        long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        schedule(delayMillis(tookMillis));
    }

    private long delayMillis(long tookMillis) {
        long due = scan.dueMillis();
        long untilDue = due == Long.MAX_VALUE ? intervalMillis : due - clock.millis();
        long least = Math.max(MIN_DELAY_MILLIS, PAUSE_PER_LOOK * tookMillis);
        return Math.max(least, Math.min(intervalMillis, untilDue));
    }
}
