package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits the probes, so that claims cannot make the tracker flood a host. Counts exactly the probes of the last hour
 * and of the last second. It keeps only probes that were made, so the probes per second bound its size. Not
 * thread-safe.
 */
final class ProbeBudget {
    private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long SECOND_MILLIS = TimeUnit.SECONDS.toMillis(1);

    private final ProbeLimits limits;
    private final ClaimKeys keys;
    private final ArrayDeque<Probe> lastHour = new ArrayDeque<>();
    private final ArrayDeque<Long> lastSecond = new ArrayDeque<>();
    private final Map<Long, Integer> counts = new HashMap<>();
    private final Set<Long> busySources = new HashSet<>();

    private record Probe(long millis, long source, long target, long network) {}

    ProbeBudget(ProbeLimits limits, ClaimKeys keys) {
        this.limits = limits;
        this.keys = keys;
    }

    /**
     * Takes a probe from the budget.
     *
     * @return null if the probe may be made; then call {@link #release} when it has ended. Otherwise the reason, and
     *     nothing was taken
     */
    @Nullable
    ClaimRefusal tryAcquire(Endpoint source, Endpoint target, long nowMillis) {
        forgetBefore(nowMillis);
        Probe probe = new Probe(nowMillis, keys.source(source), keys.target(target), keys.targetNetwork(target));
        if (busySources.contains(probe.source)) {
            return ClaimRefusal.SOURCE_BUSY;
        }
        if (count(probe.source) >= limits.perSource()) {
            return ClaimRefusal.SOURCE_BUDGET;
        }
        if (count(probe.target) >= limits.perTarget()) {
            return ClaimRefusal.TARGET_BUDGET;
        }
        if (count(probe.network) >= limits.perTargetNetwork()) {
            return ClaimRefusal.TARGET_NETWORK_BUDGET;
        }
        if (busySources.size() >= limits.atOnce()) {
            return ClaimRefusal.PROBES_AT_ONCE;
        }
        if (lastSecond.size() >= limits.perSecond()) {
            return ClaimRefusal.PROBES_PER_SECOND;
        }
        busySources.add(probe.source);
        lastHour.add(probe);
        lastSecond.add(nowMillis);
        counts.merge(probe.source, 1, Integer::sum);
        counts.merge(probe.target, 1, Integer::sum);
        counts.merge(probe.network, 1, Integer::sum);
        return null;
    }

    /** Gives back the place of a probe that has ended. */
    void release(Endpoint source) {
        busySources.remove(keys.source(source));
    }

    /** Returns how many probes of the last hour are kept. */
    int size() {
        return lastHour.size();
    }

    private int count(long key) {
        return counts.getOrDefault(key, 0);
    }

    private void forgetBefore(long nowMillis) {
        for (Long first; (first = lastSecond.peek()) != null && nowMillis - first >= SECOND_MILLIS; ) {
            lastSecond.remove();
        }
        for (Probe first; (first = lastHour.peek()) != null && nowMillis - first.millis >= HOUR_MILLIS; ) {
            lastHour.remove();
            forget(first.source);
            forget(first.target);
            forget(first.network);
        }
    }

    private void forget(long key) {
        counts.computeIfPresent(key, (ignored, count) -> count == 1 ? null : count - 1);
    }
}
