package io.github.tracker6.redis;

import io.github.tracker6.redis.servers.RedisCluster;
import io.github.tracker6.redis.servers.RedisServers;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.StoreOptions;
import io.github.tracker6.testkit.SwarmStoreContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Redis store keeps the contract, on a Cluster of three masters. */
class RedisClusterContractIT extends SwarmStoreContract {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static @Nullable RedisCluster cluster;

    @Override
    protected SwarmStore createStore(StoreOptions options) {
        return new LaggingTotals(
                RedisSwarmStoreContractIT.configured(options)
                        .cluster(cluster().uris())
                        .build(),
                RedisSwarmStoreContractIT.capsTotals(options));
    }

    private static synchronized RedisCluster cluster() {
        if (cluster == null) {
            cluster = SERVERS.cluster();
        }
        return cluster;
    }
}
