package io.github.tracker6.benchmarks.load;

import io.github.tracker6.benchmarks.support.SplitMix64;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The peers of one generator and their swarms. The peers of a swarm have consecutive numbers, and address and port are
 * computed from the number. So the peer of an endpoint in an answer is found without a table. Immutable.
 */
final class Population {
    private static final int FIRST_PORT = 1_025;
    /** The peers of one swarm with the same address have different ports, so there are at most as many. */
    static final int MAX_PER_ADDRESS = 0x10000 - FIRST_PORT;

    private static final int HASH_STREAM = 1;
    private static final int ROLE_STREAM = 2;
    private static final int ID_STREAM = 3;

    private final LoadPlan plan;
    private final Sources sources;
    private final int generator;
    private final int[] start;
    private final int[] swarmOf;

    /**
     * Takes every n-th swarm of the plan; n is the number of generators.
     *
     * @throws IllegalArgumentException if a swarm has more peers than there are endpoints
     */
    Population(LoadPlan plan, Sources sources, int generator) {
        this.plan = plan;
        this.sources = sources;
        this.generator = generator;
        int[] sizes = sizes(plan);
        start = new int[(plan.swarms() - generator + plan.threads() - 1) / plan.threads() + 1];
        for (int swarm = 0; swarm < swarms(); swarm++) {
            int size = sizes[swarm * plan.threads() + generator];
            if (size > (long) MAX_PER_ADDRESS * sources.addresses()) {
                throw new IllegalArgumentException("a swarm of " + size + " peers does not fit into "
                        + sources.addresses() + " addresses with " + MAX_PER_ADDRESS + " ports each");
            }
            start[swarm + 1] = start[swarm] + size;
        }
        swarmOf = new int[peers()];
        for (int swarm = 0; swarm < swarms(); swarm++) {
            Arrays.fill(swarmOf, start[swarm], start[swarm + 1], swarm);
        }
    }

    /** Returns the sizes of the swarms, by Zipf's law. They are rounded so that their sum is exact. */
    static int[] sizes(LoadPlan plan) {
        double[] cumulated = new double[plan.swarms() + 1];
        for (int swarm = 0; swarm < plan.swarms(); swarm++) {
            cumulated[swarm + 1] = cumulated[swarm] + Math.pow(swarm + 1, -plan.zipf());
        }
        int[] sizes = new int[plan.swarms()];
        double total = cumulated[plan.swarms()];
        for (int swarm = 0; swarm < plan.swarms(); swarm++) {
            long from = Math.round(plan.peers() * cumulated[swarm] / total);
            sizes[swarm] = (int) (Math.round(plan.peers() * cumulated[swarm + 1] / total) - from);
        }
        return sizes;
    }

    int swarms() {
        return start.length - 1;
    }

    int peers() {
        return start[start.length - 1];
    }

    int size(int swarm) {
        return start[swarm + 1] - start[swarm];
    }

    int firstPeer(int swarm) {
        return start[swarm];
    }

    int swarmOf(int peer) {
        return swarmOf[peer];
    }

    boolean isSeeder(int peer) {
        return SplitMix64.fraction(plan.seed() ^ ROLE_STREAM, number(peer)) < plan.seeders();
    }

    /** Returns the socket that a peer announces from. */
    int socketOf(int peer) {
        return peer % sources.sockets();
    }

    /** Returns the port that a peer announces. */
    int portOf(int peer) {
        return FIRST_PORT + (peer - start[swarmOf[peer]]) / sources.addresses();
    }

    /** Returns the peer of a swarm with an IPv4 endpoint, or -1 if there is none. */
    int peerAt(int swarm, int address, int port) {
        return peer(swarm, sources.indexOf(address), port);
    }

    /** Returns the peer of a swarm with an IPv6 endpoint, or -1 if there is none. */
    int peerAt(int swarm, long addressHigh, long addressLow, int port) {
        return peer(swarm, sources.indexOf(addressHigh, addressLow), port);
    }

    private int peer(int swarm, int address, int port) {
        if (address < 0 || port < FIRST_PORT) {
            return -1;
        }
        int addresses = sources.addresses();
        // The first peer of a swarm may have any of the addresses.
        int offset = Math.floorMod(address - start[swarm], addresses);
        long member = (long) (port - FIRST_PORT) * addresses + offset;
        return member < size(swarm) ? start[swarm] + (int) member : -1;
    }

    void putInfoHash(int swarm, ByteBuffer target) {
        putInfoHash(plan.seed(), (long) swarm * plan.threads() + generator, target);
    }

    /**
     * Writes the info hash of a swarm, which depends only on the seed of the plan and the swarm's number in the plan.
     */
    static void putInfoHash(long planSeed, long swarm, ByteBuffer target) {
        long index = 3 * swarm;
        long seed = planSeed ^ HASH_STREAM;
        target.putLong(SplitMix64.at(seed, index))
                .putLong(SplitMix64.at(seed, index + 1))
                .putInt((int) SplitMix64.at(seed, index + 2));
    }

    void putPeerId(int peer, ByteBuffer target) {
        target.putLong(0x2d54364c3030312dL) // "-T6L001-"
                .putLong(SplitMix64.at(plan.seed() ^ ID_STREAM, number(peer)))
                .putInt((int) (SplitMix64.at(plan.seed() ^ ID_STREAM, ~number(peer)) >>> Integer.SIZE));
    }

    /** Returns the key of a peer, never 0. */
    int key(int peer) {
        return (int) SplitMix64.at(plan.seed() ^ ID_STREAM, ~number(peer)) | 1;
    }

    private long number(int peer) {
        return (long) generator << 32 | peer;
    }
}
