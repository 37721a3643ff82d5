package io.github.tracker6.claims;

import java.util.concurrent.TimeUnit;

/**
 * Whether a failed probe proves something. It does while at least one of the last 200 probes, or one in the last 24 hours,
 * reached a host in another network. A tracker without working IPv6 reaches none, so it marks no host. Written by one
 * thread, read by many.
 */
final class BeliefGate {
    static final int PROBES = 200;
    private static final long PERIOD_MILLIS = TimeUnit.HOURS.toMillis(24);

    private volatile boolean reachedAny;
    private volatile long lastReachMillis;
    private volatile int probesSince;

    /** Records that a probe reached a host in another network. */
    void recordReach(long nowMillis) {
        lastReachMillis = nowMillis;
        probesSince = 0;
        reachedAny = true;
    }

    /** Records a probe that did not. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void recordOther() {
        if (probesSince < PROBES) {
            probesSince++;
        }
    }

    boolean isOpen(long nowMillis) {
        return reachedAny && (probesSince < PROBES || nowMillis - lastReachMillis < PERIOD_MILLIS);
    }

    /** Returns whether so many probes have failed in a row that the tracker's own IPv6 is in doubt. */
    boolean isInDoubt(long nowMillis) {
        return probesSince >= PROBES && !isOpen(nowMillis);
    }
}
