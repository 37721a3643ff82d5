package io.github.tracker6.store;

import io.github.tracker6.internal.Require;
import java.time.Duration;

/**
 * Builds {@link StoreOptions}. Every setter throws an {@link IllegalArgumentException} for a value outside its range. Not
 * thread-safe; {@link #build()} may be called repeatedly.
 *
 * @since 0.1.0
 */
public final class StoreOptionsBuilder {
    Duration peerTtl = StoreOptions.DEFAULT_PEER_TTL;
    int maxSwarms = StoreOptions.DEFAULT_MAX_SWARMS;
    int maxPeers = StoreOptions.DEFAULT_MAX_PEERS;
    int maxPeersPerSwarm = StoreOptions.DEFAULT_MAX_PEERS_PER_SWARM;
    int maxEndpointsPerIpv4Address = StoreOptions.DEFAULT_MAX_ENDPOINTS_PER_IPV4_ADDRESS;
    int maxEndpointsPerIpv6Prefix = StoreOptions.DEFAULT_MAX_ENDPOINTS_PER_IPV6_PREFIX;

    boolean fairShares = true;
    int ipv4NetworkPrefix = StoreOptions.DEFAULT_IPV4_NETWORK_PREFIX;
    int ipv6NetworkPrefix = StoreOptions.DEFAULT_IPV6_NETWORK_PREFIX;

    StoreOptionsBuilder() {}

    /**
     * Sets how long an endpoint lives after its last announce. A store may round it by up to 1/256.
     *
     * @param peerTtl 2 seconds to 7 days, above the tracker's interval; default {@link StoreOptions#DEFAULT_PEER_TTL}
     */
    public StoreOptionsBuilder peerTtl(Duration peerTtl) {
        if (peerTtl.compareTo(StoreOptions.MIN_PEER_TTL) < 0 || peerTtl.compareTo(StoreOptions.MAX_PEER_TTL) > 0) {
            throw new IllegalArgumentException("peerTtl " + peerTtl + " is outside 2 s to 7 days");
        }
        this.peerTtl = peerTtl;
        return this;
    }

    /**
     * Sets the most swarms that are kept. At this limit, a new swarm replaces one without peers, whose count of
     * downloads is then lost.
     *
     * @param maxSwarms 1 or more; default {@link StoreOptions#DEFAULT_MAX_SWARMS}
     */
    public StoreOptionsBuilder maxSwarms(int maxSwarms) {
        this.maxSwarms = Require.range("maxSwarms", maxSwarms, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets the most peers that are kept over all swarms, in hosts.
     *
     * @param maxPeers 1 or more; default {@link StoreOptions#DEFAULT_MAX_PEERS}
     */
    public StoreOptionsBuilder maxPeers(int maxPeers) {
        this.maxPeers = Require.range("maxPeers", maxPeers, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets the most peers that are kept in one swarm, in hosts.
     *
     * @param maxPeersPerSwarm 1 to 16,000,000; default {@link StoreOptions#DEFAULT_MAX_PEERS_PER_SWARM}
     */
    public StoreOptionsBuilder maxPeersPerSwarm(int maxPeersPerSwarm) {
        this.maxPeersPerSwarm =
                Require.range("maxPeersPerSwarm", maxPeersPerSwarm, 1, StoreOptions.MAX_PEERS_PER_SWARM);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share an IPv4 address. Like the cap below, it applies to globally
     * routable addresses alone: a LAN puts many peers behind one.
     *
     * @param max 1 to 256; default {@link StoreOptions#DEFAULT_MAX_ENDPOINTS_PER_IPV4_ADDRESS}
     */
    public StoreOptionsBuilder maxEndpointsPerIpv4Address(int max) {
        this.maxEndpointsPerIpv4Address = endpoints("maxEndpointsPerIpv4Address", max);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share an IPv6 /64.
     *
     * @param max 1 to 256; default {@link StoreOptions#DEFAULT_MAX_ENDPOINTS_PER_IPV6_PREFIX}
     */
    public StoreOptionsBuilder maxEndpointsPerIpv6Prefix(int max) {
        this.maxEndpointsPerIpv6Prefix = endpoints("maxEndpointsPerIpv6Prefix", max);
        return this;
    }

    /**
     * Sets whether networks keep to fair shares, see {@link StoreOptions#fairShares()}.
     *
     * @param fairShares default: true
     */
    public StoreOptionsBuilder fairShares(boolean fairShares) {
        this.fairShares = fairShares;
        return this;
    }

    /**
     * Sets what a network is, see {@link StoreOptions#fairShares()}. Stores without shares do not use it.
     *
     * @param ipv4 the length of its prefix over IPv4, 8 to 32; default {@link StoreOptions#DEFAULT_IPV4_NETWORK_PREFIX}
     * @param ipv6 the length of its prefix over IPv6, 16 to 64; default {@link StoreOptions#DEFAULT_IPV6_NETWORK_PREFIX}
     */
    public StoreOptionsBuilder networkPrefix(int ipv4, int ipv6) {
        int checked = Require.range("ipv4 networkPrefix", ipv4, 8, 32);
        this.ipv6NetworkPrefix = Require.range("ipv6 networkPrefix", ipv6, 16, 64);
        this.ipv4NetworkPrefix = checked;
        return this;
    }

    /** Makes the options. */
    public StoreOptions build() {
        return new StoreOptions(this);
    }

    private static int endpoints(String name, int max) {
        return Require.range(name, max, 1, StoreOptions.MAX_ENDPOINTS_PER_ADDRESS);
    }
}
