package io.github.tracker6.redis;

import java.time.Duration;

/** The options of a store. Immutable. */
record RedisStoreOptions(
        String keyPrefix,
        int tags,
        Duration peerTtl,
        Duration totalsInterval,
        int maxSwarms,
        int maxPeers,
        int maxPeersPerSwarm,
        int maxEndpointsPerIpv4Address,
        int maxEndpointsPerIpv6Address,
        int maxEndpointsPerIpv6Prefix,
        Duration recentAnswers) {}
