package io.github.tracker6.store;

import java.time.Duration;

/**
 * The options that every store has: how long it keeps endpoints, and how many it keeps. Immutable.
 *
 * <p>{@link SwarmStore} says in which order the caps apply, and to which addresses those per address apply.
 *
 * @since 0.1.0
 */
public final class StoreOptions {
    /** The default of {@link #peerTtl()}: 45 minutes. */
    public static final Duration DEFAULT_PEER_TTL = Duration.ofMinutes(45);
    /** The default of {@link #maxSwarms()}: 100,000. */
    public static final int DEFAULT_MAX_SWARMS = 100_000;
    /** The default of {@link #maxPeers()}: 2,000,000. */
    public static final int DEFAULT_MAX_PEERS = 2_000_000;
    /** The default of {@link #maxPeersPerSwarm()}: 100,000. */
    public static final int DEFAULT_MAX_PEERS_PER_SWARM = 100_000;
    /** The default of {@link #maxEndpointsPerIpv4Address()}: 64. */
    public static final int DEFAULT_MAX_ENDPOINTS_PER_IPV4_ADDRESS = 64;
    /** The default of {@link #maxEndpointsPerIpv6Prefix()}: 64. */
    public static final int DEFAULT_MAX_ENDPOINTS_PER_IPV6_PREFIX = 64;
    /** The default of {@link #ipv4NetworkPrefix()}: 24. */
    public static final int DEFAULT_IPV4_NETWORK_PREFIX = 24;
    /** The default of {@link #ipv6NetworkPrefix()}: 48. */
    public static final int DEFAULT_IPV6_NETWORK_PREFIX = 48;
    /** The largest of the caps per address and per prefix: 256. */
    public static final int MAX_ENDPOINTS_PER_ADDRESS = 256;
    /** The largest {@link #maxPeersPerSwarm()}: 16,000,000. */
    public static final int MAX_PEERS_PER_SWARM = 16_000_000;
    /** The shortest {@link #peerTtl()}: 2 seconds. */
    public static final Duration MIN_PEER_TTL = Duration.ofSeconds(2);
    /** The longest {@link #peerTtl()}: 7 days. */
    public static final Duration MAX_PEER_TTL = Duration.ofDays(7);

    private final Duration peerTtl;
    private final int maxSwarms;
    private final int maxPeers;
    private final int maxPeersPerSwarm;
    private final int maxEndpointsPerIpv4Address;
    private final int maxEndpointsPerIpv6Prefix;
    private final boolean fairShares;
    private final int ipv4NetworkPrefix;
    private final int ipv6NetworkPrefix;

    StoreOptions(StoreOptionsBuilder builder) {
        this.peerTtl = builder.peerTtl;
        this.maxSwarms = builder.maxSwarms;
        this.maxPeers = builder.maxPeers;
        this.maxPeersPerSwarm = builder.maxPeersPerSwarm;
        this.maxEndpointsPerIpv4Address = builder.maxEndpointsPerIpv4Address;
        this.maxEndpointsPerIpv6Prefix = builder.maxEndpointsPerIpv6Prefix;
        this.fairShares = builder.fairShares;
        this.ipv4NetworkPrefix = builder.ipv4NetworkPrefix;
        this.ipv6NetworkPrefix = builder.ipv6NetworkPrefix;
    }

    /** Returns a builder with every default. */
    public static StoreOptionsBuilder builder() {
        return new StoreOptionsBuilder();
    }

    /** Returns the options with every default. */
    public static StoreOptions defaults() {
        return builder().build();
    }

    /** Returns how long an endpoint is kept after its last announce. */
    public Duration peerTtl() {
        return peerTtl;
    }

    /** Returns the most swarms that are kept. */
    public int maxSwarms() {
        return maxSwarms;
    }

    /** Returns the most hosts that are kept over all swarms; a host counts once per swarm. */
    public int maxPeers() {
        return maxPeers;
    }

    /** Returns the most hosts that are kept in one swarm. */
    public int maxPeersPerSwarm() {
        return maxPeersPerSwarm;
    }

    /** Returns how many endpoints of one swarm may share an IPv4 address. */
    public int maxEndpointsPerIpv4Address() {
        return maxEndpointsPerIpv4Address;
    }

    /** Returns how many endpoints of one swarm may share an IPv6 /64. */
    public int maxEndpointsPerIpv6Prefix() {
        return maxEndpointsPerIpv6Prefix;
    }

    /**
     * Returns whether networks keep to fair shares, so that one client cannot fill the tracker, or a popular swarm with false
     * peers. A network is an IPv4 /24 or IPv6 /48 unless {@link StoreOptionsBuilder#networkPrefix} says otherwise, and with
     * larger shares an IPv4 /16 or IPv6 /32, or what a network is if that is larger; only globally routable addresses count.
     *
     * <ul>
     *   <li>Where 95 % of the swarms or of the peers that may be are there, new ones of a network that holds more than a
     *       thousandth of them (/16, /32: a hundredth), and at least 64, are answered and not listed. Housekeeping removes
     *       what such networks hold, first what never announced a second time, until 90 % are there. If 99 % are there and no
     *       network holds too many, it removes what never announced a second time after a 32nd of the peer TTL.
     *   <li>A swarm lists up to 1,024 endpoints of a network; a swarm of more than 4,096 hosts up to a sixteenth of its hosts
     *       (/16, /32: a 64th, but at least 256).
     * </ul>
     *
     * <p>The memory store and the store that trackers share keep to this. Figures are approximate. {@link
     * io.github.tracker6.store.plain.PlainSwarmStore} has no shares.
     */
    public boolean fairShares() {
        return fairShares;
    }

    /** Returns the length of the prefix of a network over IPv4, in bits, see {@link #fairShares()}. */
    public int ipv4NetworkPrefix() {
        return ipv4NetworkPrefix;
    }

    /** Returns the length of the prefix of a network over IPv6, in bits, see {@link #fairShares()}. */
    public int ipv6NetworkPrefix() {
        return ipv6NetworkPrefix;
    }
}
