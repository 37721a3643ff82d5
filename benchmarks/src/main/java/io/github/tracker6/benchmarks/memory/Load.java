package io.github.tracker6.benchmarks.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStoreBuilder;

/**
 * Peers spread over swarms, all that is told of them follows from their number: global addresses, no two alike, and host
 * tags; one of ten is a seeder. Immutable.
 *
 * @param peers how many endpoints
 * @param swarms how many swarms at most
 * @param zipf whether their sizes follow Zipf's law with exponent 1; else all are of one size but for rounding
 */
public record Load(AddressFamily family, int peers, int swarms, boolean zipf) {
    private static final long HASHES = 0x9e3779b97f4a7c15L;
    private static final long GLOBAL_IPV6 = 0x2a00L << 48;
    private static final long GLOBAL_IPV4 = 0x2000_0000L;
    private static final int PORT = 6881;
    private static final int SEEDER_IN = 10;

    /** An odd number that is no factor of any size here: takes the peers in an order that is none. */
    private static final long STRIDE = 7_368_787L;

    /** Makes a load whose swarms are of one size. */
    public Load(AddressFamily family, int peers, int swarms) {
        this(family, peers, swarms, false);
    }

    /** Returns the number of the peer that comes at a turn; each comes once. */
    public int peerAt(long turn) {
        return (int) (turn * STRIDE % peers);
    }

    /** Says in an update what a peer announces when it comes. */
    public PeerUpdate announce(PeerUpdate update, int peer, int numWant, long nowMillis) {
        long mixed = mix(peer + 1L);
        long swarm = mix(-1L - swarmOf(peer));
        update.infoHash(swarm, swarm * HASHES, (int) swarm);
        if (family == AddressFamily.IPV6) {
            update.endpoint(family, GLOBAL_IPV6 + ((long) peer << 4), mixed, PORT);
        } else {
            update.endpoint(family, 0, GLOBAL_IPV4 + peer, PORT);
        }
        return update.hostTag(mixed)
                .role(Long.remainderUnsigned(mixed, SEEDER_IN) == 0 ? PeerRole.SEEDER : PeerRole.DOWNLOADER)
                .numWant(numWant)
                .nowMillis(nowMillis);
    }

    private int swarmOf(int peer) {
        return zipf ? (int) Math.pow(swarms, (mix(~(long) peer) >>> 11) * 0x1p-53) : peer % swarms;
    }

    /** Lets all peers come. */
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

    /** Returns a memory store that refuses none of this. */
    public static MemorySwarmStore store() {
        return options().build();
    }

    /** Returns options of a memory store that refuses none of this. */
    public static MemorySwarmStoreBuilder options() {
        return MemorySwarmStore.builder()
                .maxPeers(Integer.MAX_VALUE)
                .maxSwarms(Integer.MAX_VALUE)
                .maxPeersPerSwarm(MemorySwarmStoreBuilder.MAX_PEERS_PER_SWARM);
    }

    /** Returns a number that looks random; each has another. */
    static long mix(long number) {
        long z = number * HASHES;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    @Override
    public String toString() {
        return String.format("%s, %,d peers in %,d swarm%s", family, peers, swarms, swarms == 1 ? "" : "s");
    }
}
