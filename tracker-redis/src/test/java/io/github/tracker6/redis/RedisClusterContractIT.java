package io.github.tracker6.redis;

import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.SwarmStoreContract;
import io.lettuce.core.RedisURI;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Redis store keeps the contract as one tracker, on a Cluster of three masters. */
@Tag("long")
class RedisClusterContractIT extends SwarmStoreContract {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static List<RedisURI> nodes = List.of();

    @Override
    protected int shortHistories() {
        return 12;
    }

    @Override
    protected SwarmStore createStore(StoreOptions options) {
        if (nodes.isEmpty()) {
            nodes = SERVERS.cluster().uris();
        }
        return Nodes.ready(Nodes.builder(options).cluster(nodes).keyPrefix(Logs.freshPrefix()));
    }
}
