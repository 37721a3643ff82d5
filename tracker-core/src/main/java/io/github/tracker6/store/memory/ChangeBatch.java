package io.github.tracker6.store.memory;

import java.util.ArrayList;
import java.util.List;

/**
 * Changes of one node that leave together, as {@link MemoryReplica#take} collects them. Used by the thread that collects.
 *
 * @since 0.1.0
 */
public final class ChangeBatch {
    record Part(int shard, PendingSegment segment) {}

    private final List<Part> parts = new ArrayList<>();
    private final PendingEpoch epoch;
    private int bytes;
    private int count;

    ChangeBatch(PendingEpoch epoch) {
        this.epoch = epoch;
    }

    void add(int shard, PendingSegment segment) {
        parts.add(new Part(shard, segment));
        bytes += segment.used;
        count += segment.count;
    }

    List<Part> parts() {
        return parts;
    }

    PendingEpoch epoch() {
        return epoch;
    }

    /** Returns the order of the last log entry that the node had read when it made the first of the changes. */
    public long seen() {
        return epoch.seen();
    }

    /** Returns from when the times in the changes count, in milliseconds of the store's callers. */
    public long baseMillis() {
        return epoch.baseMillis();
    }

    /** Returns how many changes there are. */
    public int count() {
        return count;
    }

    /** Returns how many bytes they take. */
    public int bytes() {
        return bytes;
    }

    /** Writes the changes into an array that has room for them. */
    public void write(byte[] target, int at) {
        int next = at;
        for (Part part : parts) {
            System.arraycopy(part.segment().bytes, 0, target, next, part.segment().used);
            next += part.segment().used;
        }
    }
}
