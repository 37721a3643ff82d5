package io.github.tracker6.engine;

import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.internal.Require;
import io.github.tracker6.internal.SteadyClock;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.SwarmStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link Tracker}. Not thread-safe; {@link #build()} may be called repeatedly.
 *
 * @since 0.1.0
 */
public final class TrackerBuilder {
    /** The default of {@link #interval}: 30 minutes. */
    public static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(30);

    /** The default of {@link #numWantDefault}: 50 peers. */
    public static final int DEFAULT_NUM_WANT = 50;

    /** The default of {@link #numWantLimit}: 200 peers. */
    public static final int DEFAULT_NUM_WANT_LIMIT = 200;

    /** The largest {@link #numWantLimit}: 2,000 peers. */
    public static final int MAX_NUM_WANT_LIMIT = 2_000;

    /** The default of {@link #intervalSpread}: 0.1, a tenth each way. */
    public static final double DEFAULT_INTERVAL_SPREAD = 0.1;

    /** The default of {@link #announceRateGoal} for each processor: 5,000 announces per second. */
    public static final int DEFAULT_ANNOUNCE_RATE_PER_PROCESSOR = 5_000;

    /** The largest {@link #intervalSpread}: half of the interval each way. */
    public static final double MAX_INTERVAL_SPREAD = 0.5;

    /**
     * The default of {@link #secondFamilyDelay}: 250 ms. Clients give IPv6 the same head start before they try IPv4 (RFC
     * 8305, section 5).
     */
    public static final Duration DEFAULT_SECOND_FAMILY_DELAY = Duration.ofMillis(250);

    /**
     * The default of {@link #reachabilityDelay}: 2.5 seconds. By default a probe takes 2 seconds where a firewall drops what
     * it sends.
     */
    public static final Duration DEFAULT_REACHABILITY_DELAY = Duration.ofMillis(2_500);

    /**
     * The default of {@link #requestTimeout}: 8 seconds. It is below the 10 seconds after which the HTTP server ends a
     * connection without an answer, so that a client gets a failure that it can read.
     */
    public static final Duration DEFAULT_REQUEST_TIMEOUT = Duration.ofSeconds(8);

    private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_INTERVAL = Duration.ofDays(1);
    private static final Duration MAX_SECOND_FAMILY_DELAY = Duration.ofSeconds(5);
    private static final Duration MAX_REACHABILITY_DELAY = Duration.ofSeconds(5);
    private static final Duration MIN_REQUEST_TIMEOUT = Duration.ofMillis(10);
    private static final Duration MAX_REQUEST_TIMEOUT = Duration.ofMinutes(10);
    /** The largest {@link #fullScrapeLimit}: 1,000,000 swarms. */
    public static final int MAX_FULL_SCRAPE_LIMIT = 1_000_000;

    final List<TrackerInterceptor> interceptors = new ArrayList<>();
    final List<TrackerListener> listeners = new ArrayList<>();
    Clock clock = SteadyClock.start();
    Duration interval = DEFAULT_INTERVAL;
    double intervalSpread = DEFAULT_INTERVAL_SPREAD;
    int announceRateGoal =
            DEFAULT_ANNOUNCE_RATE_PER_PROCESSOR * Runtime.getRuntime().availableProcessors();
    boolean warmUp = true;
    int numWantDefault = DEFAULT_NUM_WANT;
    int numWantLimit = DEFAULT_NUM_WANT_LIMIT;
    int fullScrapeLimit;
    FamilyPolicy familyPolicy = FamilyPolicy.IPV6_FIRST;
    Duration secondFamilyDelay = DEFAULT_SECOND_FAMILY_DELAY;
    Duration reachabilityDelay = DEFAULT_REACHABILITY_DELAY;
    Duration requestTimeout = DEFAULT_REQUEST_TIMEOUT;

    @Nullable
    ReachabilityResults reachability;

    @Nullable
    Executor executor;

    @Nullable
    Supplier<PinnedSeeds> pinnedSeeds;

    @Nullable
    HostKey hostKey;

    private @Nullable SwarmStore store;

    TrackerBuilder() {}

    /** Sets the store that keeps the swarms. Required. The tracker borrows it and never closes it. */
    public TrackerBuilder store(SwarmStore store) {
        this.store = Objects.requireNonNull(store, "store");
        return this;
    }

    /**
     * Sets how often clients announce (BEP 3, "interval"). {@link #intervalSpread}, {@link #announceRateGoal} and {@link
     * #warmUp} say how what a client is told differs from it.
     *
     * @param interval 1 second to 1 day, and less than the store's peer TTL; default {@link #DEFAULT_INTERVAL}
     */
    public TrackerBuilder interval(Duration interval) {
        this.interval = Require.range("interval", interval, MIN_INTERVAL, MAX_INTERVAL);
        return this;
    }

    /**
     * Sets by how much the interval differs from host to host, so that clients that came together do not come back
     * together. Both address families of a host get the same interval, and get it each time.
     *
     * @param share the largest difference each way as a share of the interval, 0 to {@link #MAX_INTERVAL_SPREAD}; 0 means
     *     that all clients get the same; default {@link #DEFAULT_INTERVAL_SPREAD}
     */
    public TrackerBuilder intervalSpread(double share) {
        if (!(share >= 0 && share <= MAX_INTERVAL_SPREAD)) {
            throw new IllegalArgumentException("intervalSpread " + share + " is outside 0 to " + MAX_INTERVAL_SPREAD);
        }
        this.intervalSpread = share;
        return this;
    }

    /**
     * Sets the rate of announces from which on the interval grows: at twice the rate it is twice as long. It grows only so
     * far that a client which comes a minute late has not expired. The rate is measured over about a minute, while the
     * tracker is started.
     *
     * @param perSecond 1 or more; or 0, which means that the interval never grows; default {@link
     *     #DEFAULT_ANNOUNCE_RATE_PER_PROCESSOR} for each processor
     */
    public TrackerBuilder announceRateGoal(int perSecond) {
        this.announceRateGoal = Require.range("announceRateGoal", perSecond, 0, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets whether clients come back soon after a cold start, so that swarms fill. A start is cold if the store holds no
     * host. Then for one interval clients are told 2 to 5 minutes, where the interval is longer. That ends early when the
     * store turns out to hold hosts that this tracker has not heard of, from a snapshot or from other trackers.
     *
     * @param warmUp default true
     */
    public TrackerBuilder warmUp(boolean warmUp) {
        this.warmUp = warmUp;
        return this;
    }

    /**
     * Sets how many peers a client gets if its announce names no number.
     *
     * @param numWantDefault 0 to {@link #numWantLimit}; default {@link #DEFAULT_NUM_WANT}
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
     * Turns the scrape without info hashes on (BEP 48). It needs a {@link FullScrapeStore}.
     *
     * @param fullScrapeLimit the most swarms in its answer, those that an interceptor hides included, 0 to 1,000,000;
     *     default 0: off
     */
    public TrackerBuilder fullScrapeLimit(int fullScrapeLimit) {
        this.fullScrapeLimit = Require.range("fullScrapeLimit", fullScrapeLimit, 0, MAX_FULL_SCRAPE_LIMIT);
        return this;
    }

    /** Sets which endpoints of a host the answers prefer; default {@link FamilyPolicy#IPV6_FIRST}. */
    public TrackerBuilder familyPolicy(FamilyPolicy familyPolicy) {
        this.familyPolicy = Objects.requireNonNull(familyPolicy, "familyPolicy");
        return this;
    }

    /**
     * Sets how long the first answer over IPv4 waits for the same host's announce over IPv6. That announce is often under
     * way, and it changes which peers the host gets.
     *
     * <p>An answer waits only if the policy is {@link FamilyPolicy#IPV6_FIRST}, the host was not known before, and the
     * answer would list IPv4 endpoints of dual-stack hosts. At most 1,024 answers wait at a time; more are given at once.
     *
     * @param secondFamilyDelay 0, which means that no answer waits, to 5 seconds; default {@link
     *     #DEFAULT_SECOND_FAMILY_DELAY}
     */
    public TrackerBuilder secondFamilyDelay(Duration secondFamilyDelay) {
        this.secondFamilyDelay =
                Require.range("secondFamilyDelay", secondFamilyDelay, Duration.ZERO, MAX_SECOND_FAMILY_DELAY);
        return this;
    }

    /**
     * Sets the source of results of probes, so that answers can wait for them, see {@link #reachabilityDelay}. Default: none,
     * and no answer waits.
     *
     * @param results the {@code ReachabilityProber} of tracker-claims, which is to be a {@link #listener}, too
     */
    public TrackerBuilder reachability(ReachabilityResults results) {
        this.reachability = Objects.requireNonNull(results, "results");
        return this;
    }

    /**
     * Sets how long the answer over IPv4 to a dual-stack host waits at most for the first result of {@link #reachability}.
     * Where nothing is known of the IPv6 endpoints of two hosts, each is told of the other's alone. If neither lets the
     * other in over IPv6, they do not meet before their next announces.
     *
     * <p>An answer waits only if the policy is {@link FamilyPolicy#IPV6_FIRST}, a result is expected, and there is another
     * dual-stack host in the swarm that is of use to the requester. The answer over IPv6 does not wait. Where a connection is
     * accepted or refused and the peer says something, the wait is a few round trips; where the firewall is silent, it is the
     * time of a whole probe. At most 1,024 answers wait at a time; more are given at once.
     *
     * @param reachabilityDelay 0, which means that no answer waits, to 5 seconds; default {@link
     *     #DEFAULT_REACHABILITY_DELAY}
     */
    public TrackerBuilder reachabilityDelay(Duration reachabilityDelay) {
        this.reachabilityDelay =
                Require.range("reachabilityDelay", reachabilityDelay, Duration.ZERO, MAX_REACHABILITY_DELAY);
        return this;
    }

    /**
     * Sets how long the store, or an interceptor, may take to complete a stage. Then the stage fails with a {@link
     * TrackerException} that names the culprit. The tracker looks for late stages ten times within the limit and at least
     * once a second, so a stage fails up to that much later. A thread that is blocked inside a call is not interrupted.
     *
     * @param requestTimeout 10 milliseconds to 10 minutes, and more than {@link #secondFamilyDelay} and, with {@link
     *     #reachability}, {@link #reachabilityDelay} together; or 0, which means no limit; default {@link
     *     #DEFAULT_REQUEST_TIMEOUT}
     */
    public TrackerBuilder requestTimeout(Duration requestTimeout) {
        this.requestTimeout = requestTimeout.isZero()
                ? requestTimeout
                : Require.range("requestTimeout", requestTimeout, MIN_REQUEST_TIMEOUT, MAX_REQUEST_TIMEOUT);
        return this;
    }

    /**
     * Sets the executor that completes answers which waited for a second family or a probe, and stages that passed {@link
     * #requestTimeout}. Code that hangs on those stages runs there too. If it is slow, the executor must have a thread for
     * each task, such as {@code Executors.newVirtualThreadPerTaskExecutor()} of Java 21, so that one continuation does not
     * block another. If the executor refuses a task, another thread of the tracker runs it.
     *
     * @param executor borrowed, never shut down by the tracker; default: a pool of the tracker's own with 0 to 2,048
     *     daemon threads, each made only when no other one is idle, and ended after 10 idle seconds
     */
    public TrackerBuilder executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /** Sets the operator's own seeds; default none. They stay the same for as long as the tracker runs. */
    public TrackerBuilder pinnedSeeds(PinnedSeeds pinnedSeeds) {
        Objects.requireNonNull(pinnedSeeds, "pinnedSeeds");
        return pinnedSeeds(() -> pinnedSeeds);
    }

    /**
     * Sets what has the operator's own seeds, so that they can be replaced while the tracker runs. It is asked at each
     * announce, on the thread of the announce: it must be thread-safe and return at once, such as the {@code get} of an
     * {@code AtomicReference}, and never return null.
     */
    public TrackerBuilder pinnedSeeds(Supplier<PinnedSeeds> pinnedSeeds) {
        this.pinnedSeeds = Objects.requireNonNull(pinnedSeeds, "pinnedSeeds");
        return this;
    }

    /** Adds an interceptor. It runs after those added before it. */
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
     * Sets the clock. It must not step backward. Default: a clock that takes the wall clock's time once, when this builder
     * is made, and then follows the time that passes, whatever becomes of the wall clock. On Linux that includes the time
     * during which the machine sleeps: the clock catches up within a second or two of the resume.
     */
    public TrackerBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets the 128-bit key of the hash that links the endpoints of a host. Trackers that share a store need the same key.
     * Default: the {@linkplain SwarmStore#hostKey() store's key}; if the store has none, a random one.
     */
    public TrackerBuilder hostKey(long key0, long key1) {
        hostKey = new HostKey(key0, key1);
        return this;
    }

    /**
     * Makes the tracker. Starts no thread and does no I/O.
     *
     * @throws NullPointerException if no store is set
     * @throws IllegalArgumentException if options contradict each other; the message names them
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
        if (!requestTimeout.isZero() && requestTimeout.compareTo(longestWait()) <= 0) {
            throw new IllegalArgumentException("requestTimeout " + requestTimeout + " is not above secondFamilyDelay "
                    + secondFamilyDelay + (reachability == null ? "" : " and reachabilityDelay " + reachabilityDelay));
        }
        if (fullScrapeLimit > 0 && !(target instanceof FullScrapeStore)) {
            throw new IllegalArgumentException("fullScrapeLimit needs a store that implements FullScrapeStore");
        }
        return new Tracker(this, target);
    }

    private Duration longestWait() {
        return reachability == null ? secondFamilyDelay : secondFamilyDelay.plus(reachabilityDelay);
    }
}
