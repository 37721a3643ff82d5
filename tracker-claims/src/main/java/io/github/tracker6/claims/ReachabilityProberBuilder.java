package io.github.tracker6.claims;

import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.PinnedSeeds;
import io.github.tracker6.engine.TrackerBuilder;
import io.github.tracker6.internal.Require;
import io.github.tracker6.internal.SteadyClock;
import io.github.tracker6.store.SwarmStore;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link ReachabilityProber}. Not thread-safe; {@link #build()} may be called repeatedly.
 *
 * @since 0.1.0
 */
public final class ReachabilityProberBuilder {
    /** The default of {@link #connectTimeout}: 2 seconds. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(2);
    /** The default of {@link #probeTimeout}: 5 seconds. */
    public static final Duration DEFAULT_PROBE_TIMEOUT = Duration.ofSeconds(5);
    /** The default of {@link #maxProbesAtOnce}: 256. */
    public static final int DEFAULT_MAX_PROBES_AT_ONCE = 256;
    /** The default of {@link #maxProbesPerSecond}: 50. */
    public static final int DEFAULT_MAX_PROBES_PER_SECOND = 50;
    /** The default of {@link #maxProbesPerHost}: 6 per hour. */
    public static final int DEFAULT_MAX_PROBES_PER_HOST = 6;
    /** The default of {@link #maxProbesPerNetwork}: 60 per hour. */
    public static final int DEFAULT_MAX_PROBES_PER_NETWORK = 60;

    private static final int MAX_PROBES_AT_ONCE = 1_024;
    private static final int MAX_PROBES_PER_SECOND = 1_000;
    private static final int MAX_PROBES_PER_HOUR = 1_000;
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);
    private static final ReachabilityTimes TIMES =
            new ReachabilityTimes(Duration.ofHours(2), Duration.ofMinutes(1), Duration.ofMinutes(10));

    private @Nullable SwarmStore store;
    private ProbeScope scope = ProbeScope.DUAL_STACK;
    private ProbeTargets targets = ProbeTargets.GLOBAL;
    private Clock clock = SteadyClock.start();
    private RandomGenerator random = new SecureRandom();
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration probeTimeout = DEFAULT_PROBE_TIMEOUT;
    private int maxProbesAtOnce = DEFAULT_MAX_PROBES_AT_ONCE;
    private int maxProbesPerSecond = DEFAULT_MAX_PROBES_PER_SECOND;
    private int maxProbesPerHost = DEFAULT_MAX_PROBES_PER_HOST;
    private int maxProbesPerNetwork = DEFAULT_MAX_PROBES_PER_NETWORK;
    private @Nullable InetSocketAddress probeFrom;
    private @Nullable WatchedSeeds seeds;

    ReachabilityProberBuilder() {}

    /** Sets the store that is told the results: that of the tracker. Required. Borrowed, never closed. */
    public ReachabilityProberBuilder store(SwarmStore store) {
        this.store = Objects.requireNonNull(store, "store");
        return this;
    }

    /** Sets whose endpoints are probed; default {@link ProbeScope#DUAL_STACK}. */
    public ReachabilityProberBuilder scope(ProbeScope scope) {
        this.scope = Objects.requireNonNull(scope, "scope");
        return this;
    }

    /**
     * Sets the operator's own seeds. They are probed whatever the scope. Default none.
     *
     * @param seeds those of {@link TrackerBuilder#pinnedSeeds(PinnedSeeds)}
     * @throws IllegalArgumentException if one is pinned to all torrents: a probe has to name a torrent, see {@link
     *     #pinnedSeeds(Supplier, Supplier)}
     */
    public ReachabilityProberBuilder pinnedSeeds(PinnedSeeds seeds) {
        if (!seeds.endpointsToAll().isEmpty()) {
            throw new IllegalArgumentException(
                    "pinnedSeeds has a seed of all torrents; give a supplier of torrents as well");
        }
        this.seeds = seeds.isEmpty() ? null : new WatchedSeeds(() -> seeds, () -> null);
        return this;
    }

    /**
     * Sets what has the operator's own seeds, so that they can be replaced while the prober runs: new ones are probed within a
     * second, removed ones no more. An endpoint is probed once every two minutes, whatever the number of its torrents, and
     * asked for another one of them each time.
     *
     * @param seeds that of {@link TrackerBuilder#pinnedSeeds(Supplier)}; asked several times a second, thread-safe, never
     *     returns null
     * @param anyTorrent names a torrent to ask the seeds of all torrents for, a different one at each call; asked for each
     *     probe of such a seed, on the prober's thread. While it returns null, these seeds are not probed
     */
    public ReachabilityProberBuilder pinnedSeeds(Supplier<PinnedSeeds> seeds, Supplier<@Nullable InfoHash> anyTorrent) {
        this.seeds = new WatchedSeeds(
                Objects.requireNonNull(seeds, "seeds"), Objects.requireNonNull(anyTorrent, "anyTorrent"));
        return this;
    }

    /**
     * Sets the IPv6 address of this machine from which IPv6 endpoints are probed. No client may announce to it: keep it out of
     * the DNS name of the tracker. Only then does an answer over uTP prove something of hosts that announce over UDP: a
     * firewall lets answers in from an address to which its host has sent. Default: the system chooses, and uTP is tried only
     * for addresses that have not announced over UDP.
     *
     * @throws IllegalArgumentException if it is no IPv6 address, or {@code ::}
     */
    public ReachabilityProberBuilder probeFrom(InetAddress address) {
        if (!(address instanceof Inet6Address) || address.isAnyLocalAddress()) {
            throw new IllegalArgumentException(
                    "probeFrom " + address.getHostAddress() + " is no IPv6 address of a host");
        }
        this.probeFrom = new InetSocketAddress(address, 0);
        return this;
    }

    /**
     * Sets the clock, which must not step backward. Default: a clock of the same kind as the tracker's default. If you set the
     * tracker's clock, set the same one here: the store gets times of both.
     */
    public ReachabilityProberBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets how long a connect over TCP may take, and an answer over uTP. Both are tried at the same time, so a probe that has no
     * answer takes this time. Systems repeat the first packet of a connect after 1 second, and then after 3.
     *
     * @param timeout 1 millisecond to 1 minute; default {@link #DEFAULT_CONNECT_TIMEOUT}
     */
    public ReachabilityProberBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = Require.range("connectTimeout", timeout, Duration.ofMillis(1), MAX_TIMEOUT);
        return this;
    }

    /**
     * Sets how long connect and handshake over TCP may take together.
     *
     * @param timeout 1 millisecond to 1 minute; default {@link #DEFAULT_PROBE_TIMEOUT}
     */
    public ReachabilityProberBuilder probeTimeout(Duration timeout) {
        this.probeTimeout = Require.range("probeTimeout", timeout, Duration.ofMillis(1), MAX_TIMEOUT);
        return this;
    }

    /**
     * Sets how many probes may run at the same time, at most one per /64. Pinned seeds are not counted: of these, up to 64 are
     * probed at the same time.
     *
     * @param max 1 to 1,024; default {@link #DEFAULT_MAX_PROBES_AT_ONCE}
     */
    public ReachabilityProberBuilder maxProbesAtOnce(int max) {
        this.maxProbesAtOnce = Require.range("maxProbesAtOnce", max, 1, MAX_PROBES_AT_ONCE);
        return this;
    }

    /**
     * Sets how many probes may begin within any second. The probes of the last hour are kept, in up to 190 KB of memory for
     * each probe per second.
     *
     * @param max 1 to 1,000; default {@link #DEFAULT_MAX_PROBES_PER_SECOND}
     */
    public ReachabilityProberBuilder maxProbesPerSecond(int max) {
        this.maxProbesPerSecond = Require.range("maxProbesPerSecond", max, 1, MAX_PROBES_PER_SECOND);
        return this;
    }

    /**
     * Sets how many probes may begin within any hour at one /64.
     *
     * @param max 1 to 1,000; default {@link #DEFAULT_MAX_PROBES_PER_HOST}
     */
    public ReachabilityProberBuilder maxProbesPerHost(int max) {
        this.maxProbesPerHost = Require.range("maxProbesPerHost", max, 1, MAX_PROBES_PER_HOUR);
        return this;
    }

    /**
     * Sets how many probes may begin within any hour at one /48.
     *
     * @param max 1 to 1,000; default {@link #DEFAULT_MAX_PROBES_PER_NETWORK}
     */
    public ReachabilityProberBuilder maxProbesPerNetwork(int max) {
        this.maxProbesPerNetwork = Require.range("maxProbesPerNetwork", max, 1, MAX_PROBES_PER_HOUR);
        return this;
    }

    /** Replaces the rule for endpoints, so that tests can probe this machine. */
    ReachabilityProberBuilder targets(ProbeTargets targets) {
        this.targets = targets;
        return this;
    }

    /** Replaces the source of random numbers, so that tests repeat. */
    ReachabilityProberBuilder random(RandomGenerator random) {
        this.random = random;
        return this;
    }

    /**
     * Returns the prober. Starts no thread and does no I/O, see {@link ReachabilityProber#start()}.
     *
     * @throws NullPointerException if no store is set
     */
    public ReachabilityProber build() {
        return new ReachabilityProber(options());
    }

    ReachabilityOptions options() {
        boolean off = scope == ProbeScope.OFF; // then the budget is not used, and need not take memory
        ProbeLimits limits = new ProbeLimits(
                maxProbesAtOnce, off ? 1 : maxProbesPerSecond, maxProbesPerHost, maxProbesPerHost, maxProbesPerNetwork);
        return new ReachabilityOptions(
                Objects.requireNonNull(store, "store"),
                scope,
                targets,
                clock,
                random,
                connectTimeout,
                probeTimeout,
                limits,
                TIMES,
                probeFrom,
                seeds);
    }
}
