package io.github.tracker6.testkit;

import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogFullException;
import io.github.tracker6.store.shared.LogLostException;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.store.shared.LogView;
import io.github.tracker6.store.shared.SnapshotManifest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What {@link MemoryChangeLog}s connect to: a log in memory that can lose its tail, be cut off, forget everything, take
 * entries twice, and be full. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MemoryLogServer {
    private static final int MAX_READ_BYTES = 8 << 20;
    private static final long OLD_CHUNK_MILLIS = 600_000;
    private static final long NEW_CHUNK_MILLIS = 3_600_000;

    private record ChunkKey(long snapshotId, int index) {}

    private static final class Chunk {
        private final byte[] bytes;
        private final long untilMillis;

        Chunk(byte[] bytes, long untilMillis) {
            this.bytes = bytes;
            this.untilMillis = untilMillis;
        }
    }

    private record Waiter(LogPosition after, Consumer<Supplier<List<LogEntry>>> answer) {}

    private final Clock clock;
    private final NavigableMap<LogPosition, byte[]> entries = new TreeMap<>();
    private final Map<ChunkKey, Chunk> chunks = new HashMap<>();
    private final List<Waiter> waiters = new ArrayList<>();
    private boolean exists;
    private LogPosition last = LogPosition.START;
    private LogPosition trimmedBefore = LogPosition.START;
    private byte @Nullable [] settings;
    private @Nullable SnapshotManifest manifest;
    private long leaseHolder;
    private long leaseUntilMillis;
    private boolean full;
    private boolean twice;

    /**
     * Makes a log that does not exist yet.
     *
     * @param clock the log's own time
     */
    public MemoryLogServer(Clock clock) {
        this.clock = clock;
    }

    /** Returns a connection on which everything arrives at once. */
    public MemoryChangeLog connection() {
        return connection(MemoryChangeLog.Network.DIRECT);
    }

    /** Returns a connection. */
    public MemoryChangeLog connection(MemoryChangeLog.Network network) {
        return new MemoryChangeLog(this, network);
    }

    // Faults

    /** Loses the last entries, as a failover does; returns them. The connections are not lost: the test sees to that. */
    public synchronized List<LogEntry> loseTail(int count) {
        List<LogEntry> lost = new ArrayList<>();
        while (lost.size() < count && entries.size() > 1) {
            Map.Entry<LogPosition, byte[]> entry = entries.pollLastEntry();
            lost.add(0, new LogEntry(entry.getKey(), entry.getValue()));
        }
        last = entries.isEmpty() ? last : entries.lastKey();
        return lost;
    }

    /** Forgets the first entries, whether a snapshot needs them or not. */
    public synchronized void cutOff(int count) {
        for (int i = 0; i < count && entries.size() > 1; i++) {
            entries.pollFirstEntry();
            trimmedBefore = entries.firstKey();
        }
    }

    /** Forgets everything. */
    public synchronized void forget() {
        entries.clear();
        chunks.clear();
        exists = false;
        last = LogPosition.START;
        trimmedBefore = LogPosition.START;
        settings = null;
        manifest = null;
        leaseHolder = 0;
    }

    /** Forgets the chunks of all snapshots. */
    public synchronized void forgetChunks() {
        chunks.clear();
    }

    /** Says whether to refuse what takes memory. */
    public synchronized void full(boolean isFull) {
        full = isFull;
    }

    /** Takes the next entry twice, as where a client library sends it again. */
    public synchronized void appendNextTwice() {
        twice = true;
    }

    /** Appends bytes that no node made. */
    public synchronized void appendForeign(byte[] bytes) {
        add(bytes);
    }

    /** Returns all entries. */
    public synchronized List<LogEntry> entries() {
        List<LogEntry> all = new ArrayList<>();
        entries.forEach((position, bytes) -> all.add(new LogEntry(position, bytes)));
        return all;
    }

    // Calls

    synchronized LogView look(LogPosition position) {
        boolean holds = exists && (position.equals(LogPosition.START) || entries.containsKey(position));
        SnapshotManifest current = manifest;
        boolean holdsManifest = current != null && entries.containsKey(current.position());
        return new LogView(clock.millis(), exists, holds, last, settings, current, holdsManifest);
    }

    synchronized LogPosition append(byte[] bytes, LogPosition after) {
        checkBytes(bytes, 1);
        if (!exists) {
            throw new LogLostException("there is no log");
        }
        boolean known = entries.containsKey(after) || after.compareTo(trimmedBefore) < 0;
        if (!known && !after.equals(LogPosition.START)) {
            throw new LogLostException("the log has no entry " + after);
        }
        if (full) {
            throw new LogFullException("the log has no memory left", null);
        }
        if (twice) {
            twice = false;
            add(bytes);
        }
        return add(bytes);
    }

    private LogPosition add(byte[] bytes) {
        long now = clock.millis();
        LogPosition position =
                now > last.millis() ? new LogPosition(now, 0) : new LogPosition(last.millis(), last.sequence() + 1);
        last = position;
        entries.put(position, bytes);
        for (Waiter waiter : List.copyOf(waiters)) {
            waiters.remove(waiter);
            waiter.answer.accept(() -> entriesAfter(waiter.after));
        }
        return position;
    }

    void read(
            LogPosition after,
            Duration maxWait,
            MemoryChangeLog.Network network,
            Consumer<Supplier<List<LogEntry>>> answer) {
        Waiter waiter;
        synchronized (this) {
            List<LogEntry> found = entriesAfter(after);
            if (!found.isEmpty() || maxWait.isZero()) {
                waiter = null;
                answer.accept(() -> found);
                return;
            }
            waiter = new Waiter(after, answer);
            waiters.add(waiter);
        }
        network.later(maxWait, () -> {
            synchronized (this) {
                if (waiters.remove(waiter)) {
                    answer.accept(List::of);
                }
            }
        });
    }

    private synchronized List<LogEntry> entriesAfter(LogPosition after) {
        List<LogEntry> found = new ArrayList<>();
        long bytes = 0;
        for (Map.Entry<LogPosition, byte[]> entry :
                entries.tailMap(after, false).entrySet()) {
            bytes += entry.getValue().length;
            if (bytes > MAX_READ_BYTES && !found.isEmpty()) {
                break;
            }
            found.add(new LogEntry(entry.getKey(), entry.getValue()));
        }
        return found;
    }

    synchronized boolean lease(long holder, Duration time) {
        boolean free = leaseHolder == holder || leaseHolder == 0 || leaseUntilMillis <= clock.millis();
        if (free) {
            leaseHolder = time.isZero() ? 0 : holder;
            leaseUntilMillis = clock.millis() + time.toMillis();
        }
        return free && !time.isZero();
    }

    private boolean holdsLease(long holder) {
        return leaseHolder == holder && leaseUntilMillis > clock.millis();
    }

    synchronized @Nullable LogPosition found(
            byte[] newSettings, SnapshotManifest newManifest, long replacedId, long holder) {
        SnapshotManifest current = manifest;
        boolean replaces = current == null || current.snapshotId() == replacedId;
        if (!holdsLease(holder) || (exists && !replaces)) {
            return null;
        }
        settings = settings == null ? newSettings.clone() : settings;
        entries.clear();
        trimmedBefore = LogPosition.START;
        exists = true;
        LogPosition position = add(new byte[0]);
        keepChunks(newManifest);
        manifest = newManifest.at(position);
        return position;
    }

    synchronized byte[] putSettings(byte[] newSettings) {
        byte[] inPlace = settings == null ? newSettings.clone() : settings;
        settings = inPlace;
        return inPlace;
    }

    synchronized @Nullable Void putChunk(long snapshotId, int index, byte[] bytes) {
        checkBytes(bytes, 0);
        if (full) {
            throw new LogFullException("the log has no memory left", null);
        }
        chunks.put(new ChunkKey(snapshotId, index), new Chunk(bytes, clock.millis() + NEW_CHUNK_MILLIS));
        return null;
    }

    synchronized byte @Nullable [] chunk(long snapshotId, int index) {
        Chunk chunk = chunks.get(new ChunkKey(snapshotId, index));
        return chunk == null || chunk.untilMillis <= clock.millis() ? null : chunk.bytes;
    }

    synchronized boolean putManifest(SnapshotManifest newManifest, long holder) {
        if (!holdsLease(holder) || !exists || !entries.containsKey(newManifest.position())) {
            return false;
        }
        keepChunks(newManifest);
        manifest = newManifest;
        return true;
    }

    /** Keeps the chunks of a snapshot, and those of the one before for a while. */
    private void keepChunks(SnapshotManifest next) {
        SnapshotManifest before = manifest;
        long oldUntil = clock.millis() + OLD_CHUNK_MILLIS;
        chunks.replaceAll((key, chunk) -> key.snapshotId() == next.snapshotId()
                ? new Chunk(chunk.bytes, Long.MAX_VALUE)
                : before != null && key.snapshotId() == before.snapshotId() ? new Chunk(chunk.bytes, oldUntil) : chunk);
        chunks.values().removeIf(chunk -> chunk.untilMillis <= clock.millis());
    }

    synchronized @Nullable Void trim(LogPosition first) {
        entries.headMap(first, false).clear();
        trimmedBefore = first.isAfter(trimmedBefore) ? first : trimmedBefore;
        return null;
    }

    synchronized @Nullable Void dropSnapshot(long snapshotId) {
        SnapshotManifest current = manifest;
        if (current != null && current.snapshotId() == snapshotId) {
            manifest = null;
            chunks.keySet().removeIf(key -> key.snapshotId() == snapshotId);
        }
        return null;
    }

    private static void checkBytes(byte[] bytes, int min) {
        if (bytes.length < min || bytes.length > ChangeLog.MAX_ENTRY_BYTES) {
            throw new IllegalArgumentException(bytes.length + " bytes");
        }
    }
}
