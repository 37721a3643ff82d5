package io.github.tracker6.claims;

import java.util.concurrent.TimeUnit;

/**
 * Whether a failed probe proves something. It does once a probe has reached a host in another network, and no longer when
 * the last 200 probes of announced endpoints failed and none has reached a host for an hour. So a tracker without working
 * IPv6 marks no host. A pinned seed may be near the tracker: it opens the gate, and ends no row of failures. Written by
 * one thread, read by many.
 */
final class BeliefGate {
    static final int PROBES = 200;
    private static final long PERIOD_MILLIS = TimeUnit.HOURS.toMillis(1);
    private static final long NEVER = Long.MIN_VALUE / 2;

    private volatile boolean reachedAny;
    private volatile long lastReachMillis = NEVER;
    private volatile int failuresInARow;

    /** Records that a probe of an announced endpoint reached a host in another network. */
    void recordReach(long nowMillis) {
        lastReachMillis = nowMillis;
        failuresInARow = 0;
        reachedAny = true;
    }

    /** Records that a probe reached a pinned seed in another network. */
    void recordSeedReach() {
        reachedAny = true;
    }

    /** Records that a probe of an announced endpoint failed. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void recordFailure() {
        if (failuresInARow < PROBES) {
            failuresInARow++;
        }
    }

    boolean isOpen(long nowMillis) {
        return reachedAny && (failuresInARow < PROBES || nowMillis - lastReachMillis < PERIOD_MILLIS);
    }

    /** Returns whether so many probes have failed in a row that the tracker's own IPv6 is in doubt. */
    boolean isInDoubt() {
        return failuresInARow >= PROBES;
    }
}
