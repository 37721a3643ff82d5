package io.github.tracker6.store.shared;

import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The entries that were read in the last minute, as they were: if the log loses them, they are appended again. Not thread-safe. */
final class RecentBatches {
    private static final long KEEP_MILLIS = 60_000;
    private static final long MAX_BYTES = 64L << 20;

    /** An entry, when it was read first, and when it was appended as far as the node knew then: both by the node's time. */
    record Recent(LogEntry entry, long readMillis, long appendedMillis) {}

    private final TreeMap<LogPosition, Recent> recent = new TreeMap<>();
    private long bytes;

    /**
     * Adds an entry that was read just now.
     *
     * @param waitedMillis how long it had waited in the log
     */
    void add(LogEntry entry, long nowMillis, long waitedMillis) {
        Recent before = recent.put(entry.position(), new Recent(entry, nowMillis, nowMillis - waitedMillis));
        bytes += entry.bytes().length - (before == null ? 0 : before.entry.bytes().length);
        while (bytes > MAX_BYTES || recent.firstEntry().getValue().readMillis < nowMillis - KEEP_MILLIS) {
            bytes -= recent.pollFirstEntry().getValue().entry.bytes().length;
        }
    }

    /** Returns all, in the order of the log. */
    List<Recent> all() {
        return List.copyOf(recent.values());
    }

    /** Returns an entry that is among these; null if it is not. */
    @Nullable
    Recent find(LogPosition position) {
        return recent.get(position);
    }

    /** Returns the position of the first of the last entries that together have so many bytes; null if there are none. */
    @Nullable
    LogPosition lastBytes(long wanted) {
        LogPosition first = null;
        long sum = 0;
        for (var newest = recent.descendingMap().values().iterator(); newest.hasNext() && sum < wanted; ) {
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
