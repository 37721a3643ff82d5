package io.github.tracker6.redis;

import io.github.tracker6.internal.Require;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Options of a {@link RedisSwarmStore}. Where Redis is must be said, once. Not thread-safe. */
public final class RedisSwarmStoreBuilder {
    /** The default of {@link #peerTtl}: 45 minutes. */
    public static final Duration DEFAULT_PEER_TTL = Duration.ofMinutes(45);
    /** The default of {@link #totalsInterval}: 10 seconds. */
    public static final Duration DEFAULT_TOTALS_INTERVAL = Duration.ofSeconds(10);
    /** The default of {@link #keyPrefix}. */
    public static final String DEFAULT_KEY_PREFIX = "t6:";
    /** The default of {@link #tags}: 1,024. */
    public static final int DEFAULT_TAGS = 1_024;
    /** The default of {@link #maxSwarms}: 100,000. */
    public static final int DEFAULT_MAX_SWARMS = 100_000;
    /** The default of {@link #maxPeers}: 2,000,000 hosts. */
    public static final int DEFAULT_MAX_PEERS = 2_000_000;
    /** The default of {@link #maxPeersPerSwarm}: 100,000 hosts. */
    public static final int DEFAULT_MAX_PEERS_PER_SWARM = 100_000;
    /** The most of {@link #maxPeersPerSwarm}: 1,000,000 hosts. */
    public static final int MAX_PEERS_PER_SWARM = 1_000_000;

    private static final int MAX_TAGS = 4_096;
    private static final int MAX_PREFIX_LENGTH = 64;
    private static final int MAX_ENDPOINTS = 65_535;

    private final RedisLinkBuilder link = RedisLink.builder();
    private Duration peerTtl = DEFAULT_PEER_TTL;
    private Duration totalsInterval = DEFAULT_TOTALS_INTERVAL;
    private String keyPrefix = DEFAULT_KEY_PREFIX;
    private int tags = DEFAULT_TAGS;
    private int maxSwarms = DEFAULT_MAX_SWARMS;
    private int maxPeers = DEFAULT_MAX_PEERS;
    private int maxPeersPerSwarm = DEFAULT_MAX_PEERS_PER_SWARM;
    private int maxEndpointsPerIpv4Address = 64;
    private int maxEndpointsPerIpv6Address = 4;
    private int maxEndpointsPerIpv6Prefix = 64;
    private Duration recentAnswers = Duration.ZERO;

    RedisSwarmStoreBuilder() {}

    /**
     * Says where Redis is, in one text; {@code rediss} in the place of {@code redis} is TLS:
     *
     * <pre>
     * redis://user:password@host:port/database
     * redis-sentinel://user:password@host:port,host:port/database#master
     * redis-cluster://user:password@host:port,host:port
     * </pre>
     *
     * <p>User and password are optional and percent-encoded, IPv6 addresses are in brackets, and a missing port is 6379,
     * that of a sentinel 26379.
     *
     * @throws IllegalArgumentException if it is none of these; the message does not repeat it, for it may hold a password
     */
    public RedisSwarmStoreBuilder uri(String uri) {
        link.uri(uri);
        return this;
    }

    /** Says where Redis is, or where the sentinels are that know; copied. */
    public RedisSwarmStoreBuilder uri(RedisURI uri) {
        link.uri(uri);
        return this;
    }

    /** Names nodes of a Cluster, of which one must answer; copied. */
    public RedisSwarmStoreBuilder cluster(List<RedisURI> nodes) {
        link.clusterUris(nodes);
        return this;
    }

    /** Uses a client of the application's: its options and its URI stay as they are, and it stays open. */
    public RedisSwarmStoreBuilder client(RedisClient client) {
        link.client(client);
        return this;
    }

    /** Uses a client of the application's for a Cluster: its options stay as they are, and it stays open. */
    public RedisSwarmStoreBuilder client(RedisClusterClient client) {
        link.client(client);
        return this;
    }

    /** Uses a connection of the application's, which stays open. */
    public RedisSwarmStoreBuilder connection(StatefulRedisConnection<byte[], byte[]> connection) {
        link.connection(connection);
        return this;
    }

    /** Uses a connection of the application's to a Cluster, which stays open. */
    public RedisSwarmStoreBuilder connection(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        link.connection(connection);
        return this;
    }

    /** Sets whom TLS trusts, and a client certificate; default the JDK's. For connections that are made from URIs. */
    public RedisSwarmStoreBuilder sslOptions(SslOptions ssl) {
        link.sslOptions(ssl);
        return this;
    }

    /**
     * Sets how long Redis may take for one call.
     *
     * @param timeLimit 10 ms to 10 s; default 300 ms
     */
    public RedisSwarmStoreBuilder timeLimit(Duration timeLimit) {
        link.timeLimit(timeLimit);
        return this;
    }

    /**
     * Sets how many calls may wait for an answer per connection, and as many announces to be sent; more fail at once. For
     * connections that are made from URIs.
     *
     * @param requestQueueSize 1 to 1,048,576; default 8,192
     */
    public RedisSwarmStoreBuilder requestQueueSize(int requestQueueSize) {
        link.requestQueueSize(requestQueueSize);
        return this;
    }

    /**
     * Sets how long an endpoint lives after its last announce; the same for all trackers on one Redis.
     *
     * @param peerTtl 1 second to 2 days; default {@link #DEFAULT_PEER_TTL}
     */
    public RedisSwarmStoreBuilder peerTtl(Duration peerTtl) {
        if (peerTtl.compareTo(Duration.ofSeconds(1)) < 0 || peerTtl.compareTo(Duration.ofDays(2)) > 0) {
            throw new IllegalArgumentException("peerTtl " + peerTtl + " is outside 1 s to 2 days");
        }
        this.peerTtl = peerTtl;
        return this;
    }

