package io.github.tracker6.claims;

import io.github.tracker6.InfoHash;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.internal.Require;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Options of {@link AddressClaims}. Not thread-safe; {@link #build()} may be called repeatedly.
 *
 * @since 0.1.0
 */
public final class AddressClaimsBuilder {
    /** The default of {@link #peerTtl}: 45 minutes, the same as the memory store's. */
    public static final Duration DEFAULT_PEER_TTL = Duration.ofMinutes(45);
    /** The default of {@link #recheck}: 6 hours. */
    public static final Duration DEFAULT_RECHECK = Duration.ofHours(6);
    /** The default of {@link #backOff}: 1, 4, and 24 hours. */
    public static final List<Duration> DEFAULT_BACK_OFF =
            List.of(Duration.ofHours(1), Duration.ofHours(4), Duration.ofHours(24));
    /** The default of {@link #connectTimeout}: 3 seconds. */
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(3);
    /** The default of {@link #probeTimeout}: 5 seconds. */
    public static final Duration DEFAULT_PROBE_TIMEOUT = Duration.ofSeconds(5);
    /** The default of {@link #maxProbesAtOnce}: 64. */
    public static final int DEFAULT_MAX_PROBES_AT_ONCE = 64;
    /** The default of {@link #maxProbesPerSecond}: 20. */
    public static final int DEFAULT_MAX_PROBES_PER_SECOND = 20;
    /** The default of {@link #maxProbesPerSource}: 6 per hour. */
    public static final int DEFAULT_MAX_PROBES_PER_SOURCE = 6;
    /** The default of {@link #maxProbesPerTarget}: 6 per hour. */
    public static final int DEFAULT_MAX_PROBES_PER_TARGET = 6;
    /** The default of {@link #maxProbesPerTargetNetwork}: 30 per hour. */
    public static final int DEFAULT_MAX_PROBES_PER_TARGET_NETWORK = 30;
    /** The default of {@link #maxHosts}: 65,536. */
    public static final int DEFAULT_MAX_HOSTS = 65_536;

    private static final int MAX_PROBES_AT_ONCE = 1_024;
    private static final int MAX_PROBES_PER_SECOND = 1_000;
    private static final int MAX_PROBES_PER_HOUR = 1_000;
    private static final int MAX_HOSTS = 1_000_000;
    private static final Duration MAX_TIMEOUT = Duration.ofMinutes(1);
    private static final Duration MAX_DAYS = Duration.ofDays(7);

    private ClaimPolicy policy = ClaimPolicy.PAIR;
    private @Nullable Predicate<InfoHash> torrents;
    private List<Cidr> trusted = List.of();
    private Clock clock = Clock.systemUTC();
    private Duration peerTtl = DEFAULT_PEER_TTL;
    private Duration recheck = DEFAULT_RECHECK;
    private List<Duration> backOff = DEFAULT_BACK_OFF;
    private Duration connectTimeout = DEFAULT_CONNECT_TIMEOUT;
    private Duration probeTimeout = DEFAULT_PROBE_TIMEOUT;
    private int maxProbesAtOnce = DEFAULT_MAX_PROBES_AT_ONCE;
    private int maxProbesPerSecond = DEFAULT_MAX_PROBES_PER_SECOND;
    private int maxProbesPerSource = DEFAULT_MAX_PROBES_PER_SOURCE;
    private int maxProbesPerTarget = DEFAULT_MAX_PROBES_PER_TARGET;
    private int maxProbesPerTargetNetwork = DEFAULT_MAX_PROBES_PER_TARGET_NETWORK;
    private int maxHosts = DEFAULT_MAX_HOSTS;

    AddressClaimsBuilder() {}

    /** Sets the effect of a claim; default {@link ClaimPolicy#PAIR}. */
    public AddressClaimsBuilder policy(ClaimPolicy policy) {
        this.policy = Objects.requireNonNull(policy, "policy");
        return this;
    }

    /**
     * Sets the torrents whose claims are handled. Required for {@link ClaimPolicy#VERIFY}: otherwise a client could
     * invent a torrent and have any host probed for it. Default under {@link ClaimPolicy#TRUST}: all.
     *
     * @param torrents thread-safe and quick: the adapter's thread calls it for each announce
     */
    public AddressClaimsBuilder torrents(Predicate<InfoHash> torrents) {
        this.torrents = Objects.requireNonNull(torrents, "torrents");
        return this;
    }

    /**
     * Sets the networks whose claims are published without a probe. Required for {@link ClaimPolicy#TRUST};
     * {@link #build()} refuses it for another policy.
     */
    public AddressClaimsBuilder trusted(Collection<Cidr> networks) {
        this.trusted = List.copyOf(networks);
        return this;
    }

    /** Sets the clock, which should never step backward. Default: the system's, UTC. */
    public AddressClaimsBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets how long the store keeps an endpoint after its last announce. Use the value of the store.
     *
     * @param peerTtl 2 seconds to 7 days; default {@link #DEFAULT_PEER_TTL}
     */
    public AddressClaimsBuilder peerTtl(Duration peerTtl) {
        this.peerTtl = Require.range("peerTtl", peerTtl, Duration.ofSeconds(2), MAX_DAYS);
        return this;
    }

    /**
     * Sets after how long a verified endpoint is probed again. The probe begins with the next announce of its host.
     *
     * @param recheck 1 second to 7 days; default {@link #DEFAULT_RECHECK}
     */
    public AddressClaimsBuilder recheck(Duration recheck) {
        this.recheck = Require.range("recheck", recheck, Duration.ofSeconds(1), MAX_DAYS);
        return this;
    }

    /**
     * Sets how long a peer at an endpoint is not probed after its first failure, its second, and so on. The last value
     * is also used for all further failures.
     *
     * @param waits at least one, each 1 second to 7 days; default {@link #DEFAULT_BACK_OFF}
     */
    public AddressClaimsBuilder backOff(List<Duration> waits) {
        if (waits.isEmpty()) {
            throw new IllegalArgumentException("backOff is empty");
        }
        waits.forEach(wait -> Require.range("backOff", wait, Duration.ofSeconds(1), MAX_DAYS));
        this.backOff = List.copyOf(waits);
        return this;
    }

    /**
     * Sets how long the connect of a probe may take.
     *
     * @param timeout 1 millisecond to 1 minute; default {@link #DEFAULT_CONNECT_TIMEOUT}
     */
    public AddressClaimsBuilder connectTimeout(Duration timeout) {
        this.connectTimeout = Require.range("connectTimeout", timeout, Duration.ofMillis(1), MAX_TIMEOUT);
        return this;
    }

    /**
     * Sets how long a whole probe may take.
     *
     * @param timeout 1 millisecond to 1 minute; default {@link #DEFAULT_PROBE_TIMEOUT}
     */
    public AddressClaimsBuilder probeTimeout(Duration timeout) {
        this.probeTimeout = Require.range("probeTimeout", timeout, Duration.ofMillis(1), MAX_TIMEOUT);
        return this;
    }

    /**
     * Sets how many probes may run at the same time, at most one per source.
     *
     * @param max 1 to 1,024; default {@link #DEFAULT_MAX_PROBES_AT_ONCE}
     */
    public AddressClaimsBuilder maxProbesAtOnce(int max) {
        this.maxProbesAtOnce = Require.range("maxProbesAtOnce", max, 1, MAX_PROBES_AT_ONCE);
        return this;
    }

    /**
     * Sets how many probes may begin within any second. The probes of the last hour are kept, in up to 190 KB of memory for
     * each probe per second.
     *
     * @param max 1 to 1,000; default {@link #DEFAULT_MAX_PROBES_PER_SECOND}
     */
    public AddressClaimsBuilder maxProbesPerSecond(int max) {
        this.maxProbesPerSecond = Require.range("maxProbesPerSecond", max, 1, MAX_PROBES_PER_SECOND);
        return this;
    }

    /**
     * Sets how many probes may begin within any hour for the claims of one IPv4 address or IPv6 /64.
     *
     * @param max 1 to 1,000; default {@link #DEFAULT_MAX_PROBES_PER_SOURCE}
     */
    public AddressClaimsBuilder maxProbesPerSource(int max) {
        this.maxProbesPerSource = Require.range("maxProbesPerSource", max, 1, MAX_PROBES_PER_HOUR);
        return this;
    }

    /**
     * Sets how many probes may begin within any hour at one IPv4 address or IPv6 /64.
     *
     * @param max 1 to 1,000; default {@link #DEFAULT_MAX_PROBES_PER_TARGET}
     */
    public AddressClaimsBuilder maxProbesPerTarget(int max) {
        this.maxProbesPerTarget = Require.range("maxProbesPerTarget", max, 1, MAX_PROBES_PER_HOUR);
        return this;
    }

    /**
     * Sets how many probes may begin within any hour at one IPv4 /24 or IPv6 /48.
     *
     * @param max 1 to 1,000; default {@link #DEFAULT_MAX_PROBES_PER_TARGET_NETWORK}
     */
    public AddressClaimsBuilder maxProbesPerTargetNetwork(int max) {
        this.maxProbesPerTargetNetwork = Require.range("maxProbesPerTargetNetwork", max, 1, MAX_PROBES_PER_HOUR);
        return this;
    }

    /**
     * Sets how many hosts may have an endpoint that is published by a claim, and how many failed probes are remembered.
     *
     * @param max 1 to 1,000,000; default {@link #DEFAULT_MAX_HOSTS}
     */
    public AddressClaimsBuilder maxHosts(int max) {
        this.maxHosts = Require.range("maxHosts", max, 1, MAX_HOSTS);
        return this;
    }

    /**
     * Returns the interceptor. Starts no thread, see {@link AddressClaims#start()}.
     *
     * @throws IllegalArgumentException if {@code VERIFY} has no {@link #torrents}, {@code TRUST} has no
     *     {@link #trusted} networks, or another policy has them
     */
    public AddressClaims build() {
        Predicate<InfoHash> served = torrents;
        if (served == null) {
            if (policy == ClaimPolicy.VERIFY) {
                throw new IllegalArgumentException("policy VERIFY needs the torrents that it is for");
            }
            served = infoHash -> true;
        }
        if (policy == ClaimPolicy.TRUST && trusted.isEmpty()) {
            throw new IllegalArgumentException("policy TRUST needs the networks that it is for");
        }
        if (policy != ClaimPolicy.TRUST && !trusted.isEmpty()) {
            throw new IllegalArgumentException(
                    "policy " + policy + " trusts no networks, " + trusted.size() + " given");
        }
        ProbeLimits limits = new ProbeLimits(
                maxProbesAtOnce, maxProbesPerSecond, maxProbesPerSource, maxProbesPerTarget, maxProbesPerTargetNetwork);
        return new AddressClaims(new ClaimOptions(
                policy,
                served,
                trusted,
                clock,
                new SecureRandom(),
                peerTtl,
                recheck,
                backOff,
                connectTimeout,
                probeTimeout,
                limits,
                maxHosts));
    }
}
