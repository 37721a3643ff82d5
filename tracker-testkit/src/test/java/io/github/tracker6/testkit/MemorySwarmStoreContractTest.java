package io.github.tracker6.testkit;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.util.Random;

/** The core's memory store keeps the contract; it stands here because the core can't depend on the testkit. */
class MemorySwarmStoreContractTest extends SwarmStoreContract {
    @Override
    protected SwarmStore createStore(StoreOptions options) {
        return MemorySwarmStore.builder()
                .peerTtl(options.peerTtl())
                .maxSwarms(options.maxSwarms())
                .maxPeers(options.maxPeers())
                .maxPeersPerSwarm(options.maxPeersPerSwarm())
                .maxEndpointsPerIpv4Address(options.maxEndpointsPerIpv4Address())
                .maxEndpointsPerIpv6Prefix(options.maxEndpointsPerIpv6Prefix())
                .fairShares(options.fairShares())
                .random(new Random(1))
                .build();
    }
}
