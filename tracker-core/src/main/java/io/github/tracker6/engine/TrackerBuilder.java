package io.github.tracker6.engine;

import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.internal.Require;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.SwarmStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Options of a {@link Tracker}. Not thread-safe; {@link #build()} may be called repeatedly. */
public final class TrackerBuilder {
    /** The default of {@link #interval}: 30 minutes. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(30);
    /** The default of {@link #numWantDefault}: 50 peers. */
    public static final int DEFAULT_NUM_WANT = 50;
    /** The default of {@link #numWantLimit}: 200 peers. */
    public static final int DEFAULT_NUM_WANT_LIMIT = 200;
    /** The largest {@link #numWantLimit}: 2,000 peers. */
    public static final int MAX_NUM_WANT_LIMIT = 2_000;

    /** The default of {@link #secondFamilyDelay}: 250 ms, as long as clients give IPv6 before they try IPv4 (RFC 8305, section 5). */
    public static final Duration DEFAULT_SECOND_FAMILY_DELAY = Duration.ofMillis(250);

    private static final Duration MAX_SECOND_FAMILY_DELAY = Duration.ofSeconds(5);

    final List<TrackerInterceptor> interceptors = new ArrayList<>();
    final List<TrackerListener> listeners = new ArrayList<>();
    Clock clock = MonotonicClock.start();
    Duration interval = DEFAULT_INTERVAL;
    int numWantDefault = DEFAULT_NUM_WANT;
    int numWantLimit = DEFAULT_NUM_WANT_LIMIT;
    int fullScrapeLimit;
    FamilyPolicy familyPolicy = FamilyPolicy.IPV6_FIRST;
    Duration secondFamilyDelay = DEFAULT_SECOND_FAMILY_DELAY;

    @Nullable
    PinnedSeeds pinnedSeeds;

    @Nullable
    HostKey hostKey;

    private @Nullable SwarmStore store;

    TrackerBuilder() {}

    /** Sets where the swarms are kept. Required; borrowed, never closed by the tracker. */
    public TrackerBuilder store(SwarmStore store) {
        this.store = Objects.requireNonNull(store, "store");
        return this;
    }

    /**
     * Sets how often clients shall announce (BEP 3, "interval").
     *
     * @param interval 1 second to 1 day, and less than the store's peer TTL; default {@link #DEFAULT_INTERVAL}
     */
    public TrackerBuilder interval(Duration interval) {
        if (interval.compareTo(Duration.ofSeconds(1)) < 0 || interval.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("interval " + interval + " is outside 1 s to 1 day");
        }
        this.interval = interval;
        return this;
    }

    /**
     * Sets how many peers a client gets that names no number.
     *
     * @param numWantDefault 0 to the limit; default {@link #DEFAULT_NUM_WANT}
     */
    public TrackerBuilder numWantDefault(int numWantDefault) {
        this.numWantDefault = Require.range("numWantDefault", numWantDefault, 0, MAX_NUM_WANT_LIMIT);
        return this;
    }

    /**
     * Sets how many peers a client gets at most.
     *
     * @param numWantLimit 1 to 2,000; default {@link #DEFAULT_NUM_WANT_LIMIT}
     */
    public TrackerBuilder numWantLimit(int numWantLimit) {
        this.numWantLimit = Require.range("numWantLimit", numWantLimit, 1, MAX_NUM_WANT_LIMIT);
        return this;
    }

    /**
     * Turns the scrape without info hashes on (BEP 48).
     *
     * @param fullScrapeLimit the most swarms in its answer, 0 to 1,000,000; default 0: off
     */
    public TrackerBuilder fullScrapeLimit(int fullScrapeLimit) {
        this.fullScrapeLimit = Require.range("fullScrapeLimit", fullScrapeLimit, 0, 1_000_000);
        return this;
    }

    /** Sets which of a host's endpoints the answers prefer; default {@link FamilyPolicy#IPV6_FIRST}. */
    public TrackerBuilder familyPolicy(FamilyPolicy familyPolicy) {
        this.familyPolicy = Objects.requireNonNull(familyPolicy, "familyPolicy");
        return this;
    }

    /**
     * Sets how long the first answer over IPv4 waits for the same host's announce over IPv6, which is often under way and
     * changes whom the host is told of. Only by {@link FamilyPolicy#IPV6_FIRST}, only for a client that nothing is known
     * of, and only where its answer would tell it of the IPv4 endpoints of dual-stack hosts. At most 1,024 answers wait at
     * a time; past that they are given at once.
     *
     * @param secondFamilyDelay 0 for never, to 5 seconds; default {@link #DEFAULT_SECOND_FAMILY_DELAY}
     */
    public TrackerBuilder secondFamilyDelay(Duration secondFamilyDelay) {
        if (secondFamilyDelay.isNegative() || secondFamilyDelay.compareTo(MAX_SECOND_FAMILY_DELAY) > 0) {
            throw new IllegalArgumentException("secondFamilyDelay " + secondFamilyDelay + " is outside 0 to 5 s");
        }
        this.secondFamilyDelay = secondFamilyDelay;
        return this;
    }

    /** Sets the operator's own seeds; default none. */
    public TrackerBuilder pinnedSeeds(PinnedSeeds pinnedSeeds) {
        this.pinnedSeeds = Objects.requireNonNull(pinnedSeeds, "pinnedSeeds");
        return this;
    }

    /** Adds an interceptor behind those added before. */
    public TrackerBuilder interceptor(TrackerInterceptor interceptor) {
        interceptors.add(Objects.requireNonNull(interceptor, "interceptor"));
        return this;
    }

    /** Adds a listener. */
    public TrackerBuilder listener(TrackerListener listener) {
        listeners.add(Objects.requireNonNull(listener, "listener"));
        return this;
    }

    /**
     * Sets the clock; it should never step backward. Default: one that follows {@link System#nanoTime()} from the wall
     * clock's time at start.
     */
    public TrackerBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets the 128-bit key of the hash that links the endpoints of a host. Trackers that share a store must share it.
     * Default: the {@linkplain SwarmStore#hostKey() store's}, where it has one; else random.
     */
    public TrackerBuilder hostKey(long key0, long key1) {
        hostKey = new HostKey(key0, key1);
        return this;
    }

    /**
     * Makes the tracker; starts nothing.
     *
     * @throws IllegalArgumentException if options contradict each other
     */
    public Tracker build() {
        SwarmStore target = Objects.requireNonNull(store, "store");
        if (interval.compareTo(target.peerTtl()) >= 0) {
            throw new IllegalArgumentException("interval " + interval + " is not below the store's peer TTL "
                    + target.peerTtl() + ": peers would expire between their announces");
        }
        if (numWantDefault > numWantLimit) {
            throw new IllegalArgumentException(
                    "numWantDefault " + numWantDefault + " is above numWantLimit " + numWantLimit);
        }
        if (fullScrapeLimit > 0 && !(target instanceof FullScrapeStore)) {
            throw new IllegalArgumentException("fullScrapeLimit needs a store that can list its swarms");
        }
        return new Tracker(this, target);
    }
}
