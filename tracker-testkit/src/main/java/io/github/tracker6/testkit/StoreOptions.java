package io.github.tracker6.testkit;

import java.time.Duration;

/**
 * What the contract asks of a fresh store. Immutable.
 *
 * @param peerTtl how long an endpoint lives after its last announce
 * @param maxSwarms how many swarms are kept
 * @param maxPeers how many hosts are kept over all swarms
 * @param maxPeersPerSwarm how many hosts are kept in one swarm
 * @param maxEndpointsPerIpv4Address how many endpoints of a swarm may share a global IPv4 address
 * @param maxEndpointsPerIpv6Address how many endpoints of a swarm may share a global IPv6 address
 * @param maxEndpointsPerIpv6Prefix how many endpoints of a swarm may share a global IPv6 /64
 */
public record StoreOptions(
        Duration peerTtl,
        int maxSwarms,
        int maxPeers,
        int maxPeersPerSwarm,
        int maxEndpointsPerIpv4Address,
        int maxEndpointsPerIpv6Address,
        int maxEndpointsPerIpv6Prefix) {
    private static final StoreOptions DEFAULTS =
            new StoreOptions(Duration.ofMinutes(45), 100_000, 2_000_000, 100_000, 64, 4, 64);

    /** Returns the defaults of a tracker: 45 minutes, 100,000 swarms, 2,000,000 and 100,000 peers, 64, 4 and 64. */
    public static StoreOptions defaults() {
        return DEFAULTS;
    }

    StoreOptions withPeerTtl(Duration ttl) {
        return new StoreOptions(
                ttl,
                maxSwarms,
                maxPeers,
                maxPeersPerSwarm,
                maxEndpointsPerIpv4Address,
                maxEndpointsPerIpv6Address,
                maxEndpointsPerIpv6Prefix);
    }

    StoreOptions withMaxSwarms(int swarms) {
        return withCounts(swarms, maxPeers, maxPeersPerSwarm);
    }

    StoreOptions withMaxPeers(int peers) {
        return withCounts(maxSwarms, peers, maxPeersPerSwarm);
    }

    StoreOptions withMaxPeersPerSwarm(int peersPerSwarm) {
        return withCounts(maxSwarms, maxPeers, peersPerSwarm);
    }

    StoreOptions withMaxEndpoints(int perIpv4Address, int perIpv6Address, int perIpv6Prefix) {
        return new StoreOptions(
                peerTtl, maxSwarms, maxPeers, maxPeersPerSwarm, perIpv4Address, perIpv6Address, perIpv6Prefix);
    }

    private StoreOptions withCounts(int swarms, int peers, int peersPerSwarm) {
        return new StoreOptions(
                peerTtl,
                swarms,
                peers,
                peersPerSwarm,
                maxEndpointsPerIpv4Address,
                maxEndpointsPerIpv6Address,
                maxEndpointsPerIpv6Prefix);
    }
}
