package io.github.tracker6.testkit;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStoreBuilder;
import io.github.tracker6.store.shared.SharedSwarmStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/** The shared store keeps the contract as one node. */
@Tag("long")
class SharedSwarmStoreContractTest extends SwarmStoreContract {
    @Override
    protected SwarmStore createStore(StoreOptions options) {
        return SharedSwarmStore.builder()
                .table(table(options))
                .foundingDelay(Duration.ZERO)
                .build(new MemoryLogServer(Clock.systemUTC()).connection())
                .start();
    }

    static MemorySwarmStoreBuilder table(StoreOptions options) {
        return MemorySwarmStore.builder()
                .peerTtl(options.peerTtl())
                .maxSwarms(options.maxSwarms())
                .maxPeers(options.maxPeers())
                .maxPeersPerSwarm(options.maxPeersPerSwarm())
                .maxEndpointsPerIpv4Address(options.maxEndpointsPerIpv4Address())
                .maxEndpointsPerIpv6Prefix(options.maxEndpointsPerIpv6Prefix())
                .fairShares(options.fairShares())
                .random(new Random(1));
    }
}
