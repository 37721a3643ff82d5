package io.github.tracker6.store.memory;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreOptionsBuilder;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link MemorySwarmStore}. Ranges and defaults are those of {@link StoreOptions}; every setter throws an {@link
 * IllegalArgumentException} for a value outside its range. Not thread-safe; {@link #build()} may be called repeatedly.
 *
 * @since 0.1.0
 */
public final class MemorySwarmStoreBuilder {
    private static final long MIN_DIRECT_BYTES = 1 << 20;

    private final StoreOptionsBuilder options = StoreOptions.builder();

    @Nullable
    RandomGenerator random;

    /** 0: nine tenths of what the JVM may use. */
    private long maxDirectBytes;

    private @Nullable ChunkPool pool;

    private int shards = MemorySwarmStore.usualShards();

    MemorySwarmStoreBuilder() {}

    /**
     * Sets how long an endpoint lives after its last announce, with a precision of 1/256 of this time.
     *
     * @param peerTtl 2 seconds to 7 days, above the tracker's interval; default {@link StoreOptions#DEFAULT_PEER_TTL}
     */
    public MemorySwarmStoreBuilder peerTtl(Duration peerTtl) {
        options.peerTtl(peerTtl);
        return this;
    }

    /** Returns how long an endpoint lives after its last announce. */
    public Duration peerTtl() {
        return options.build().peerTtl();
    }

    /**
     * Sets the most swarms that are kept. At this limit, a new swarm replaces one without peers, whose count of
     * downloads is then lost.
     *
     * @param maxSwarms 1 or more; default {@link StoreOptions#DEFAULT_MAX_SWARMS}
     */
    public MemorySwarmStoreBuilder maxSwarms(int maxSwarms) {
        options.maxSwarms(maxSwarms);
        return this;
    }

    /**
     * Sets the most hosts that are kept over all swarms.
     *
     * @param maxPeers 1 or more; default {@link StoreOptions#DEFAULT_MAX_PEERS}
     */
    public MemorySwarmStoreBuilder maxPeers(int maxPeers) {
        options.maxPeers(maxPeers);
        return this;
    }

    /**
     * Sets the most hosts that are kept in one swarm.
     *
     * @param maxPeersPerSwarm 1 to 16,000,000; default {@link StoreOptions#DEFAULT_MAX_PEERS_PER_SWARM}
     */
    public MemorySwarmStoreBuilder maxPeersPerSwarm(int maxPeersPerSwarm) {
        options.maxPeersPerSwarm(maxPeersPerSwarm);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share an IPv4 address. Like the cap below, it applies to globally
     * routable addresses alone: a LAN puts many peers behind one.
     *
     * @param max 1 to 256; default {@link StoreOptions#DEFAULT_MAX_ENDPOINTS_PER_IPV4_ADDRESS}
     */
    public MemorySwarmStoreBuilder maxEndpointsPerIpv4Address(int max) {
        options.maxEndpointsPerIpv4Address(max);
        return this;
    }

    /**
     * Sets how many endpoints of one swarm may share an IPv6 /64.
     *
     * @param max 1 to 256; default {@link StoreOptions#DEFAULT_MAX_ENDPOINTS_PER_IPV6_PREFIX}
     */
    public MemorySwarmStoreBuilder maxEndpointsPerIpv6Prefix(int max) {
        options.maxEndpointsPerIpv6Prefix(max);
        return this;
    }

    /**
     * Sets whether networks keep to fair shares, see {@link StoreOptions#fairShares()}.
     *
     * @param fairShares default: true
     */
    public MemorySwarmStoreBuilder fairShares(boolean fairShares) {
        options.fairShares(fairShares);
        return this;
    }

    /**
     * Sets what a network is, see {@link StoreOptions#fairShares()}.
     *
     * @param ipv4 the length of its prefix over IPv4, 8 to 32; default {@link StoreOptions#DEFAULT_IPV4_NETWORK_PREFIX}
     * @param ipv6 the length of its prefix over IPv6, 16 to 64; default {@link StoreOptions#DEFAULT_IPV6_NETWORK_PREFIX}
     */
    public MemorySwarmStoreBuilder networkPrefix(int ipv4, int ipv6) {
        options.networkPrefix(ipv4, ipv6);
        return this;
    }

    /**
     * Sets the bytes of direct memory from which on new hosts are no longer listed, whatever the caps. All stores of this
     * builder share them. Existing swarms may take a little more.
     *
     * @param bytes 1 MiB or more; default: nine tenths of what the JVM may use, {@code -XX:MaxDirectMemorySize} or else the
     *     size of the heap
     */
    public MemorySwarmStoreBuilder maxDirectBytes(long bytes) {
        if (bytes < MIN_DIRECT_BYTES) {
            throw new IllegalArgumentException("maxDirectBytes " + bytes + " is below " + MIN_DIRECT_BYTES);
        }
        this.maxDirectBytes = bytes;
        this.pool = null;
        return this;
    }

    /**
     * Sets the source of the seeds for hashing and sampling, so that a test repeats. Default: a secure random source,
     * which a tracker open to the internet needs.
     */
    public MemorySwarmStoreBuilder random(RandomGenerator random) {
        this.random = random;
        return this;
    }

    /**
     * Sets the number of shards, so that a test knows which swarms share a lock.
     *
     * @param shards a power of two
     */
    MemorySwarmStoreBuilder shards(int shards) {
        this.shards = shards;
        return this;
    }

    /** Returns how many shards a store has. */
    int shards() {
        return shards;
    }

    /** Returns the store, which is empty. */
    public MemorySwarmStore build() {
        return new MemorySwarmStore(this, null);
    }

    /** Makes a store that other nodes follow. */
    MemorySwarmStore build(ReplicaState replica) {
        return new MemorySwarmStore(this, replica);
    }

    /** Returns the memory of all stores of this builder. */
    ChunkPool pool() {
        ChunkPool known = pool;
        if (known == null) {
            known = new ChunkPool(maxDirectBytes > 0 ? maxDirectBytes : DirectMemory.maxBytes() / 10 * 9);
            pool = known;
        }
        return known;
    }

    StoreOptions options() {
        return options.build();
    }
}
