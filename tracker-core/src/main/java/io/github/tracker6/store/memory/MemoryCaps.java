package io.github.tracker6.store.memory;

/** The caps of one swarm, see {@link MemorySwarmStoreBuilder}. Immutable. */
record MemoryCaps(
        int peersPerSwarm, int endpointsPerIpv4Address, int endpointsPerIpv6Address, int endpointsPerIpv6Prefix) {

    static MemoryCaps of(MemorySwarmStoreBuilder builder) {
        return new MemoryCaps(
                builder.maxPeersPerSwarm,
                builder.maxEndpointsPerIpv4Address,
                builder.maxEndpointsPerIpv6Address,
                builder.maxEndpointsPerIpv6Prefix);
    }
}
