package io.github.tracker6.store.shared;

import io.github.tracker6.store.memory.MemoryReplica;
import org.jspecify.annotations.Nullable;

/** A table that follows the log: what it holds, how far it was read, and which batches that were. Not thread-safe. */
final class LogFollower {
    /** What reading an entry came to. */
    enum Outcome {
        /** The table has its changes. */
        DONE,
        /** It was read before. */
        SKIPPED,
        /** The log was founded again: what was read before it is no part of it. */
        FOUNDED,
        /** It is no batch that this node can read. */
        UNREADABLE,
        /** A batch before it is missing: nothing was done. */
        GAP
    }

    private final MemoryReplica replica;
    private final NodeNumbers numbers;
    private final StoreTime time;
    private final int highestVersion;
    private LogPosition position;
    private long bytesRead;
    private boolean changed;
    private long unknownChanges;
    private int unreadable;

    /**
     * Makes a follower of a table.
     *
     * @param numbers the batches that the table holds
     * @param position the position of the last of them
     * @param highestVersion the highest version of batches that it reads
     */
    LogFollower(MemoryReplica replica, NodeNumbers numbers, LogPosition position, StoreTime time, int highestVersion) {
        this.replica = replica;
        this.numbers = numbers;
        this.position = position;
        this.time = time;
        this.highestVersion = highestVersion;
    }

    MemoryReplica replica() {
        return replica;
    }

    NodeNumbers numbers() {
        return numbers;
    }

    /** Returns the position of the last entry that was read. */
    LogPosition position() {
        return position;
    }

    /** Notes that the log was founded with what the table holds. */
    void founded(LogPosition newPosition) {
        position = newPosition;
        noteSnapshot();
    }

    /** Notes that there is a new snapshot of what was read. */
    void noteSnapshot() {
        bytesRead = 0;
        changed = false;
    }

    /** Returns how many bytes were read since the last snapshot. */
    long bytesRead() {
        return bytesRead;
    }

    /** Returns whether these held any changes. */
    boolean hasChanged() {
        return changed;
    }

    /** Returns how many changes were passed over because this version does not know them. */
    long unknownChanges() {
        return unknownChanges;
    }

    /**
     * Reads an entry.
     *
     * @param sender the sender of the table's own batches, or null where it has none
     * @param waitedMillis how long the entry waited in the log
     * @param lenient whether to go on where a batch is missing
     */
    Outcome follow(LogEntry entry, @Nullable BatchSender sender, long waitedMillis, boolean lenient) {
        byte[] bytes = entry.bytes();
        Batch batch = Batch.read(bytes, highestVersion);
        if (batch == null) {
            passed(entry);
            if (bytes.length == 0) {
                return Outcome.FOUNDED;
            }
            unreadable++;
            return Outcome.UNREADABLE;
        }
        NodeNumbers.Verdict verdict = numbers.judge(batch);
        if (verdict == NodeNumbers.Verdict.OLD) {
            passed(entry);
            return Outcome.SKIPPED;
        }
        if (verdict == NodeNumbers.Verdict.GAP && !lenient) {
            if (unreadable == 0) {
                return Outcome.GAP;
            }
            // What could not be read was a batch of this node, perhaps.
            unreadable--;
        }
        numbers.note(batch, time.now());
        long order = entry.position().order();
        if (sender == null || !sender.readBack(batch, order)) {
            long nowMillis = time.callerNow();
            long age = batch.ageMillis() + waitedMillis;
            int unknown = replica.apply(
                    bytes,
                    Batch.HEAD_BYTES,
                    bytes.length,
                    nowMillis - age,
                    nowMillis,
                    batch.node(),
                    batch.seen(),
                    order);
            unknownChanges += Math.abs(unknown);
        }
        passed(entry);
        return Outcome.DONE;
    }

    private void passed(LogEntry entry) {
        position = entry.position();
        bytesRead += entry.bytes().length;
        changed |= entry.bytes().length > Batch.HEAD_BYTES;
    }
}
