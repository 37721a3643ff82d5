package io.github.tracker6.store.memory;

import io.github.tracker6.internal.Require;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Options of a {@link MemorySwarmStore}. Not thread-safe; {@link #build()} may be called repeatedly. */
public final class MemorySwarmStoreBuilder {
    /** The default of {@link #peerTtl}: 45 minutes. */
    public static final Duration DEFAULT_PEER_TTL = Duration.ofMinutes(45);
    /** The default of {@link #maxSwarms}: 100,000. */
    public static final int DEFAULT_MAX_SWARMS = 100_000;
    /** The default of {@link #maxPeers}: 2,000,000. */
    public static final int DEFAULT_MAX_PEERS = 2_000_000;
    /** The default of {@link #maxPeersPerSwarm}: 100,000. */
    public static final int DEFAULT_MAX_PEERS_PER_SWARM = 100_000;
    /** The default of {@link #maxEndpointsPerIpv4Address}: 64. */
    public static final int DEFAULT_MAX_ENDPOINTS_PER_IPV4_ADDRESS = 64;
    /** The default of {@link #maxEndpointsPerIpv6Address}: 4. */
    public static final int DEFAULT_MAX_ENDPOINTS_PER_IPV6_ADDRESS = 4;
    /** The default of {@link #maxEndpointsPerIpv6Prefix}: 64. */
    public static final int DEFAULT_MAX_ENDPOINTS_PER_IPV6_PREFIX = 64;
    /** The largest of the caps per address and per prefix: 256. */
    public static final int MAX_ENDPOINTS_PER_ADDRESS = 256;
    /** The largest {@link #maxPeersPerSwarm}: 16,000,000. */
    public static final int MAX_PEERS_PER_SWARM = 16_000_000;

    private static final Duration MIN_PEER_TTL = Duration.ofSeconds(2);
    private static final Duration MAX_PEER_TTL = Duration.ofDays(7);

    Duration peerTtl = DEFAULT_PEER_TTL;
    int maxSwarms = DEFAULT_MAX_SWARMS;
    int maxPeers = DEFAULT_MAX_PEERS;
    int maxPeersPerSwarm = DEFAULT_MAX_PEERS_PER_SWARM;
    int maxEndpointsPerIpv4Address = DEFAULT_MAX_ENDPOINTS_PER_IPV4_ADDRESS;
    int maxEndpointsPerIpv6Address = DEFAULT_MAX_ENDPOINTS_PER_IPV6_ADDRESS;
    int maxEndpointsPerIpv6Prefix = DEFAULT_MAX_ENDPOINTS_PER_IPV6_PREFIX;

    @Nullable
    RandomGenerator random;

    MemorySwarmStoreBuilder() {}

    /**
     * Sets how long an endpoint lives after its last announce; precise to 1/256 of it.
     *
     * @param peerTtl 2 seconds to 7 days, above the tracker's interval; default {@link #DEFAULT_PEER_TTL}
     */
    public MemorySwarmStoreBuilder peerTtl(Duration peerTtl) {
        if (peerTtl.compareTo(MIN_PEER_TTL) < 0 || peerTtl.compareTo(MAX_PEER_TTL) > 0) {
            throw new IllegalArgumentException("peerTtl " + peerTtl + " is outside 2 s to 7 days");
        }
        this.peerTtl = peerTtl;
        return this;
    }

    /** Returns how long an endpoint lives after its last announce. */
    public Duration peerTtl() {
        return peerTtl;
    }

    /**
     * Sets how many swarms are kept. Swarms without peers that keep a count of downloads give way to new ones.
     *
     * @param maxSwarms 1 or more; default {@link #DEFAULT_MAX_SWARMS}
     */
    public MemorySwarmStoreBuilder maxSwarms(int maxSwarms) {
        this.maxSwarms = Require.range("maxSwarms", maxSwarms, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets how many peers are kept over all swarms, in hosts.
     *
     * @param maxPeers 1 or more; default {@link #DEFAULT_MAX_PEERS}
     */
    public MemorySwarmStoreBuilder maxPeers(int maxPeers) {
        this.maxPeers = Require.range("maxPeers", maxPeers, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets how many peers are kept in one swarm, in hosts.
     *
     * @param maxPeersPerSwarm 1 to 16,000,000; default {@link #DEFAULT_MAX_PEERS_PER_SWARM}
     */
    public MemorySwarmStoreBuilder maxPeersPerSwarm(int maxPeersPerSwarm) {
        this.maxPeersPerSwarm = Require.range("maxPeersPerSwarm", maxPeersPerSwarm, 1, MAX_PEERS_PER_SWARM);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share an IPv4 address. Like the two caps below it holds for global
     * addresses alone: a LAN puts many peers behind one.
     *
     * @param max 1 to 256; default {@link #DEFAULT_MAX_ENDPOINTS_PER_IPV4_ADDRESS}
     */
    public MemorySwarmStoreBuilder maxEndpointsPerIpv4Address(int max) {
        this.maxEndpointsPerIpv4Address =
                Require.range("maxEndpointsPerIpv4Address", max, 1, MAX_ENDPOINTS_PER_ADDRESS);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share an IPv6 address.
     *
     * @param max 1 to 256; default {@link #DEFAULT_MAX_ENDPOINTS_PER_IPV6_ADDRESS}
     */
    public MemorySwarmStoreBuilder maxEndpointsPerIpv6Address(int max) {
        this.maxEndpointsPerIpv6Address =
                Require.range("maxEndpointsPerIpv6Address", max, 1, MAX_ENDPOINTS_PER_ADDRESS);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share an IPv6 /64.
     *
     * @param max 1 to 256; default {@link #DEFAULT_MAX_ENDPOINTS_PER_IPV6_PREFIX}
     */
    public MemorySwarmStoreBuilder maxEndpointsPerIpv6Prefix(int max) {
        this.maxEndpointsPerIpv6Prefix = Require.range("maxEndpointsPerIpv6Prefix", max, 1, MAX_ENDPOINTS_PER_ADDRESS);
        return this;
    }

    /**
     * Sets where the seeds of hashing and sampling come from, so that a test repeats. Default: a secure random source,
     * which is what a tracker open to the internet needs.
     */
    public MemorySwarmStoreBuilder random(RandomGenerator random) {
        this.random = random;
        return this;
    }

    /** Makes the store. */
    public MemorySwarmStore build() {
        return new MemorySwarmStore(this, null);
    }

    /** Makes a store that other nodes follow. */
    MemorySwarmStore build(ReplicaState replica) {
        return new MemorySwarmStore(this, replica);
    }
}
