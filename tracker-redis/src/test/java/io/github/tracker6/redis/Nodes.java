package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.time.Duration;
import java.util.List;

/** Short words for what tests do with stores. */
final class Nodes {
    private Nodes() {}

    /** Returns a builder of a store that founds a log at once where there is none. */
    static RedisSwarmStoreBuilder builder(StoreOptions options) {
        return RedisSwarmStore.builder()
                .table(MemorySwarmStore.builder()
                        .peerTtl(options.peerTtl())
                        .maxSwarms(options.maxSwarms())
                        .maxPeers(options.maxPeers())
                        .maxPeersPerSwarm(options.maxPeersPerSwarm())
                        .maxEndpointsPerIpv4Address(options.maxEndpointsPerIpv4Address())
                        .maxEndpointsPerIpv6Prefix(options.maxEndpointsPerIpv6Prefix())
                        .fairShares(options.fairShares()))
                .sharing(sharing -> sharing.foundingDelay(Duration.ZERO));
    }

    /** Makes a store and waits until it is in step with the others. */
    static RedisSwarmStore ready(RedisSwarmStoreBuilder builder) {
        RedisSwarmStore store = builder.build().start();
        awaitReady(store);
        return store;
    }

    static void awaitReady(RedisSwarmStore store) {
        Logs.await("ready: " + store.health(), () -> store.health().isReady());
    }

    /** Waits until all nodes are in step and hold the same. */
    static void awaitEqual(List<RedisSwarmStore> stores) {
        Logs.await(
                "the nodes hold the same",
                () -> stores.stream().allMatch(store -> store.health().isReady())
                        && stores.stream()
                                        .mapToLong(RedisSwarmStore::digest)
                                        .distinct()
                                        .count()
                                == 1);
        assertThat(stores)
                .allSatisfy(store -> assertThat(store.health().lostBatches()).isZero());
    }
}
