package io.github.tracker6.benchmarks.load;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The peers of one generator and their swarms. A swarm's peers have consecutive numbers, and address and port follow
 * from the number, so an endpoint in an answer leads back to its peer without a table.
 */
final class Population {
    private static final int FIRST_PORT = 1_025;
    /** Peers of one swarm that share an address have a port each. */
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
     * Takes every n-th swarm of the plan, n being the number of generators.
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

    /** Returns the number of peers of each swarm: by Zipf's law, rounded so that the sum is exact. */
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
        return Mix.share(plan.seed() ^ ROLE_STREAM, number(peer)) < plan.seeders();
    }

    /** Returns the socket that a peer announces from. */
    int socketOf(int peer) {
        return peer % sources.sockets();
    }

    /** Returns the port that a peer says it listens on. */
    int portOf(int peer) {
        return FIRST_PORT + (peer - start[swarmOf[peer]]) / sources.addresses();
    }

    /** Returns the peer of a swarm with an IPv4 endpoint, or -1 where no peer ever had it. */
    int peerAt(int swarm, int address, int port) {
        return peer(swarm, sources.indexOf(address), port);
    }

    /** Returns the peer of a swarm with an IPv6 endpoint, or -1 where no peer ever had it. */
    int peerAt(int swarm, long addressHigh, long addressLow, int port) {
        return peer(swarm, sources.indexOf(addressHigh, addressLow), port);
    }

    private int peer(int swarm, int address, int port) {
        if (address < 0 || port < FIRST_PORT) {
            return -1;
        }
        int addresses = sources.addresses();
        // The swarm's first peer need not have the first address.
        int offset = Math.floorMod(address - start[swarm], addresses);
        long member = (long) (port - FIRST_PORT) * addresses + offset;
        return member < size(swarm) ? start[swarm] + (int) member : -1;
    }

    void putInfoHash(int swarm, ByteBuffer target) {
        putInfoHash(plan.seed(), (long) swarm * plan.threads() + generator, target);
    }

    /** Writes the info hash of a swarm, counted over all generators: it follows from the seed of the plan alone. */
    static void putInfoHash(long planSeed, long swarm, ByteBuffer target) {
        long index = 3 * swarm;
        long seed = planSeed ^ HASH_STREAM;
        target.putLong(Mix.mix(seed, index)).putLong(Mix.mix(seed, index + 1)).putInt((int) Mix.mix(seed, index + 2));
    }

    void putPeerId(int peer, ByteBuffer target) {
        target.putLong(0x2d54364c3030312dL) // "-T6L001-"
                .putLong(Mix.mix(plan.seed() ^ ID_STREAM, number(peer)))
                .putInt(key(peer));
    }

    /** Returns the key of a peer, never 0. */
    int key(int peer) {
        return (int) Mix.mix(plan.seed() ^ ID_STREAM, ~number(peer)) | 1;
    }

    private long number(int peer) {
        return (long) generator << 32 | peer;
    }
}
