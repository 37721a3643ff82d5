package io.github.tracker6.store.shared;

import io.github.tracker6.store.memory.ChangeBatch;
import io.github.tracker6.store.memory.MemoryReplica;
import java.util.ArrayDeque;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Appends the changes of this node to the log, in numbered batches, one at a time, and knows which of them were not read back
 * yet. Not thread-safe.
 */
final class BatchSender {
    /** How long a batch leaves after the one before, in milliseconds, unless it is full. */
    static final long INTERVAL_MILLIS = 25;

    private static final int MAX_BYTES = 256 << 10;

    /** A batch leaves at least this often, so that the lag is known. */
    static final long HEARTBEAT_MILLIS = 5_000;

    /** While so many batches were not read back, none leaves. */
    private static final int MAX_UNREAD = 16;

    private static final class Sent {
        private final long number;
        private final @Nullable ChangeBatch changes;
        private byte[] bytes;
        private long leftMillis;
        private boolean appended;

        Sent(long number, @Nullable ChangeBatch changes, byte[] bytes, long nowMillis) {
            this.number = number;
            this.changes = changes;
            this.bytes = bytes;
            this.leftMillis = nowMillis;
        }
    }

    private final ChangeLog log;
    private final StoreTime time;
    private final long node;
    private final int highestVersion;
    private final ArrayDeque<Sent> unread = new ArrayDeque<>();
    private @Nullable Sent onItsWay;
    private MemoryReplica replica;
    private int incarnation = 1;

    /** The highest incarnation that a batch of this node was ever of, a fence included. */
    private int highestIncarnation = 1;

    private long lastNumber;
    private LogPosition lastAppended = LogPosition.START;
    private long lastLeftMillis;
    private long lastMadeMillis = Long.MIN_VALUE / 2;
    private long lagMillis = -1;

    /**
     * Makes a sender.
     *
     * @param highestVersion the highest version of batches that the node reads
     */
    BatchSender(ChangeLog log, StoreTime time, long node, MemoryReplica replica, int highestVersion) {
        this.log = log;
        this.time = time;
        this.node = node;
        this.highestVersion = highestVersion;
        this.replica = replica;
        this.lastLeftMillis = time.now() - INTERVAL_MILLIS;
    }

    /** Returns in how many milliseconds a batch can leave; 0 for now. */
    long delayMillis() {
        return Math.max(0, lastLeftMillis + INTERVAL_MILLIS - time.now());
    }

    /** Returns how long it took the last batch to come back, in milliseconds; -1 while none did. */
    long lagMillis() {
        Sent first = unread.peek();
        return first == null ? lagMillis : Math.max(lagMillis, time.now() - first.leftMillis);
    }

    /** Returns whether a batch that was appended did not come back for so many milliseconds. */
    boolean isOverdue(long millis) {
        Sent first = unread.peek();
        return first != null && first.appended && time.now() - first.leftMillis > millis;
    }

    /**
     * Appends the next batch, if there is one.
     *
     * @param position the last entry that was read
     * @param version the version in which to write
     * @return null where there is nothing to append; else the stage of the log, for {@link #appended}
     */
    @Nullable
    CompletionStage<LogPosition> send(LogPosition position, int version) {
        Sent next = null;
        for (Sent sent : unread) {
            if (!sent.appended) {
                next = sent;
                break;
            }
        }
        long nowMillis = time.now();
        if (next != null) {
            next.bytes = Batch.olderBy(next.bytes, nowMillis - next.leftMillis);
            next.leftMillis = nowMillis;
        } else if (unread.size() < MAX_UNREAD) {
            next = make(position, version, nowMillis);
        }
        if (next == null) {
            return null;
        }
        onItsWay = next;
        lastLeftMillis = next.bytes.length < MAX_BYTES / 2 ? nowMillis : nowMillis - INTERVAL_MILLIS;
        return log.append(next.bytes, lastAppended.isAfter(position) ? lastAppended : position);
    }

