package io.github.tracker6.store.shared;

import java.util.ArrayDeque;
import java.util.List;

/** The entries that were read in the last minute, as they were: if the log loses them, they are appended again. Not thread-safe. */
final class RecentBatches {
    private static final long KEEP_MILLIS = 60_000;
    private static final long MAX_BYTES = 64L << 20;

    /** An entry, and the node's time when it was read. */
    record Recent(LogEntry entry, long readMillis) {}

    private final ArrayDeque<Recent> recent = new ArrayDeque<>();
    private long bytes;

    void add(LogEntry entry, long nowMillis) {
        recent.add(new Recent(entry, nowMillis));
        bytes += entry.bytes().length;
        while (bytes > MAX_BYTES || recent.element().readMillis < nowMillis - KEEP_MILLIS) {
            bytes -= recent.remove().entry.bytes().length;
        }
    }

    /** Returns all, in the order of the log. */
    List<Recent> all() {
        return List.copyOf(recent);
    }

    /** Returns the position of the first of the last entries that together have so many bytes; null if there are none. */
    @org.jspecify.annotations.Nullable
    LogPosition lastBytes(long wanted) {
        LogPosition first = null;
        long sum = 0;
        for (var newest = recent.descendingIterator(); newest.hasNext() && sum < wanted; ) {
            LogEntry entry = newest.next().entry();
            sum += entry.bytes().length;
            first = entry.position();
        }
        return first;
    }

    void clear() {
        recent.clear();
        bytes = 0;
    }
}
