package io.github.tracker6.claims;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Remembers which peers failed a probe at which endpoint, and until when they are not probed again. A full table
 * forgets the oldest failure; the probe budgets hold all the same. Not thread-safe.
 */
final class BackOff {
    private final List<Duration> waits;
    private final int maxRemembered;
    private final Map<Long, Failure> failures = new LinkedHashMap<>();

    private record Failure(int count, long retryAtMillis) {}

    /**
     * Makes an empty table.
     *
     * @param waits how long to wait after the first failure, after the second, and so on; at least one
     */
    BackOff(List<Duration> waits, int maxRemembered) {
        this.waits = waits;
        this.maxRemembered = maxRemembered;
    }

    boolean isWaiting(long peerAt, long nowMillis) {
        Failure failure = failures.get(peerAt);
        return failure != null && nowMillis < failure.retryAtMillis;
    }

    void recordFailure(long peerAt, long nowMillis) {
        Failure before = failures.remove(peerAt);
        int count = before == null ? 0 : before.count;
        Duration wait = waits.get(Math.min(count, waits.size() - 1));
        failures.put(peerAt, new Failure(count + 1, nowMillis + wait.toMillis()));
        if (failures.size() > maxRemembered) {
            var eldest = failures.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
    }

    void forget(long peerAt) {
        failures.remove(peerAt);
    }

    int size() {
        return failures.size();
    }
}