    private @Nullable Sent make(LogPosition position, int version, long nowMillis) {
        ChangeBatch changes = replica.take(MAX_BYTES);
        if (changes == null) {
            replica.cut(position.order(), time.callerNow());
            changes = replica.take(MAX_BYTES);
        }
        if (changes == null && nowMillis - lastMadeMillis < HEARTBEAT_MILLIS) {
            return null;
        }
        byte[] bytes = new byte[Batch.HEAD_BYTES + (changes == null ? 0 : changes.bytes())];
        long seen = changes == null ? position.order() : changes.seen();
        long age = changes == null ? 0 : Math.max(0, time.callerNow() - changes.baseMillis());
        if (changes != null) {
            changes.write(bytes, Batch.HEAD_BYTES);
        }
        new Batch(version, highestVersion, node, incarnation, ++lastNumber, seen, age).write(bytes);
        Sent made = new Sent(lastNumber, changes, bytes, nowMillis);
        unread.add(made);
        lastMadeMillis = nowMillis;
        return made;
    }

    /** Returns whether batches are held up until earlier ones are read back. */
    boolean isHeldUp() {
        return unread.size() >= MAX_UNREAD;
    }

    /** Returns whether a batch is of this node, and of those that it counts now. */
    boolean isOwn(Batch batch) {
        return batch.node() == node && batch.incarnation() == incarnation;
    }

    /** Returns the last of the batches that this node counts now which another table has; 0 for none. */
    long lastOwn(NodeNumbers numbers) {
        return numbers.last(node, incarnation);
    }

    /** Forgets batches up to a number, which another table has from the log. */
    void discard(long number) {
        Sent first = unread.peek();
        while (first != null && first.number <= number) {
            unread.remove();
            if (first.changes != null) {
                replica.discard(first.changes);
            }
            first = unread.peek();
        }
    }

    /** Notes that the log took the batch that {@link #send} appended. */
    void appended(LogPosition position) {
        lastAppended = position;
        if (onItsWay != null) {
            onItsWay.appended = true;
            onItsWay = null;
        }
    }

    /**
     * Notes that a batch was read.
     *
     * @return whether it is the oldest of this node that was not read back; then it needs not be applied
     */
    boolean readBack(Batch batch, long order) {
        Sent first = unread.peek();
        if (!isOwn(batch) || first == null || first.number != batch.number()) {
            return false;
        }
        unread.remove();
        if (first.changes != null) {
            replica.release(first.changes, order, time.callerNow());
        }
        lagMillis = time.now() - first.leftMillis;
        return true;
    }

    /**
     * Notes that the connection was lost: what was not read back until the end of the log is appended once more. If the node
     * fenced off its batches and did not join, they no longer count, and what they hold becomes part of new ones.
     */
    void restart() {
        if (highestIncarnation > incarnation) {
            renew(replica);
            return;
        }
        for (Sent sent : unread) {
            sent.appended = false;
        }
        onItsWay = null;
        lastAppended = LogPosition.START;
    }

    /**
     * Returns the first batch of the next incarnation, which is empty. Behind it no batch of this incarnation counts any
     * more, so a node that reads up to it knows which of its changes the log has. {@link #renewBehindFence} follows.
     */
    byte[] fence() {
        byte[] bytes = new byte[Batch.HEAD_BYTES];
        new Batch(1, highestVersion, node, ++highestIncarnation, 1, 0, 0).write(bytes);
        return bytes;
    }

    /** Begins the incarnation whose first batch is {@link #fence}, with another table. */
    void renewBehindFence(MemoryReplica newReplica) {
        begin(newReplica, highestIncarnation, 1);
    }

    /** Begins a new incarnation: what was not read back becomes part of new batches. */
    void renew(MemoryReplica newReplica) {
        begin(newReplica, ++highestIncarnation, 0);
    }

    private void begin(MemoryReplica newReplica, int newIncarnation, long newLastNumber) {
        replica = newReplica;
        replica.untakeAll();
        unread.clear();
        onItsWay = null;
        incarnation = newIncarnation;
        lastNumber = newLastNumber;
        lastAppended = LogPosition.START;
    }
}
