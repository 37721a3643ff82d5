package io.github.tracker6.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link RedisLink}; where to connect to is said once. Clients and connections that are handed in keep
 * their own options and are never closed; a connection that is made of a client is. Not thread-safe.
 */
final class RedisLinkBuilder {
    private static final Duration MIN_TIME_LIMIT = Duration.ofMillis(10);
    private static final Duration MAX_TIME_LIMIT = Duration.ofSeconds(10);
    private static final int MAX_REQUEST_QUEUE_SIZE = 1_048_576;

    private Duration timeLimit = RedisLink.DEFAULT_TIME_LIMIT;
    private int requestQueueSize = RedisLink.DEFAULT_REQUEST_QUEUE_SIZE;
    private SslOptions ssl = SslOptions.create();
    private @Nullable Supplier<RedisSource> source;

    /** Connects to what a text names; see {@link RedisStoreUri}. */
    RedisLinkBuilder uri(String uri) {
        RedisStoreUri parsed = RedisStoreUri.parse(uri);
        return parsed.isCluster()
                ? clusterUris(parsed.uris())
                : uri(parsed.uris().get(0));
    }

    /** Connects to one server, or to the master that Sentinel names. */
    RedisLinkBuilder uri(RedisURI uri) {
        RedisURI copy = RedisTuning.limited(Objects.requireNonNull(uri, "uri"));
        return source(() -> RedisSource.of(copy, requestQueueSize, ssl));
    }

    /** Connects to a Cluster of which these nodes are known; each has credentials and TLS of its own. */
    RedisLinkBuilder clusterUris(List<RedisURI> uris) {
        if (uris.isEmpty()) {
            throw new IllegalArgumentException("uris is empty: a Cluster needs one node at least");
        }
        if (uris.stream().anyMatch(uri -> uri.getDatabase() != 0)) {
            throw new IllegalArgumentException("a Redis Cluster has database 0 only");
        }
        List<RedisURI> copies = uris.stream().map(RedisTuning::limited).toList();
        return source(() -> RedisSource.of(copies, requestQueueSize, ssl));
    }

    /** Connects by a client, to the URI that it was made with. */
    RedisLinkBuilder client(RedisClient client) {
        Objects.requireNonNull(client, "client");
        return source(() -> RedisSource.of(client));
    }

    /** Connects by a client of a Cluster. */
    RedisLinkBuilder client(RedisClusterClient client) {
        Objects.requireNonNull(client, "client");
        return source(() -> RedisSource.of(client));
    }

    /** Uses an open connection. */
    RedisLinkBuilder connection(StatefulRedisConnection<byte[], byte[]> connection) {
        Objects.requireNonNull(connection, "connection");
        return source(() -> RedisSource.of(connection));
    }

    /** Uses an open connection to a Cluster. */
    RedisLinkBuilder connection(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        Objects.requireNonNull(connection, "connection");
        return source(() -> RedisSource.of(connection));
    }

    /**
     * Sets how long a call may take.
     *
     * @param timeLimit 10 milliseconds to 10 seconds; default {@link RedisLink#DEFAULT_TIME_LIMIT}
     */
    RedisLinkBuilder timeLimit(Duration timeLimit) {
        if (timeLimit.compareTo(MIN_TIME_LIMIT) < 0 || timeLimit.compareTo(MAX_TIME_LIMIT) > 0) {
            throw new IllegalArgumentException("timeLimit " + timeLimit + " is outside 10 ms to 10 s");
        }
        this.timeLimit = timeLimit;
        return this;
    }

    /**
     * Sets how many calls may wait for an answer per connection; more are refused. For connections that are made from
     * URIs.
     *
     * @param requestQueueSize 1 to 1,048,576; default {@link RedisLink#DEFAULT_REQUEST_QUEUE_SIZE}
     */
    RedisLinkBuilder requestQueueSize(int requestQueueSize) {
        if (requestQueueSize < 1 || requestQueueSize > MAX_REQUEST_QUEUE_SIZE) {
            throw new IllegalArgumentException(
                    "requestQueueSize " + requestQueueSize + " is outside 1 to " + MAX_REQUEST_QUEUE_SIZE);
        }
        this.requestQueueSize = requestQueueSize;
        return this;
    }

    /** Sets whom TLS trusts, and a client certificate; default the JDK's. For connections that are made from URIs. */
    RedisLinkBuilder sslOptions(SslOptions ssl) {
        this.ssl = Objects.requireNonNull(ssl, "ssl");
        return this;
    }

    /**
     * Makes the link; starts nothing.
     *
     * @throws IllegalStateException if it was not said where to connect to
     */
    RedisLink build() {
        if (source == null) {
            throw new IllegalStateException("no URI, client or connection of Redis was given");
        }
        return new RedisLink(source.get(), timeLimit, requestQueueSize);
    }

    private RedisLinkBuilder source(Supplier<RedisSource> source) {
        if (this.source != null) {
            throw new IllegalStateException("where to connect to was said before");
        }
        this.source = source;
        return this;
    }
}
