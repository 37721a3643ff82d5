package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Limits the probes, so that clients cannot make the tracker flood a host. Keeps the probes of the last hour, as many as
 * the limit per second allows, in arrays of fixed size. Sources, targets and networks whose keyed hashes collide share a
 * counter, so a limit may be reached early, never late. Not thread-safe.
 */
final class ProbeBudget {
    private static final long HOUR_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long SECOND_MILLIS = TimeUnit.SECONDS.toMillis(1);
    private static final int SECONDS_PER_HOUR = 3_600;
    private static final int COUNTERS_PER_PROBE = 8;

    /** In place of a counter: the probe was given back. */
    private static final int GIVEN_BACK = -1;

    private final ProbeLimits limits;
    private final TableKeys keys;

    /** When the probes began, and the counters that they are in: a ring. */
    private final long[] beganMillis;

    private final int[] sources;
    private final int[] targets;
    private final int[] networks;

    /** The probes of the last hour go from the first of these numbers to the last; those of the last second, too. */
    private long firstOfHour;

    private long firstOfSecond;
    private long end;

    private final short[] counts;
    private final Set<Long> busySources = new HashSet<>();

    ProbeBudget(ProbeLimits limits, TableKeys keys) {
        this.limits = limits;
        this.keys = keys;
        int capacity = limits.perSecond() * SECONDS_PER_HOUR;
        this.beganMillis = new long[capacity];
        this.sources = new int[capacity];
        this.targets = new int[capacity];
        this.networks = new int[capacity];
        this.counts = new short[Integer.highestOneBit(capacity * COUNTERS_PER_PROBE - 1) << 1];
    }

    /**
     * Takes a probe from the budget.
     *
     * @return null if the probe may be made; then call {@link #release} when it has ended. Otherwise the reason, and
     *     nothing was taken
     */
    @Nullable
    ProbeRefusal tryAcquire(Endpoint source, Endpoint target, long nowMillis) {
        forgetBefore(nowMillis);
        long sourceKey = keys.source(source);
        int sourceCounter = counter(sourceKey);
        int targetCounter = counter(keys.target(target));
        int networkCounter = counter(keys.targetNetwork(target));
        if (busySources.contains(sourceKey)) {
            return ProbeRefusal.SOURCE_BUSY;
        }
        if (counts[sourceCounter] >= limits.perSource()) {
            return ProbeRefusal.SOURCE;
        }
        if (counts[targetCounter] >= limits.perTarget()) {
            return ProbeRefusal.TARGET;
        }
        if (counts[networkCounter] >= limits.perTargetNetwork()) {
            return ProbeRefusal.TARGET_NETWORK;
        }
        if (busySources.size() >= limits.atOnce()) {
            return ProbeRefusal.AT_ONCE;
        }
        if (end - firstOfSecond >= limits.perSecond()) {
            return ProbeRefusal.PER_SECOND;
        }
        busySources.add(sourceKey);
        int slot = slot(end++);
        beganMillis[slot] = nowMillis;
        sources[slot] = sourceCounter;
        targets[slot] = targetCounter;
        networks[slot] = networkCounter;
        counts[sourceCounter]++;
        counts[targetCounter]++;
        counts[networkCounter]++;
        return null;
    }

    /** Gives back the place of a probe that has ended. */
    void release(Endpoint source) {
        busySources.remove(keys.source(source));
    }

    /** Returns the number of the probe that was taken last. */
    long lastNumber() {
        return end - 1;
    }

    /** Gives back the hour's share of a probe that was not made, once. Its share of the second stays taken. */
    void giveBack(long number) {
        if (number >= firstOfHour) {
            uncount(slot(number));
            sources[slot(number)] = GIVEN_BACK;
        }
    }

    /** Returns how many probes of the last hour are kept. */
    int size() {
        return (int) (end - firstOfHour);
    }

    /** Returns how many probes are running. */
    int running() {
        return busySources.size();
    }

    private void forgetBefore(long nowMillis) {
        while (firstOfSecond < end && nowMillis - beganMillis[slot(firstOfSecond)] >= SECOND_MILLIS) {
            firstOfSecond++;
        }
        while (firstOfHour < end && nowMillis - beganMillis[slot(firstOfHour)] >= HOUR_MILLIS) {
            uncount(slot(firstOfHour++));
        }
    }

    private void uncount(int slot) {
        if (sources[slot] != GIVEN_BACK) {
            counts[sources[slot]]--;
            counts[targets[slot]]--;
            counts[networks[slot]]--;
        }
    }

    private int slot(long probe) {
        return (int) (probe % beganMillis.length);
    }

    private int counter(long key) {
        return (int) key & (counts.length - 1);
    }
}
