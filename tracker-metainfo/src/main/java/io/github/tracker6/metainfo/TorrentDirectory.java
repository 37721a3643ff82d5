package io.github.tracker6.metainfo;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.health.Health;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
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
 * symbolic links and passes over names that begin with a dot. {@link #refresh()} reads all files.
 *
 * <ul>
 *   <li>A file is read when it has been still for the settle time. Until then, and while it is broken, what it held before is
 *       tracked.
 *   <li>A release that is in no file any more is tracked for the grace period, then refused. A release in two files stays while
 *       one of them is there. What was in a file that holds another torrent now counts as removed on purpose.
 *   <li>If the files hold less than half of the releases that they held within the grace period, the loss is held: no release
 *       ends until all of them are back, or until {@link #refresh()}. A script that fails half-way, or a file system that is not
 *       mounted, leaves an empty folder. New torrents in place of others are no loss.
 *   <li>A folder that can't be read, a folder that was named and is missing, and a link to a folder that is not there lose
 *       nothing.
 *   <li>Both info hashes of a hybrid torrent are tracked; they are one {@link Release}.
 * </ul>
 *
 * @since 0.1.0
 */
public final class TorrentDirectory implements Supplier<InfoHashSet>, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TorrentDirectory.class);
    private static final long MIN_DELAY_MILLIS = 100;

    /** A look takes at most a fifth of the time. */
    private static final long PAUSE_PER_LOOK = 4;

    private static final long LONG_LOOK_NANOS = TimeUnit.MINUTES.toNanos(1);
    private static final long CLOSE_SECONDS = 5;

    private final long intervalMillis;
    private final long settleMillis;
    private final long graceMillis;
    private final Clock clock;
    private final TorrentDirectoryListener listener;
    private final @Nullable IndexUpkeep index;
    private final LookSchedule schedule;

    private volatile TorrentSnapshot snapshot = TorrentSnapshot.EMPTY;
    private volatile boolean isClosed;
    private volatile List<Path> folders;
    private volatile int unreadableFolders;
    private volatile boolean isLooking;
    private volatile long lookBeganNanos;

    /** Held during file I/O, which may hang, and during calls of the listener. It guards what follows. */
    private final ReentrantLock lock = new ReentrantLock();

    private FolderScan scan;
    private ReleaseTable releases;
    private volatile boolean isRunning;
    private LossNotice lossNotice = new LossNotice();
    private long faults;
    private volatile @Nullable String lookFailure;

    TorrentDirectory(TorrentDirectoryBuilder builder) {
        this.folders = absolute(builder.folders);
        this.intervalMillis = builder.interval.toMillis();
        this.settleMillis = builder.settleTime.toMillis();
        this.graceMillis = Math.max(settleMillis, builder.gracePeriod.toMillis());
        this.clock = builder.clock;
        this.listener = builder.listener == null ? new LoggingListener(builder.gracePeriod) : builder.listener;
        this.index = builder.cacheFolder == null
                ? null
                : new IndexUpkeep(
                        new TorrentIndex(builder.cacheFolder),
                        folders,
                        (path, reason) -> tell(to -> to.onIndexFault(path, reason)));
        this.schedule = new LookSchedule(builder.executor);
        this.scan = newScan(folders);
        this.releases = new ReleaseTable(graceMillis);
    }

    private static List<Path> absolute(Collection<Path> folders) {
        return folders.stream()
                .map(folder -> folder.toAbsolutePath().normalize())
                .distinct()
                .toList();
    }

    private FolderScan newScan(List<Path> named) {
        return new FolderScan(named, settleMillis, TorrentDirectory::read, this::onFault);
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
     * @throws InterruptedIOException if the thread is interrupted. Then nothing is tracked
     * @throws IllegalStateException if it is running, or closed, or if a listener calls it
     */
    public void start() throws IOException {
        enter();
        try {
            if (isClosed || isRunning) {
                throw new IllegalStateException("the torrent directory is " + (isClosed ? "closed" : "running"));
            }
            scan = newScan(folders);
            releases = new ReleaseTable(graceMillis);
            lossNotice = new LossNotice();
            if (index != null) {
                index.restore(scan, releases);
            }
            boolean changed = lookFirst(scan);
            isRunning = true;
            publish(changed || index != null, false, true);
            saveIndex(true);
            schedule.schedule(this::lookAndSchedule, delayMillis(0));
        } finally {
            lock.unlock();
        }
    }

    /** Reads all files at once, however young. Returns whether there are releases that were not known. */
    private boolean lookFirst(FolderScan first) throws IOException {
        boolean changed = first.look(clock.millis(), true);
        IOException failure = first.folderFailure();
        if (failure != null) {
            throw failure;
        }
        if (first.wasInterrupted()) {
            throw new InterruptedIOException("interrupted while torrents were read");
        }
        if (isClosed) {
            throw new IllegalStateException("the torrent directory was closed while torrents were read");
        }
        return changed;
    }

    /**
     * Tracks what is in other folders from now on, as another start with them would. Files that are in both are read only if they
     * changed. A release that is in none of the new folders ends at once; if one of the folders before is left out, so do the
     * releases that are in no file any more. Does file I/O, and waits for a look that is going on: do not call it on an event loop.
     *
     * @param next at least one; folders below are looked at, too
     * @throws IOException if one of the folders can't be read; the message names it. Then all stays as it was
     * @throws InterruptedIOException if the thread is interrupted. Then all stays as it was
     * @throws IllegalArgumentException if there is no folder
     * @throws IllegalStateException if it is not running, or if a listener calls it
     */
    public void replaceFolders(Collection<Path> next) throws IOException {
        List<Path> named = absolute(next);
        if (named.isEmpty()) {
            throw new IllegalArgumentException("a folder is missing");
        }
        enter();
        try {
            requireRunning();
            FolderScan nextScan = newScan(named);
            ReleaseTable nextReleases = new ReleaseTable(graceMillis);
            // Copies: if a folder can't be read, the scan that is in force goes on with its own.
            List<TorrentEntry> known =
                    scan.entries().stream().map(TorrentEntry::copy).toList();
            IndexUpkeep.carryOver(
                    new TorrentIndex.Content(folders, known, releases.lost(), releases.hold()),
                    named,
                    nextScan,
                    nextReleases);
            lookFirst(nextScan);
            List<Release> before = releases.releases();
            scan = nextScan;
            releases = nextReleases;
            folders = named;
            lossNotice = new LossNotice();
            if (index != null) {
                index.replaceFolders(named);
            }
            publish(true, false, false, before);
            saveIndex(true);
        } finally {
            lock.unlock();
        }
    }

    private void requireRunning() {
        if (isClosed || !isRunning) {
            throw new IllegalStateException("the torrent directory is not running");
        }
    }

    /** Takes the lock. A listener is called with the lock: what it calls would find a look that has not ended. */
    private void enter() {
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a listener of torrents can't start, refresh or close their directory");
        }
        lock.lock();
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

    /**
     * Returns how the torrents do: down before {@link #start()} and after {@link #close()}, when nothing may be tracked;
     * degraded while files are broken, a folder can't be read, a loss is held, the last look failed, or a look takes more than
     * a minute. Takes no lock.
     */
    public Health health() {
        if (isClosed || !isRunning) {
            return Health.down(isClosed ? "closed" : "not started");
        }
        TorrentCounts now = counts();
        List<String> reasons = new ArrayList<>();
        if (now.isLossHeld()) {
            reasons.add("more than half of the torrents are gone; they are tracked until you confirm the loss");
        }
        if (unreadableFolders > 0) {
            reasons.add("folders that can't be read: " + unreadableFolders);
        }
        if (now.brokenFiles() > 0) {
            reasons.add("broken torrent files: " + now.brokenFiles() + " of " + now.files());
        }
        String failure = lookFailure;
        if (failure != null) {
            reasons.add("the last look at the files failed: " + failure);
        }
        if (isLooking && System.nanoTime() - lookBeganNanos >= LONG_LOOK_NANOS) {
            reasons.add("the files are being looked at for more than a minute");
        }
        return reasons.isEmpty() ? Health.UP : Health.degraded(String.join("; ", reasons));
    }

    /** Returns the folders, absolute. */
    public List<Path> folders() {
        return folders;
    }

    /**
     * Reads all files now, and takes a loss that was held before: the operator says that the files are right. What is lost ends
     * after the grace period. A loss that this look finds is held, and needs another call. Faults are told again. Does file I/O,
     * and waits for a look that is going on: do not call it on an event loop.
     *
     * @return what there is now
     * @throws IllegalStateException if it is not running, or if a listener calls it
     */
    public TorrentCounts refresh() {
        enter();
        try {
            requireRunning();
            scan.readAllAgain();
            look(true);
            return counts();
        } finally {
            lock.unlock();
        }
    }

    /** Looks at the files, as the thread does at each interval. */
    void look() {
        enter();
        try {
            if (isRunning) {
                look(false);
            }
        } finally {
            lock.unlock();
        }
    }

    private void look(boolean confirmed) {
        lookBeganNanos = System.nanoTime();
        isLooking = true;
        boolean changed;
        try {
            changed = scan.look(clock.millis(), false);
        } finally {
            isLooking = false;
        }
        if (isClosed) {
            return; // close() did not wait for this look
        }
        publish(changed || confirmed, confirmed, false);
        saveIndex(false);
    }

    /**
     * Ends the looks and writes the index. What is tracked stays readable. Takes up to 5 seconds: it does not wait longer for a
     * look that hangs, such as on a file system of a server that is away; then the index stays as it is. A second call does
     * nothing.
     *
     * @throws IllegalStateException if a listener calls it
     */
    @Override
    public void close() {
        if (lock.isHeldByCurrentThread()) {
            enter();
        }
        isClosed = true;
        schedule.stop();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CLOSE_SECONDS);
        try {
            if (lock.tryLock() || lock.tryLock(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                try {
                    if (isRunning) {
                        isRunning = false;
                        saveIndex(true);
                    }
                } finally {
                    lock.unlock();
                }
            } else {
                LOG.warn("A look at torrents still runs after {} seconds; their index is not written", CLOSE_SECONDS);
            }
            schedule.end(deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish(boolean mayHaveChanged, boolean confirmed, boolean isStart) {
        publish(mayHaveChanged, confirmed, isStart, List.of());
    }

    /** Publishes what the scan found; of the releases that were tracked before the table was made, it tells those that ended. */
    private void publish(boolean mayHaveChanged, boolean confirmed, boolean isStart, List<Release> before) {
        long now = clock.millis();
        if (mayHaveChanged || isStart || snapshot.counts().removedReleases() > 0) {
            ReleaseTable.Change change = releases.update(scan.present(), scan.replaced(), now, confirmed);
            before.stream().filter(each -> !releases.isTracked(each)).forEach(change.ended::add);
            if (index != null && (mayHaveChanged || !change.isEmpty())) {
                index.markOld();
            }
            if (!change.isEmpty() || mayHaveChanged) {
                snapshot = TorrentSnapshot.of(releases.releases(), TorrentCounts.of(scan, releases, faults));
            }
            if (!change.isEmpty() || isStart) {
                TorrentChange told = new TorrentChange(
                        change.added, change.removed, change.returned, change.ended, snapshot.counts());
                tell(to -> to.onChange(told));
            }
        }
        snapshot = snapshot.with(TorrentCounts.of(scan, releases, faults));
        unreadableFolders = scan.unreadable();
        int lost = releases.isHeld() ? releases.unconfirmed() : 0;
        if (lossNotice.isDue(lost, now)) {
            tell(to -> to.onLossHeld(lost, releases.expected()));
        }
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

    private void saveIndex(boolean atOnce) {
        if (index != null) {
            index.save(scan, releases, clock.millis(), atOnce);
        }
    }

    /** Survives every failure: the files are looked at until the directory is closed. */
    private void lookAndSchedule() {
        lock.lock();
        try {
            if (isRunning && !isClosed) {
                long start = System.nanoTime();
                lookOrWarn();
                schedule.schedule(
                        this::lookAndSchedule, delayMillis(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start)));
            }
        } finally {
            lock.unlock();
        }
    }

    private void lookOrWarn() {
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
    }

    private long delayMillis(long tookMillis) {
        long due = scan.dueMillis();
        long untilDue = due == Long.MAX_VALUE ? intervalMillis : due - clock.millis();
        long least = Math.max(MIN_DELAY_MILLIS, PAUSE_PER_LOOK * tookMillis);
        return Math.max(least, Math.min(intervalMillis, untilDue));
    }
}