    /**
     * Sets what all keys begin with, for several sets of trackers on one Redis.
     *
     * @param keyPrefix up to 64 characters without braces, which would make it a hash tag; default {@link
     *     #DEFAULT_KEY_PREFIX}
     */
    public RedisSwarmStoreBuilder keyPrefix(String keyPrefix) {
        if (keyPrefix.length() > MAX_PREFIX_LENGTH || keyPrefix.contains("{") || keyPrefix.contains("}")) {
            throw new IllegalArgumentException(
                    "keyPrefix has up to " + MAX_PREFIX_LENGTH + " characters and no braces");
        }
        this.keyPrefix = keyPrefix;
        return this;
    }

    /**
     * Sets over how many hash tags swarms are spread, and so over how many nodes of a Cluster at most. Heard only by the
     * first tracker on a Redis.
     *
     * @param tags a power of two, 1 to 4,096; default {@link #DEFAULT_TAGS}
     */
    public RedisSwarmStoreBuilder tags(int tags) {
        if (tags < 1 || tags > MAX_TAGS || Integer.bitCount(tags) != 1) {
            throw new IllegalArgumentException("tags " + tags + " is no power of two from 1 to " + MAX_TAGS);
        }
        this.tags = tags;
        return this;
    }

    /**
     * Sets how often the totals are added up.
     *
     * @param totalsInterval 0 for whenever the tracker's housekeeping comes by, to 1 hour; default {@link
     *     #DEFAULT_TOTALS_INTERVAL}
     */
    public RedisSwarmStoreBuilder totalsInterval(Duration totalsInterval) {
        if (totalsInterval.isNegative() || totalsInterval.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("totalsInterval " + totalsInterval + " is outside 0 to 1 h");
        }
        this.totalsInterval = Objects.requireNonNull(totalsInterval);
        return this;
    }

    /**
     * Sets how many swarms there may be with peers; new ones past it are refused.
     *
     * @param maxSwarms 1 or more; default {@link #DEFAULT_MAX_SWARMS}
     */
    public RedisSwarmStoreBuilder maxSwarms(int maxSwarms) {
        this.maxSwarms = Require.range("maxSwarms", maxSwarms, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets how many hosts there may be over all swarms; new ones past it are refused.
     *
     * @param maxPeers 1 or more; default {@link #DEFAULT_MAX_PEERS}
     */
    public RedisSwarmStoreBuilder maxPeers(int maxPeers) {
        this.maxPeers = Require.range("maxPeers", maxPeers, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets how many hosts one swarm may have; new ones past it are refused.
     *
     * @param maxPeersPerSwarm 1 to {@link #MAX_PEERS_PER_SWARM}; default {@link #DEFAULT_MAX_PEERS_PER_SWARM}
     */
    public RedisSwarmStoreBuilder maxPeersPerSwarm(int maxPeersPerSwarm) {
        this.maxPeersPerSwarm = Require.range("maxPeersPerSwarm", maxPeersPerSwarm, 1, MAX_PEERS_PER_SWARM);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share a global IPv4 address.
     *
     * @param endpoints 1 to 65,535; default 64
     */
    public RedisSwarmStoreBuilder maxEndpointsPerIpv4Address(int endpoints) {
        maxEndpointsPerIpv4Address = Require.range("maxEndpointsPerIpv4Address", endpoints, 1, MAX_ENDPOINTS);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share a global IPv6 address.
     *
     * @param endpoints 1 to 65,535; default 4
     */
    public RedisSwarmStoreBuilder maxEndpointsPerIpv6Address(int endpoints) {
        maxEndpointsPerIpv6Address = Require.range("maxEndpointsPerIpv6Address", endpoints, 1, MAX_ENDPOINTS);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share a global IPv6 /64.
     *
     * @param endpoints 1 to 65,535; default 64
     */
    public RedisSwarmStoreBuilder maxEndpointsPerIpv6Prefix(int endpoints) {
        maxEndpointsPerIpv6Prefix = Require.range("maxEndpointsPerIpv6Prefix", endpoints, 1, MAX_ENDPOINTS);
        return this;
    }

    /**
     * Lets announces that Redis does not answer be answered with what this tracker told lately: peers of the last answer
     * to the same question (swarm, address family, downloading or not), with an interval of 2 minutes at most. Up to
     * 16,384 answers of 64 endpoints per family are kept. Such an announce is not recorded, a {@code stopped} fails as it
     * would without this, and a peer that left may be told. Off by default: announces fail then, with a short retry.
     *
     * @param maxAge how old an answer may be, best no more than the tracker's interval: 0 for none, to 1 hour
     */
    public RedisSwarmStoreBuilder recentAnswers(Duration maxAge) {
        if (maxAge.isNegative() || maxAge.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("recentAnswers " + maxAge + " is outside 0 to 1 h");
        }
        this.recentAnswers = maxAge;
        return this;
    }

    /**
     * Makes the store and connects it, for which it waits up to 3 s. Where Redis is down it goes on in the background, and
     * calls fail until then.
     *
     * @throws IllegalStateException if it was not said where Redis is, or what the trackers on it agreed on differs
     */
    public RedisSwarmStore build() {
        RedisStoreOptions options = new RedisStoreOptions(
                keyPrefix,
                tags,
                peerTtl,
                totalsInterval,
                maxSwarms,
                maxPeers,
                maxPeersPerSwarm,
                maxEndpointsPerIpv4Address,
                maxEndpointsPerIpv6Address,
                maxEndpointsPerIpv6Prefix,
                recentAnswers);
        return new RedisSwarmStore(link.build(), options).open();
    }
}
