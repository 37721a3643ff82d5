package io.github.tracker6.benchmarks.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.PeerRole;
import io.github.tracker6.benchmarks.support.SplitMix64;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStoreBuilder;

/**
 * Peers in swarms. Address, host tag and role of a peer are computed from its number: the addresses are global and all
 * different, and one peer in ten is a seeder. Immutable.
 *
 * @param peers the number of endpoints
 * @param swarms the number of swarms, at most
 * @param zipf true if the sizes of the swarms follow Zipf's law with exponent 1; false if all have the same size,
 *     rounded
 */
public record Load(AddressFamily family, int peers, int swarms, boolean zipf) {
    private static final long HASH_FACTOR = 0x9e3779b97f4a7c15L;
    private static final long GLOBAL_IPV6 = 0x2a00L << 48;
    private static final long GLOBAL_IPV4 = 0x2000_0000L;
    private static final int PORT = 6881;
    private static final int PEERS_PER_SEEDER = 10;

    /** Shares no factor with the sizes: so each peer has a turn, and the order of the turns looks random. */
    private static final long STRIDE = 7_368_787L;

    /** Below this bit a tag is random. The bits above differ between any two of 16 million peers: no two are one host. */
    private static final int TAG_SHIFT = 40;

    /** Makes a load whose swarms have the same size. */
    public Load(AddressFamily family, int peers, int swarms) {
        this(family, peers, swarms, false);
    }

    /** Returns the number of the peer that announces at a turn. Each peer has one turn in {@code peers} turns. */
    public int peerAt(long turn) {
        return (int) (turn * STRIDE % peers);
    }

    /** Sets an update to the announce of a peer. */
    public PeerUpdate announce(PeerUpdate update, int peer, int numWant, long nowMillis) {
        long mixed = SplitMix64.mix(peer + 1L);
        long swarm = SplitMix64.mix(-1L - swarmOf(peer));
        update.infoHash(swarm, swarm * HASH_FACTOR, (int) swarm);
        if (family == AddressFamily.IPV6) {
            update.endpoint(family, GLOBAL_IPV6 + ((long) peer << 4), mixed, PORT);
        } else {
            update.endpoint(family, 0, GLOBAL_IPV4 + peer, PORT);
        }
        return update.hostTag(((peer * HASH_FACTOR) << TAG_SHIFT) | (mixed >>> (Long.SIZE - TAG_SHIFT)))
                .role(Long.remainderUnsigned(mixed, PEERS_PER_SEEDER) == 0 ? PeerRole.SEEDER : PeerRole.DOWNLOADER)
                .numWant(numWant)
                .nowMillis(nowMillis);
    }

    /** Makes a request the same announce as an update. */
    public static AnnounceRequest request(AnnounceRequest request, PeerUpdate update) {
        return request.reset()
                .infoHash(update.hashHead(), update.hashMiddle(), update.hashTail())
                .peerId(update.hostTag(), update.hostTag(), 1)
                .key(1)
                .source(update.family(), update.addressHigh(), update.addressLow())
                .port(update.port())
                .left(1)
                .numWant(update.numWant());
    }

    private int swarmOf(int peer) {
        return zipf ? (int) Math.pow(swarms, SplitMix64.fractionOf(SplitMix64.mix(~(long) peer))) : peer % swarms;
    }

    /** Announces each peer once. */
    public void fill(SwarmStore store, int numWant) {
        PeerUpdate update = new PeerUpdate();
        AnnounceResponse response = new AnnounceResponse();
        for (int turn = 0; turn < peers; turn++) {
            announce(update, peerAt(turn), numWant, 0);
            if (store.announce(update, response.reset()) != response.done() || response.rejection() != null) {
                throw new IllegalStateException("refused: " + response.rejection());
            }
        }
    }

    /** Returns a memory store without limits. */
    public static MemorySwarmStore store() {
        return options().build();
    }

    /** Returns options of a memory store that refuses none of this. */
    public static MemorySwarmStoreBuilder options() {
        return MemorySwarmStore.builder()
                .maxPeers(Integer.MAX_VALUE)
                .maxSwarms(Integer.MAX_VALUE)
                .maxPeersPerSwarm(StoreOptions.MAX_PEERS_PER_SWARM)
                .fairShares(false);
    }

    @Override
    public String toString() {
        return String.format("%s, %,d peers in %,d swarm%s", family, peers, swarms, swarms == 1 ? "" : "s");
    }
}
