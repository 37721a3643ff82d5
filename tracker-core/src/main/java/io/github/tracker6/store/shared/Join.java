package io.github.tracker6.store.shared;

import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.memory.MemoryReplica;
import io.github.tracker6.store.memory.SnapshotLoad;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Brings a new table in step with the log, while the old one answers: loads the snapshot, reads on to the end, appends again
 * what the log lost of the last minute, and fences off own batches that are late. Runs on the thread of the replication.
 */
final class Join {
    private static final int CHUNKS_AHEAD = 4;
    private static final Duration READ_WAIT = Duration.ofSeconds(1);

    private final Replication owner;
    private final ChangeLog log;
    private final StoreTime time;
    private final SnapshotManifest snapshot;
    private final MemoryReplica table;
    private final LogFollower old;
    private final BatchSender sender;
    private final ArrayDeque<RecentBatches.Recent> toRepeat;
    private final RecentBatches known;
    private final RecentBatches recent = new RecentBatches();
    private final ArrayDeque<CompletionStage<byte @Nullable []>> chunks = new ArrayDeque<>();
    private final SnapshotLoad load;
    private int chunksAsked;
    private LogPosition end;
    private long lastOwn;
    private long lostBatches;
    private boolean fenced;

    /**
     * Prepares to join.
     *
     * @param ageMillis how old the snapshot is
     * @param sender what sends the changes of the table that answers meanwhile
     * @param known what the old table read last; the log may have lost some of it
     * @param end the end of the log
     */
    Join(
            Replication owner,
            ChangeLog log,
            StoreTime time,
            SnapshotManifest snapshot,
            long ageMillis,
            MemoryReplica table,
            BatchSender sender,
            RecentBatches known,
            LogPosition end) {
        this.owner = owner;
        this.log = log;
        this.time = time;
        this.snapshot = snapshot;
        this.table = table;
        this.old = owner.follower();
        this.sender = sender;
        this.known = known;
        this.toRepeat = new ArrayDeque<>(known.all());
        this.end = end;
        this.load = table.load(time.callerNow(), ageMillis);
    }

    void start() {
        askForChunks();
        loadChunk();
    }

    private void askForChunks() {
        while (chunks.size() < CHUNKS_AHEAD && chunksAsked < snapshot.chunks()) {
            chunks.add(log.chunk(snapshot.snapshotId(), chunksAsked++));
        }
    }

    private void loadChunk() {
        CompletionStage<byte @Nullable []> next = chunks.poll();
        if (next == null) {
            loaded();
        } else {
            owner.<byte @Nullable []>handle(next, this::load);
        }
    }

    private void load(byte @Nullable [] chunk) {
        try {
            if (chunk == null) {
                throw new StoreException("a chunk is missing", null);
            }
            load.read(chunk);
        } catch (StoreException e) {
            owner.unusable(snapshot, e);
            return;
        }
        askForChunks();
        loadChunk();
    }

    private void loaded() {
        NodeNumbers numbers;
        try {
            numbers = NodeNumbers.fromBytes(load.end(), time.now());
        } catch (StoreException e) {
            owner.unusable(snapshot, e);
            return;
        }
        owner.loaded();
        lastOwn = sender.lastOwn(numbers);
        LogFollower begun = new LogFollower(
                table, numbers, snapshot.position(), time, owner.options().highestVersion());
        readOn(begun);
    }

    private void readOn(LogFollower reader) {
        if (end.isAfter(reader.position())) {
            owner.handle(log.read(reader.position(), READ_WAIT), entries -> follow(reader, entries));
        } else {
            repeatNext(reader);
        }
    }

    private void follow(LogFollower reader, List<LogEntry> entries) {
        if (entries.isEmpty()) {
            throw new LogLostException("the log ends before " + end);
        }
        for (LogEntry entry : entries) {
            long waitedMillis = waited(entry);
            lookAt(entry, waitedMillis);
            LogFollower.Outcome outcome = reader.follow(entry, null, waitedMillis, false);
            if (outcome == LogFollower.Outcome.DONE) {
                noteOwn(entry);
            }
            if (outcome == LogFollower.Outcome.FOUNDED) {
                throw new LogLostException("the log was founded again");
            }
            if (outcome == LogFollower.Outcome.GAP) {
                owner.missing(snapshot, entry.position());
                lostBatches++;
                outcome = reader.follow(entry, null, waitedMillis, true);
                noteOwn(entry);
            }
            owner.note(outcome);
            recent.add(entry, time.now(), waitedMillis);
        }
        readOn(reader);
    }

    /**
     * Returns how long an entry waited in the log. What the node knows of one that it read before is right, even if the log's
     * clock jumped since.
     */
    private long waited(LogEntry entry) {
        RecentBatches.Recent before = known.find(entry.position());
        return before != null && Arrays.equals(before.entry().bytes(), entry.bytes())
                ? time.now() - before.appendedMillis()
                : time.waited(entry.position(), Long.MAX_VALUE);
    }

    /** Looks what an entry means to the table that answers meanwhile. */
    private void lookAt(LogEntry entry, long waitedMillis) {
        byte[] bytes = entry.bytes();
        Batch batch = Batch.read(bytes, owner.options().highestVersion());
        if (batch != null && !sender.isOwn(batch) && entry.position().isAfter(old.position())) {
            long nowMillis = time.callerNow();
            long age = batch.ageMillis() + waitedMillis;
            old.replica().yieldStopped(bytes, Batch.HEAD_BYTES, bytes.length, nowMillis - age, nowMillis);
        }
    }

    /** Notes that the log has an own batch. */
    private void noteOwn(LogEntry entry) {
        Batch batch = Batch.read(entry.bytes(), owner.options().highestVersion());
        if (batch != null && sender.isOwn(batch)) {
            lastOwn = batch.number();
        }
    }

    /** Appends the next batch that the log lost; some other node may do so, too. */
    private void repeatNext(LogFollower reader) {
        RecentBatches.Recent next = toRepeat.poll();
        while (next != null && !isLost(next, reader)) {
            next = toRepeat.poll();
        }
        if (next == null) {
            endWithFence(reader);
            return;
        }
        byte[] bytes = Batch.olderBy(next.entry().bytes(), time.now() - next.appendedMillis());
        owner.handle(log.append(bytes, reader.position()), position -> {
            end = position;
            readOn(reader);
        });
    }

    /** Appends a batch behind which own batches that are late no longer count, reads up to it, and ends. */
    private void endWithFence(LogFollower reader) {
        if (fenced) {
            owner.ifWhole(snapshot.position(), () -> owner.joined(reader, recent, lastOwn, lostBatches));
            return;
        }
        owner.handle(log.append(sender.fence(), reader.position()), position -> {
            fenced = true;
            end = position;
            readOn(reader);
        });
    }

    private boolean isLost(RecentBatches.Recent candidate, LogFollower reader) {
        Batch batch = Batch.read(candidate.entry().bytes(), owner.options().highestVersion());
        return batch != null && reader.numbers().judge(batch) == NodeNumbers.Verdict.NEXT;
    }
}
