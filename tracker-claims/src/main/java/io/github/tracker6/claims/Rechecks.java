package io.github.tracker6.claims;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** The endpoints whose first probe failed, until they are probed again. Bounded. Not thread-safe. */
final class Rechecks {
    private static final int MAX_WAITING = 4_096;

    private final long delayMillis;
    private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

    private record Waiting(Attempt attempt, long dueMillis) {}

    /**
     * Makes an empty queue.
     *
     * @param delayMillis how long each endpoint waits
     */
    Rechecks(long delayMillis) {
        this.delayMillis = delayMillis;
    }

    /** Adds an attempt that failed, unless too many wait: then the host's next announce leads to a probe. */
    void add(Attempt failed, long nowMillis) {
        if (waiting.size() < MAX_WAITING) {
            waiting.add(new Waiting(failed, nowMillis + delayMillis));
        }
    }

    /** Removes and returns an attempt whose time to wait is over, or null. */
    @Nullable
    Attempt pollDue(long nowMillis) {
        Waiting first = waiting.peek();
        if (first == null || nowMillis < first.dueMillis) {
            return null;
        }
        return waiting.remove().attempt;
    }

    int size() {
        return waiting.size();
    }
}
