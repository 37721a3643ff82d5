package io.github.tracker6.redis;

import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.SwarmStoreContract;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The Redis store keeps the contract, on one server. */
class RedisSwarmStoreContractIT extends SwarmStoreContract {
    /** So many that the whole build stays short; the model is played against two nodes elsewhere, too. */
    static final int SHORT_HISTORIES = 12;

    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final AtomicInteger STORES = new AtomicInteger();
    private static final int TAGS = 4;

    @Override
    protected int shortHistories() {
        return SHORT_HISTORIES;
    }

    @Override
    protected SwarmStore createStore(StoreOptions options) {
        return new LaggingTotals(configured(options).uri(SERVERS.server().uri()).build(), capsTotals(options));
    }

    static boolean capsTotals(StoreOptions options) {
        return options.maxSwarms() < 100 || options.maxPeers() < 1_000;
    }

    static RedisSwarmStoreBuilder configured(StoreOptions options) {
        return RedisSwarmStore.builder()
                .timeLimit(Duration.ofSeconds(5))
                .keyPrefix("test" + ProcessHandle.current().pid() + "-" + STORES.incrementAndGet() + ":")
                .tags(TAGS)
                .totalsInterval(Duration.ZERO)
                .peerTtl(options.peerTtl())
                .maxSwarms(options.maxSwarms())
                .maxPeers(options.maxPeers())
                .maxPeersPerSwarm(options.maxPeersPerSwarm())
                .maxEndpointsPerIpv4Address(options.maxEndpointsPerIpv4Address())
                .maxEndpointsPerIpv6Address(options.maxEndpointsPerIpv6Address())
                .maxEndpointsPerIpv6Prefix(options.maxEndpointsPerIpv6Prefix());
    }
}
