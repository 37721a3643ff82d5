package io.github.tracker6.redis;

import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.SwarmStoreContract;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Redis store keeps the contract as one tracker, on one server. */
@Tag("long")
class RedisSwarmStoreContractIT extends SwarmStoreContract {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    @Override
    protected SwarmStore createStore(StoreOptions options) {
        return Nodes.ready(Nodes.builder(options).uri(SERVERS.server().uri()).keyPrefix(Logs.freshPrefix()));
    }
}
