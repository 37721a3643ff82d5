package io.github.tracker6.store.shared;

import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.memory.MemoryReplica;
import io.github.tracker6.store.shared.SharedStoreHealth.Phase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one node in step with the log: connects, joins, reads, sends, and begins again if something fails. All of it runs on
 * one thread, see {@link ReplicationThread}.
 *
 * <p>Long because a node's phases and all moves between them are here, where they can be read together; what is done in a
 * phase is elsewhere ({@link Join}, {@link LogFollower}, {@link BatchSender}, {@link SnapshotTask}).
 */
final class Replication {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSwarmStore.class);
    private static final Duration READ_WAIT = Duration.ofSeconds(1);
    private static final long TICK_MILLIS = 1_000;
    private static final long FIRST_BACKOFF_MILLIS = 100;
    /** The nodes are equal within 5 s after the log can be used again, however long it could not. */
    private static final long MAX_BACKOFF_MILLIS = 2_000;

    private static final long LOOK_MILLIS = 60_000;
    private static final long OVERDUE_MILLIS = 5_000;
    private static final long CLOSE_MILLIS = 5_000;

    /** The backlog may be so many times its limit while the log takes batches. */
    private static final int DRAINING_FACTOR = 4;

    /** The backlog may be so many times its limit once it holds stops and completions only. */
    private static final int BRIEF_FACTOR = 2;

    private static final long CLOSE_STEP_MILLIS = 20;

    /** With changes that wait for longer the node joins again: the log may know better by now. */
    private static final long STALE_MILLIS = 60_000;

    private final SharedStoreOptions options;
    private final ChangeLog log;
    private final ReplicationThread thread;
    private final StoreTime time;
    private final long node;
    private final BatchSender sender;
    private final SnapshotTask snapshots;
    private final Consumer<MemoryReplica> onReplica;
    private final long startMillis;
    private RecentBatches recent = new RecentBatches();
    private LogFollower follower;
    private Phase phase = Phase.CONNECTING;
    private boolean connected;

    /** Whether the table is what the log gives, at the follower's position. */
    private boolean inStep;

    /** Whether the table holds what nodes without a log would miss. */
    private boolean hasState;

    private boolean appending;

    /** Whether the log refused the last batch because its memory is used up. */
    private boolean isFull;

    private boolean sendWanted;
    private boolean sendScheduled;
    private boolean closing;
    private long backoffMillis = FIRST_BACKOFF_MILLIS;
    private long unusableSnapshot;
    private long incompleteSnapshot;

    /** Since when the log has had no snapshot to join with, and did not change. */
    private long lackingSinceMillis = -1;

    private @Nullable LogPosition lastSeenEnd;
    private long lastReadMillis;
    private long lastAppendMillis;
    private long lastLookMillis;

    /** When the node joined last, by the time of the store's callers. */
    private long joinedMillis;

    private LogPosition catchUpFrom = LogPosition.START;
    private LogPosition catchUpTo = LogPosition.START;
    private @Nullable SnapshotManifest manifest;
    private long knownSnapshot;

    /** When the known snapshot was taken, by the node's time. The log's clock may have jumped since the node learned of it. */
    private long snapshotTakenMillis;

    private @Nullable String problem;
    private boolean wasLive;
    private @Nullable String advice;
    private long lostBatches;
    private long skippedEntries;
    private long appliedEntries;

    /** Set when the first change behind a cut shall wake the thread; the others need not. */
    private volatile boolean wakeWanted = true;

    private volatile SharedStoreHealth health;

    Replication(
            SharedStoreOptions options,
            ChangeLog log,
            ScheduledExecutorService executor,
            StoreTime time,
            long node,
            MemoryReplica replica,
            Consumer<MemoryReplica> onReplica) {
        this.options = options;
        this.log = log;
        this.thread = new ReplicationThread(executor, this::lost);
        this.time = time;
        this.node = node;
        this.onReplica = onReplica;
        this.follower = new LogFollower(replica, new NodeNumbers(), LogPosition.START, time, options.highestVersion());
        this.sender = new BatchSender(log, time, node, replica, options.highestVersion());
        this.snapshots = new SnapshotTask(this, log, time, node, options.random());
        this.startMillis = time.now();
        this.lastAppendMillis = startMillis;
        this.lastReadMillis = startMillis;
        this.health = makeHealth();
        replica.cut(0, time.callerNow());
    }

    /**
     * Begins.
     *
     * @param knowsPeers whether the table holds any
     */
    void start(boolean knowsPeers) {
        thread.run(() -> {
            hasState = knowsPeers;
            connect();
            tick();
        });
    }

    /** Returns what is known of the log. Called on any thread. */
    SharedStoreHealth health() {
        return health;
    }

    /** Says that there is a change to send. Called on any thread, after each announce. */
    void wake() {
        if (wakeWanted) {
            wakeWanted = false;
            thread.run(this::sendSoon);
        }
    }

    // Connecting

    private void connect() {
        newConnection();
        phase = Phase.CONNECTING;
        handle(log.look(follower.position()), this::decide);
    }

    private void newConnection() {
        thread.newConnection();
        appending = false;
        sendScheduled = false;
        snapshots.giveUp();
    }

    /** Decides by what the log holds whether to go on, to join, or to found it. */
    private void decide(LogView view) {
        connected = true;
        lastLookMillis = time.now();
        time.noteLog(view.nowMillis());
        noteView(view);
        byte[] written = view.settings();
        LogSettings settings = written == null ? null : LogSettings.parse(written);
        if (written != null && settings == null) {
            waitAndRetry("the log has another format than this version of the tracker reads;"
                    + " run one version on all trackers, and begin a new log");
            return;
        }
        advise(settings);
        if (settings != null
                && !inStep
                && !settings.hostKey().equals(follower.replica().hostKey())) {
            // From now on what this node hears is tagged as everywhere.
            follower.replica().changeHostKey(settings.hostKey(), time.callerNow());
            sender.renew(follower.replica());
        }
        boolean sameHosts =
                settings == null || settings.hostKey().equals(follower.replica().hostKey());
        SnapshotManifest snapshot = manifest;
        if (inStep && sameHosts && view.holdsPosition() && !mustJoinAgain()) {
            resume(view, settings == null);
        } else if (view.exists() && settings != null && snapshot != null && canJoin()) {
            lackingSinceMillis = -1;
            join(snapshot, settings);
        } else {
            foundIfDue(view);
        }
    }

    /** Notes whether this node keeps peers as long as the others do. It serves in either case. */
    private void advise(@Nullable LogSettings settings) {
        String known = advice;
        advice = settings == null || settings.peerTtl().equals(options.peerTtl())
                ? null
                : "peers live " + text(options.peerTtl()) + " at this node and " + text(settings.peerTtl())
                        + " at the others; set the same interval on all of them";
        if (advice != null && !advice.equals(known)) {
            LOG.warn("The node serves, but {}", advice);
        }
    }

    private static String text(Duration time) {
        return time.toSeconds() % 60 == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
    }

    private boolean mustJoinAgain() {
        return follower.replica().hasForgotten()
                || (isStale() && canJoin())
                || time.now() - lastAppendMillis > options.peerTtl().toMillis() / 2;
    }

    /** Returns whether there is a snapshot with which to join. */
    private boolean canJoin() {
        SnapshotManifest snapshot = manifest;
        return snapshot != null && snapshot.snapshotId() != unusableSnapshot;
    }

    /** Returns whether own changes wait for so long that they could undo what others know by now. */
    private boolean isStale() {
        long waitingSince = Math.max(follower.replica().oldestMillis(time.callerNow()), joinedMillis);
        return time.callerNow() - waitingSince > STALE_MILLIS;
    }

    private void resume(LogView view, boolean lacksSettings) {
        if (lacksSettings) {
            handle(log.putSettings(settings().toBytes()), inPlace -> {});
        }
        phase = Phase.CATCHING_UP;
        catchUpFrom = follower.position();
        catchUpTo = view.last();
        readOn();
    }

    private void waitAndRetry(String why) {
        problem(why);
        phase = Phase.WAITING;
        thread.later(TICK_MILLIS, this::connect);
    }

    /** Gives the connection up and connects again after a while. */
    void lost(Throwable failure) {
        String why = failure instanceof StoreException ? String.valueOf(failure.getMessage()) : failure.toString();
        if (!(failure instanceof StoreException)) {
            LOG.warn("The shared store begins again after an error", failure);
        }
        connected = failure instanceof LogLostException || failure instanceof LogFullException;
        SnapshotManifest snapshot = manifest;
        if (failure instanceof LogFullException && snapshot != null) {
            var unused = log.trim(snapshot.position());
        }
        newConnection();
        lackingSinceMillis = -1;
        phase = Phase.CONNECTING;
        problem(why);
        log.reconnect();
        thread.later(backoffMillis, this::connect);
        backoffMillis = Math.min(MAX_BACKOFF_MILLIS, 2 * backoffMillis);
    }

    private void problem(String why) {
        if (!why.equals(problem)) {
            LOG.warn("The node answers from its own memory and is not in step with the others: {}", why);
        }
        problem = why;
        health = makeHealth();
    }

    // Joining

    private void join(SnapshotManifest snapshot, LogSettings settings) {
        phase = Phase.LOADING;
        // A node that can't append would have to join again and again.
        handle(log.append(Batch.probe(options.random().nextLong()), LogPosition.START), probed -> {
            HostKey hostKey = settings.hostKey();
            MemoryReplica table = new MemoryReplica(options.tableOptions(), node, hostKey, settings.peerTtl());
            boolean sameHosts = hostKey.equals(follower.replica().hostKey());
            RecentBatches known = sameHosts ? recent : new RecentBatches();
            long ageMillis = time.now() - snapshotTakenMillis;
            new Join(this, log, time, snapshot, ageMillis, table, sender, known, probed).start();
        });
    }

    /** Notes that a snapshot is loaded, and the log is read. */
    void loaded() {
        phase = Phase.CATCHING_UP;
        health = makeHealth();
    }

    /** Notes that a snapshot can't be loaded. */
    void unusable(SnapshotManifest snapshot, StoreException failure) {
        unusableSnapshot = snapshot.snapshotId();
        waitAndRetry("the snapshot can't be loaded: " + failure.getMessage());
    }

    /**
     * Notes that a batch is missing behind a snapshot.
     *
     * @throws LogLostException the first time: the log may have been cut off, and then says so when it is looked at again
     */
    void missing(SnapshotManifest snapshot, LogPosition position) {
        if (incompleteSnapshot != snapshot.snapshotId()) {
            incompleteSnapshot = snapshot.snapshotId();
            throw new LogLostException("a batch is missing before " + position);
        }
    }

    /** Goes on with another table, which is in step with the log. */
    void joined(LogFollower newFollower, RecentBatches newRecent, long lastOwn, long newLostBatches) {
        sender.discard(lastOwn);
        MemoryReplica old = follower.replica();
        MemoryReplica replica = newFollower.replica();
        long seen = LogPosition.orderAt(time.logNow() - options.peerTtl().toMillis() * 3 / 4);
        replica.takeOver(old, seen, time.callerNow(), !replica.hostKey().equals(old.hostKey()));
        follower = newFollower;
        recent = newRecent;
        lostBatches += newLostBatches;
        onReplica.accept(replica);
        sender.renewBehindFence(replica);
        inStep = true;
        hasState = true;
        joinedMillis = time.callerNow();
        lastAppendMillis = time.now();
        live();
        read();
    }

    // Founding

    private void foundIfDue(LogView view) {
        long nowMillis = time.now();
        if (lackingSinceMillis < 0 || !view.last().equals(lastSeenEnd)) {
            lackingSinceMillis = nowMillis;
            lastSeenEnd = view.last();
        }
        // Where there is a log, a node that is in step with it will write a snapshot, unless none lives.
        long patienceMillis = view.exists()
                ? Math.max(options.foundingDelay().toMillis(), 3 * BatchSender.HEARTBEAT_MILLIS)
                : hasState ? 0 : options.foundingDelay().toMillis();
        if (nowMillis - lackingSinceMillis < patienceMillis) {
            waitAndRetry("the log has no snapshot; this node waits for one that knows the swarms");
            return;
        }
        phase = Phase.WAITING;
        MemoryReplica replica = follower.replica();
        if (replica.hasForgotten()) {
            // What is pending lacks the announces between, so it must not come behind the table that shows them.
            replica.forgetPending(LogPosition.orderAt(time.logNow()));
            sender.renew(replica);
        }
        replica.noteAgain();
        SnapshotManifest replaced = view.manifest();
        snapshots.found(settings(), replaced == null ? 0 : replaced.snapshotId());
    }

    /** Goes on after the log was founded, or was not. */
    void founded(@Nullable LogPosition position, @Nullable SnapshotManifest newManifest) {
        if (position == null) {
            waitAndRetry("another node founds the log");
            return;
        }
        follower.founded(position);
        follower.replica().forgotNothing();
        joinedMillis = time.callerNow();
        manifest = newManifest;
        recent = new RecentBatches();
        lackingSinceMillis = -1;
        inStep = true;
        hasState = true;
        lastAppendMillis = time.now();
        sender.restart();
        live();
        read();
    }

    private LogSettings settings() {
        return new LogSettings(follower.replica().hostKey(), options.peerTtl());
    }

    // Reading

    private void read() {
        handle(log.read(follower.position(), READ_WAIT), this::follow);
    }

    private void follow(List<LogEntry> entries) {
        long nowMillis = time.now();
        long waitedAtMost = Math.max(0, nowMillis - lastReadMillis);
        for (LogEntry entry : entries) {
            time.noteEntry(entry.position());
            long waitedMillis = time.waited(entry.position(), waitedAtMost);
            LogFollower.Outcome outcome = follower.follow(entry, sender, waitedMillis, false);
            if (outcome == LogFollower.Outcome.GAP || outcome == LogFollower.Outcome.FOUNDED) {
                inStep = false;
                boolean isGap = outcome == LogFollower.Outcome.GAP;
                lost(new LogLostException(
                        isGap ? "a batch is missing before " + entry.position() : "the log was founded again"));
                return;
            }
            note(outcome);
            recent.add(entry, nowMillis, waitedMillis);
        }
        if (wakeWanted && !entries.isEmpty()) {
            // No announce since the last batch: the next one knows all that was read.
            follower.replica().cut(follower.position().order(), time.callerNow());
        }
        lastReadMillis = nowMillis;
        if (sendWanted) {
            sendSoon();
        }
        readOn();
    }

    /** Reads on; where the end is reached that the log had when the node came back, goes live first. */
    private void readOn() {
        if (phase != Phase.CATCHING_UP || catchUpTo.isAfter(follower.position())) {
            read();
        } else if (catchUpFrom.equals(follower.position())) {
            caughtUp();
        } else {
            ifWhole(catchUpFrom, this::caughtUp);
        }
    }

    /** Does something if all entries behind a position were there to be read until now: then none was trimmed. */
    void ifWhole(LogPosition from, Runnable action) {
        handle(log.look(from), view -> {
            if (view.holdsPosition()) {
                action.run();
            } else {
                inStep = false;
                lost(new LogLostException("the log was cut off behind " + from));
            }
        });
    }

    /** Notes what reading an entry came to. */
    void note(LogFollower.Outcome outcome) {
        if (outcome == LogFollower.Outcome.UNREADABLE) {
            skippedEntries++;
            LOG.warn("An entry of the log can't be read by this version and is skipped");
        } else if (outcome == LogFollower.Outcome.DONE) {
            appliedEntries++;
        }
    }

    private void caughtUp() {
        if (problem == null) {
            goOn();
            return;
        }
        // A log that can only be read would let the node go live, fail at once, and begin again without a longer pause.
        handle(log.append(Batch.probe(options.random().nextLong()), follower.position()), probed -> goOn(), failure -> {
            if (failure instanceof LogFullException) {
                goOn(); // makes room with its first batch
            } else {
                lost(failure);
            }
        });
    }

    private void goOn() {
        sender.restart();
        live();
        read();
    }

    private void live() {
        phase = Phase.LIVE;
        backoffMillis = FIRST_BACKOFF_MILLIS;
        lastReadMillis = time.now();
        if (problem != null || !wasLive) {
            LOG.info("The node is in step with the others");
        }
        wasLive = true;
        problem = null;
        sendSoon();
        health = makeHealth();
    }

    // Sending

    /** Lets a batch leave as soon as it may. */
    void sendSoon() {
        if (phase != Phase.LIVE || appending) {
            sendWanted = true;
        } else if (!sendScheduled) {
            sendScheduled = true;
            thread.later(sender.delayMillis(), this::send);
        }
    }

    private void send() {
        sendScheduled = false;
        if (phase != Phase.LIVE || appending) {
            sendWanted = true;
            return;
        }
        wakeWanted = true;
        int version = follower.numbers().commonVersion(time.now(), options.highestVersion());
        CompletionStage<LogPosition> stage = sender.send(follower.position(), version);
        sendWanted = stage == null && sender.isHeldUp();
        if (stage != null) {
            appending = true;
            thread.handle(stage, this::appended, this::appendFailed);
        }
    }

    private void appended(LogPosition position) {
        appending = false;
        isFull = false;
        lastAppendMillis = time.now();
        sender.appended(position);
        sendSoon();
    }

    private void appendFailed(Throwable failure) {
        if (failure instanceof LogFullException full) {
            isFull = true;
            appending = false;
            sendWanted = true;
            snapshots.makeRoom(recent, String.valueOf(full.getMessage()));
        } else {
            lost(failure);
        }
    }

    // Housekeeping

    private void tick() {
        limitBacklog();
        if (phase == Phase.LIVE) {
            follower.numbers().age(time.now());
            follower.replica().logTime(time.logNow());
            if (sender.isOverdue(OVERDUE_MILLIS)) {
                lost(new StoreException("a batch did not come back from the log within 5 s", null));
            } else if (isStale() && canJoin() && !isFull) {
                lost(new StoreException("changes have been waiting for the log for more than a minute", null));
            } else {
                sendSoon();
                snapshots.tick(recent);
                lookNowAndThen();
            }
        }
        health = makeHealth();
        thread.always(TICK_MILLIS, this::tick);
    }

    private void lookNowAndThen() {
        if (time.now() - lastLookMillis > LOOK_MILLIS) {
            lastLookMillis = time.now();
            handle(log.look(follower.position()), view -> {
                time.noteLog(view.nowMillis());
                noteView(view);
                if (!view.holdsPosition()) {
                    lost(new LogLostException("the log went back behind " + follower.position()));
                }
            });
        }
    }

    private void limitBacklog() {
        MemoryReplica replica = follower.replica();
        boolean drains = time.now() - lastAppendMillis < OVERDUE_MILLIS;
        long limit = options.maxBacklogBytes() * (drains ? DRAINING_FACTOR : replica.hasForgotten() ? BRIEF_FACTOR : 1);
        if (replica.pendingBytes() > limit) {
            long unsentMillis = time.now() - lastAppendMillis + BatchSender.HEARTBEAT_MILLIS;
            replica.forgetAnnounces(time.callerNow() - unsentMillis, LogPosition.orderAt(time.logNow()));
            sender.renew(replica);
            lost(new StoreException("more changes wait for the log than the node may keep", null));
        }
    }

    // What others ask

    /** Notes what the log says: which snapshot is the current one. One from which reading on is impossible is none. */
    void noteView(LogView view) {
        manifest(view.holdsManifest() ? view.manifest() : null);
    }

    /** Notes which snapshot is the current one. */
    void manifest(@Nullable SnapshotManifest current) {
        SnapshotManifest known = manifest;
        if (current != null && (known == null || known.snapshotId() != current.snapshotId())) {
            follower.noteSnapshot();
            snapshots.noteSnapshot();
        }
        if (current != null && knownSnapshot != current.snapshotId()) {
            knownSnapshot = current.snapshotId();
            snapshotTakenMillis = time.now() - ageMillis(current);
        }
        manifest = current;
    }

    /** Returns how old a snapshot is; from the entry before it, if the node has just read that, else from the log's clock. */
    private long ageMillis(SnapshotManifest snapshot) {
        RecentBatches.Recent last = recent.find(snapshot.position());
        long lastMillis = snapshot.position().millis();
        long takenMillis = Math.max(snapshot.takenMillis(), lastMillis);
        long age = last == null
                ? time.logNow() - takenMillis
                : time.now() - last.appendedMillis() - (takenMillis - lastMillis);
        return Math.max(0, age);
    }

    @Nullable
    SnapshotManifest manifest() {
        return manifest;
    }

    LogFollower follower() {
        return follower;
    }

    boolean isLive() {
        return phase == Phase.LIVE;
    }

    SharedStoreOptions options() {
        return options;
    }

    /** Handles what a call of the log comes to, unless the connection is given up meanwhile. */
    <T extends @Nullable Object> void handle(CompletionStage<T> stage, Consumer<? super T> onResult) {
        thread.handle(stage, onResult, this::lost);
    }

    /** Handles what a call of the log comes to, unless the connection is given up meanwhile. */
    <T extends @Nullable Object> void handle(
            CompletionStage<T> stage, Consumer<? super T> onResult, Consumer<Throwable> onFailure) {
        thread.handle(stage, onResult, onFailure);
    }

    /** Does something later, unless the connection is given up meanwhile. */
    void later(long delayMillis, Runnable task) {
        thread.later(delayMillis, task);
    }

    private SharedStoreHealth makeHealth() {
        MemoryReplica replica = follower.replica();
        SnapshotManifest snapshot = manifest;
        long lag = sender.lagMillis();
        String why = problem != null ? problem : snapshots.problem() != null ? snapshots.problem() : advice;
        if (why == null && replica.droppedChanges() > 0) {
            why = "memory is used up; changes of other nodes are left out";
        }
        return new SharedStoreHealth(
                phase,
                wasLive,
                connected,
                why,
                lag < 0 ? null : Duration.ofMillis(lag),
                replica.pendingChanges(),
                replica.pendingBytes(),
                follower.position(),
                snapshot == null ? null : Duration.ofMillis(time.now() - snapshotTakenMillis),
                appliedEntries,
                skippedEntries + follower.unknownChanges(),
                lostBatches,
                replica.droppedChanges(),
                replica.hasForgotten(),
                replica.store().health());
    }

    /**
     * Ends in good order: sends what is to be sent and writes a snapshot if anything changed, as far as the node is in step.
     * Called on any thread.
     *
     * @param done gets whether the log has everything
     */
    void close(CompletableFuture<Boolean> done) {
        thread.run(() -> {
            if (!closing) {
                closing = true;
                snapshots.tryOnceMore();
                closeWhenSent(done, time.now() + CLOSE_MILLIS);
            }
        });
        if (thread.isShutDown()) {
            done.complete(false);
        }
    }

    private void closeWhenSent(CompletableFuture<Boolean> done, long untilMillis) {
        boolean sent = follower.replica().pendingChanges() == 0;
        boolean saved = sent && !snapshots.isWanted();
        if (saved || phase != Phase.LIVE || time.now() >= untilMillis) {
            newConnection();
            phase = Phase.CLOSED;
            health = makeHealth();
            thread.close();
            done.complete(sent);
            return;
        }
        sendSoon();
        if (sent) {
            snapshots.begin();
        }
        thread.always(CLOSE_STEP_MILLIS, () -> closeWhenSent(done, untilMillis));
    }
}
