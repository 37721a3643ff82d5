package io.github.tracker6.redis;

import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.SwarmStoreContract;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Redis store keeps the contract, on a Cluster of three masters, over a connection that is lent to it. */
class RedisClusterContractIT extends SwarmStoreContract {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static @Nullable RedisClusterClient client;
    private static @Nullable StatefulRedisClusterConnection<byte[], byte[]> connection;

    @AfterAll
    static void disconnect() {
        if (client != null) {
            client.shutdown();
        }
    }

    @Override
    protected int shortHistories() {
        return RedisSwarmStoreContractIT.SHORT_HISTORIES;
    }

    @Override
    protected SwarmStore createStore(StoreOptions options) {
        return new LaggingTotals(
                RedisSwarmStoreContractIT.configured(options)
                        .connection(connection())
                        .build(),
                RedisSwarmStoreContractIT.capsTotals(options));
    }

    private static synchronized StatefulRedisClusterConnection<byte[], byte[]> connection() {
        if (connection == null) {
            client = RedisClusterClient.create(SERVERS.cluster().uris());
            connection = client.connect(ByteArrayCodec.INSTANCE);
        }
        return connection;
    }
}
