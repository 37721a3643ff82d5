package io.github.tracker6.store.shared;

import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries that were read in the last minute, as they were: if the log loses them, they are appended again. Not thread-safe. */
final class RecentBatches {
    private static final long KEEP_MILLIS = 60_000;
    private static final long MAX_BYTES = 64L << 20;

    /** An entry, when it was read first, and when it was appended as far as the node knew then: both by the node's time. */
    record Recent(LogEntry entry, long readMillis, long appendedMillis) {}

    private final ArrayDeque<Recent> recent = new ArrayDeque<>();
    private long bytes;

    /**
     * Adds an entry that was read just now.
     *
     * @param waitedMillis how long it had waited in the log
     */
    void add(LogEntry entry, long nowMillis, long waitedMillis) {
        recent.add(new Recent(entry, nowMillis, nowMillis - waitedMillis));
        bytes += entry.bytes().length;
        while (bytes > MAX_BYTES || recent.element().readMillis < nowMillis - KEEP_MILLIS) {
            bytes -= recent.remove().entry.bytes().length;
        }
    }

    /** Returns all, in the order of the log. */
    List<Recent> all() {
        return List.copyOf(recent);
    }

    /** Returns an entry that is among these; null if it is not. */
    @Nullable
    Recent find(LogPosition position) {
        for (var newest = recent.descendingIterator(); newest.hasNext(); ) {
            Recent candidate = newest.next();
            if (candidate.entry().position().equals(position)) {
                return candidate;
            }
        }
        return null;
    }

    /** Returns the position of the first of the last entries that together have so many bytes; null if there are none. */
    @Nullable
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
