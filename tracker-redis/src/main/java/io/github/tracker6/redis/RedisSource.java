package io.github.tracker6.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Where a connection comes from; closes what it made, and nothing else. {@link #connect} is asked by one thread. */
abstract class RedisSource {
    /** Connects; waits, so never to be called on an event loop. */
    abstract RedisLine connect();

    /** Learns anew which nodes a Cluster has. Does not wait. */
    void refresh() {}

    /**
     * Drops connections, so that new ones are made: all, or those to one node.
     *
     * @return whether they were ours to drop
     */
    boolean disconnect(@Nullable RedisClusterNode node) {
        return false;
    }

    /** Gives back what it made. */
    abstract void close();

    static RedisSource of(RedisURI uri, int requestQueueSize, SslOptions ssl) {
        return new OfUri(uri, requestQueueSize, ssl);
    }

    static RedisSource of(List<RedisURI> uris, int requestQueueSize, SslOptions ssl) {
        return new OfClusterUris(uris, requestQueueSize, ssl);
    }

    static RedisSource of(RedisClient client) {
        return new OfClient(() -> client.connect(ByteArrayCodec.INSTANCE));
    }

    static RedisSource of(RedisClusterClient client) {
        return new OfClusterClient(client);
    }

    static RedisSource of(StatefulRedisConnection<byte[], byte[]> connection) {
        return new Borrowed(new RedisLine.Single(connection));
    }

    static RedisSource of(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        return new Borrowed(new RedisLine.Cluster(connection));
    }

    private static void shutdown(ClientResources resources) {
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private static final class OfUri extends RedisSource {
        private final RedisTuning tuning = RedisTuning.ofServer();
        private final RedisURI uri;
        private final int requestQueueSize;
        private final SslOptions ssl;
        private @Nullable ClientResources resources;
        private @Nullable RedisClient client;

        OfUri(RedisURI uri, int requestQueueSize, SslOptions ssl) {
            this.uri = uri;
            this.requestQueueSize = requestQueueSize;
            this.ssl = ssl;
        }

        @Override
        synchronized RedisLine connect() {
            if (client == null) {
                resources = tuning.newResources();
                client = RedisClient.create(resources, uri);
                client.setOptions(RedisTuning.options(requestQueueSize, ssl));
            }
            return new RedisLine.Single(client.connect(ByteArrayCodec.INSTANCE));
        }

        @Override
        boolean disconnect(@Nullable RedisClusterNode node) {
            tuning.disconnect(remote -> true);
            return true;
        }

        @Override
        synchronized void close() {
            if (client != null && resources != null) {
                client.shutdown(0, 1, TimeUnit.SECONDS);
                shutdown(resources);
            }
        }
    }

    private static final class OfClusterUris extends RedisSource {
        private final RedisTuning tuning = RedisTuning.ofCluster();
        private final List<RedisURI> uris;
        private final int requestQueueSize;
        private final SslOptions ssl;
        private @Nullable ClientResources resources;
        private volatile @Nullable RedisClusterClient client;

        OfClusterUris(List<RedisURI> uris, int requestQueueSize, SslOptions ssl) {
            this.uris = uris;
            this.requestQueueSize = requestQueueSize;
            this.ssl = ssl;
        }

        @Override
        synchronized RedisLine connect() {
            RedisClusterClient made = client;
            if (made == null) {
                resources = tuning.newResources();
                made = RedisClusterClient.create(resources, uris);
                made.setOptions(RedisTuning.clusterOptions(requestQueueSize, ssl));
                client = made;
            }
            return new RedisLine.Cluster(made.connect(ByteArrayCodec.INSTANCE));
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the next probe sees what it brought
        void refresh() {
            RedisClusterClient made = client;
            if (made != null) {
                made.refreshPartitionsAsync();
            }
        }

        @Override
        boolean disconnect(@Nullable RedisClusterNode node) {
            tuning.disconnect(remote -> node != null && isAt(remote, node.getUri()));
            return true;
        }

        @Override
        synchronized void close() {
            RedisClusterClient made = client;
            if (made != null && resources != null) {
                made.shutdown(0, 1, TimeUnit.SECONDS);
                shutdown(resources);
            }
        }

        private static boolean isAt(InetSocketAddress remote, RedisURI uri) {
            return remote.getPort() == uri.getPort()
                    && (remote.getHostString().equals(uri.getHost())
                            || (remote.getAddress() != null
                                    && remote.getAddress().getHostAddress().equals(uri.getHost())));
        }
    }

    private static final class OfClient extends RedisSource {
        private final Supplier<StatefulRedisConnection<byte[], byte[]>> connector;
        private @Nullable StatefulConnection<byte[], byte[]> made;

        OfClient(Supplier<StatefulRedisConnection<byte[], byte[]>> connector) {
            this.connector = connector;
        }

        @Override
        synchronized RedisLine connect() {
            StatefulRedisConnection<byte[], byte[]> connection = connector.get();
            made = connection;
            return new RedisLine.Single(connection);
        }

        @Override
        synchronized void close() {
            if (made != null) {
                made.close();
            }
        }
    }

    private static final class OfClusterClient extends RedisSource {
        private final RedisClusterClient client;
        private @Nullable StatefulConnection<byte[], byte[]> made;

        OfClusterClient(RedisClusterClient client) {
            this.client = client;
        }

        @Override
        synchronized RedisLine connect() {
            StatefulRedisClusterConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
            made = connection;
            return new RedisLine.Cluster(connection);
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // the next probe sees what it brought
        void refresh() {
            client.refreshPartitionsAsync();
        }

        @Override
        synchronized void close() {
            if (made != null) {
                made.close();
            }
        }
    }

    private static final class Borrowed extends RedisSource {
        private final RedisLine line;

        Borrowed(RedisLine line) {
            this.line = line;
        }

        @Override
        RedisLine connect() {
            return line;
        }

        @Override
        void close() {}
    }
}
