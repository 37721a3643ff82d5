package io.github.tracker6.store;

import java.time.Duration;

/**
 * The options that every store has: how long it keeps endpoints, and how many it keeps. Immutable.
 *
 * <p>{@link SwarmStore} says in which order the caps apply, and to which addresses those per address apply.
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

    StoreOptions(StoreOptionsBuilder builder) {
        this.peerTtl = builder.peerTtl;
        this.maxSwarms = builder.maxSwarms;
        this.maxPeers = builder.maxPeers;
        this.maxPeersPerSwarm = builder.maxPeersPerSwarm;
        this.maxEndpointsPerIpv4Address = builder.maxEndpointsPerIpv4Address;
        this.maxEndpointsPerIpv6Prefix = builder.maxEndpointsPerIpv6Prefix;
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
}
