package io.github.tracker6.engine;

import java.time.Duration;

/**
 * How long clients wait between announces. The interval of the options grows with the load, is short after a cold start,
 * and is spread, so that clients that came together do not come back together. One thread calls {@link #start} and
 * {@link #turn}; thread-safe otherwise.
 */
final class Intervals {
    /** What is kept between the longest interval and the peer TTL, for clients that come late, in seconds. */
    static final int SLACK_SECONDS = 60;

    /** The shortest and longest interval after a cold start, in seconds. */
    static final int COLD_LEAST_SECONDS = 120;

    static final int COLD_MOST_SECONDS = 300;

    /** Over how many seconds the rate is averaged. */
    private static final double RATE_SECONDS = 60;

    private final int baseSeconds;
    private final int mostSeconds;
    private final double spread;
    private final int rateGoal;
    private final boolean warmsUp;

    private long lastMillis;
    private long lastAnnounces;
    private double rate;
    private long coldUntilMillis;
    private long coldSinceAnnounces;

    /** The longest interval that a client may still hold, and until when; in seconds and milliseconds. */
    private int longestSeconds;

    private long longestUntilMillis;

    private volatile int seconds;
    private volatile long latestAnnounceMillis;
    private volatile boolean cold;

    Intervals(TrackerBuilder options, Duration peerTtl) {
        this.baseSeconds = Math.toIntExact(options.interval.toSeconds());
        // A client that was told the longest interval is a little late, and must not have expired.
        long most = Math.min(Integer.MAX_VALUE, peerTtl.toSeconds() - SLACK_SECONDS);
        this.mostSeconds = Math.max(baseSeconds, (int) most);
        this.spread = options.intervalSpread;
        this.rateGoal = options.announceRateGoal;
        this.warmsUp = options.warmUp;
        this.seconds = baseSeconds;
        this.longestSeconds = spreadMost(baseSeconds);
        this.latestAnnounceMillis = (longestSeconds + SLACK_SECONDS) * 1_000L;
    }

    /** Returns the interval in force, without the spread. */
    int seconds() {
        return seconds;
    }

    /**
     * Returns how long after its last announce a client that still takes part has announced again: the longest interval
     * that a client may hold now, and a minute, in milliseconds.
     */
    long latestAnnounceMillis() {
        return latestAnnounceMillis;
    }

    /**
     * Returns the interval for one client.
     *
     * @param interval the interval that stands in the answer
     * @param hash the same for all announces of a host, and evenly distributed over hosts
     */
    int of(int interval, long hash) {
        double share = (hash >>> 11) * 0x1p-53; // 0 to below 1
        if (cold) {
            double shortest = COLD_LEAST_SECONDS + share * (COLD_MOST_SECONDS - COLD_LEAST_SECONDS);
            if (interval > shortest) {
                return (int) shortest;
            }
        }
        int spreadOut = (int) Math.round(interval * (1 + spread * (2 * share - 1)));
        return Math.max(1, Math.min(spreadOut, Math.max(interval, mostSeconds)));
    }

    private int spreadMost(int interval) {
        return (int) Math.min(Math.round(interval * (1 + spread)), Math.max(interval, mostSeconds));
    }

    /**
     * Begins to measure.
     *
     * @param announces how many there were so far
     * @param hosts how many hosts the store holds; 0 is a cold start
     */
    void start(long nowMillis, long announces, long hosts) {
        lastMillis = nowMillis;
        lastAnnounces = announces;
        rate = 0;
        coldUntilMillis = nowMillis + baseSeconds * 1_000L;
        coldSinceAnnounces = announces;
        cold = warmsUp && hosts == 0;
    }

    /**
     * Measures. Call it about once a second.
     *
     * @param announces how many there were so far
     * @param hosts how many hosts the store holds; only looked at after a cold start
     */
    void turn(long nowMillis, long announces, long hosts) {
        long passed = nowMillis - lastMillis;
        if (passed <= 0) {
            return;
        }
        double now = (announces - lastAnnounces) * 1_000.0 / passed;
        double weight = Math.min(1, passed / (1_000 * RATE_SECONDS));
        rate += (now - rate) * weight;
        lastMillis = nowMillis;
        lastAnnounces = announces;
        double growth = rateGoal == 0 ? 1 : Math.max(1, rate / rateGoal);
        // The spread comes on top.
        double most = Math.max(baseSeconds, mostSeconds / (1 + spread));
        seconds = (int) Math.min(most, baseSeconds * growth);
        noteLongest(nowMillis);
        // Hosts that this tracker did not hear of come from a snapshot or from other nodes: the swarms are full.
        if (cold && (nowMillis >= coldUntilMillis || hosts > announces - coldSinceAnnounces)) {
            cold = false;
        }
    }

    /** Longer intervals hold at once; shorter ones when the last client that was told the longer one has come back. */
    private void noteLongest(long nowMillis) {
        int longest = spreadMost(seconds);
        if (longest >= longestSeconds || nowMillis >= longestUntilMillis) {
            longestSeconds = longest;
            longestUntilMillis = nowMillis + (longest + SLACK_SECONDS) * 1_000L;
            latestAnnounceMillis = (longest + SLACK_SECONDS) * 1_000L;
        }
    }

    boolean isCold() {
        return cold;
    }
}
