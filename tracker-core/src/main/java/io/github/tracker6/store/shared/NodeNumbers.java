package io.github.tracker6.store.shared;

import io.github.tracker6.internal.BigEndian;
import java.util.HashMap;
import java.util.Map;

/** Which batches of which nodes the log held so far: for each node the last one. Not thread-safe. */
final class NodeNumbers {
    /** What a batch is, after those that were read before. */
    enum Verdict {
        /** The next one of its node. */
        NEXT,
        /** One that was read before, or that its node replaced. */
        OLD,
        /** One before it is missing. */
        GAP
    }

    private static final int ENTRY_BYTES = 8 + 4 + 8 + 1;

    /** A node from which nothing was read for so long is forgotten: it ended. */
    private static final long FORGET_MILLIS = 3_600_000;

    private static final long VERSION_MILLIS = 600_000;

    private record Last(int incarnation, long number, long readMillis, int reads) {}

    private final Map<Long, Last> nodes = new HashMap<>();

    Verdict judge(Batch batch) {
        Last last = nodes.get(batch.node());
        if (last != null && batch.incarnation() == last.incarnation) {
            return batch.number() <= last.number
                    ? Verdict.OLD
                    : batch.number() == last.number + 1 ? Verdict.NEXT : Verdict.GAP;
        }
        if (last != null && batch.incarnation() < last.incarnation) {
            return Verdict.OLD;
        }
        return batch.number() == 1 ? Verdict.NEXT : Verdict.GAP;
    }

    /**
     * Notes that a batch was read.
     *
     * @param nowMillis the time of this node, in milliseconds
     */
    void note(Batch batch, long nowMillis) {
        nodes.put(batch.node(), new Last(batch.incarnation(), batch.number(), nowMillis, batch.reads()));
    }

    /** Returns the number of the last batch of an incarnation; 0 where none is known. */
    long last(long node, int incarnation) {
        Last last = nodes.get(node);
        return last == null || last.incarnation != incarnation ? 0 : last.number;
    }

    /** Forgets nodes that ended. */
    void age(long nowMillis) {
        nodes.values().removeIf(last -> nowMillis - last.readMillis > FORGET_MILLIS);
    }

    /** Returns the highest version that all nodes read of which something was read in the last ten minutes. */
    int commonVersion(long nowMillis, int highest) {
        int common = highest;
        for (Last last : nodes.values()) {
            if (nowMillis - last.readMillis <= VERSION_MILLIS) {
                common = Math.min(common, last.reads);
            }
        }
        return Math.max(1, common);
    }

    byte[] toBytes() {
        byte[] bytes = new byte[ENTRY_BYTES * nodes.size()];
        int at = 0;
        for (Map.Entry<Long, Last> entry : nodes.entrySet()) {
            Last last = entry.getValue();
            BigEndian.putLong(bytes, at, entry.getKey());
            BigEndian.putInt(bytes, at + 8, last.incarnation);
            BigEndian.putLong(bytes, at + 12, last.number);
            bytes[at + 20] = (byte) last.reads;
            at += ENTRY_BYTES;
        }
        return bytes;
    }

    /**
     * Reads what {@link #toBytes} wrote.
     *
     * @param nowMillis the time of this node: every node counts as one of which something was read just now
     */
    static NodeNumbers fromBytes(byte[] bytes, long nowMillis) {
        NodeNumbers numbers = new NodeNumbers();
        for (int at = 0; at + ENTRY_BYTES <= bytes.length; at += ENTRY_BYTES) {
            numbers.nodes.put(
                    BigEndian.longAt(bytes, at),
                    new Last(
                            BigEndian.intAt(bytes, at + 8),
                            BigEndian.longAt(bytes, at + 12),
                            nowMillis,
                            bytes[at + 20]));
        }
        return numbers;
    }
}
