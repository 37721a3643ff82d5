package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.benchmarks.support.SplitMix64;
import io.github.tracker6.store.PeerUpdate;

/**
 * Peers and their swarms, the largest swarm first. A peer is a place: after a peer has left, another peer takes its
 * place. The properties of a peer are computed from its place and its generation. Not thread-safe.
 */
final class Population {
    private static final int PRESENT = 1;
    private static final int SEEDER = 2;
    private static final int GENERATION = 4;
    private static final long STREAM = 0x6a09e667f3bcc909L;
    private static final long HASHES = 0x1f83d9abfb41bd6bL;
    private static final long TAGS = 0x5be0cd19137e2179L;
    private static final long ROLES = 0x3c6ef372fe94f82bL;
    private static final long PAIRS = 0x510e527fade682d1L;

    private final Setup setup;
    private final int[] start;
    private final int[] swarmOf;
    private final int[] state;
    private int present;

    Population(Setup setup) {
        this.setup = setup;
        this.start = new int[setup.swarms() + 1];
        this.swarmOf = new int[setup.peers()];
        this.state = new int[setup.peers()];
        double sum = 0;
        for (int swarm = 1; swarm <= setup.swarms(); swarm++) {
            sum += Math.pow(swarm, -setup.zipf());
        }
        double part = 0;
        for (int swarm = 1; swarm <= setup.swarms(); swarm++) {
            part += Math.pow(swarm, -setup.zipf());
            // One peer for each swarm; the others by Zipf's law.
            start[swarm] = swarm + (int) Math.round((setup.peers() - setup.swarms()) * part / sum);
        }
        for (int swarm = 0; swarm < setup.swarms(); swarm++) {
            for (int peer = start[swarm]; peer < start[swarm + 1]; peer++) {
                swarmOf[peer] = swarm;
                state[peer] = fraction(ROLES ^ first(peer)) < setup.seeders() ? SEEDER : 0;
            }
        }
    }

    int size() {
        return state.length;
    }

    /** Returns how many peers are in their swarms now. */
    int present() {
        return present;
    }

    boolean isPresent(int peer) {
        return (state[peer] & PRESENT) != 0;
    }

    boolean isSeeder(int peer) {
        return (state[peer] & SEEDER) != 0;
    }

    /** Returns how many peers are in swarms of this size or larger. They have the lowest numbers. */
    int inSwarmsOf(int size) {
        int swarm = 0;
        while (swarm < setup.swarms() && start[swarm + 1] - start[swarm] >= size) {
            swarm++;
        }
        return start[swarm];
    }

    /** Puts a new peer in a place. */
    void join(int peer) {
        state[peer] = (state[peer] | PRESENT) + GENERATION;
        present++;
    }

    void leave(int peer) {
        state[peer] &= ~PRESENT;
        present--;
    }

    /** Makes a downloader a seeder, or a seeder a downloader. */
    void changeRole(int peer) {
        int other = partner(peer);
        state[peer] ^= SEEDER;
        if (other != peer) {
            state[other] = (state[other] & ~SEEDER) | (state[peer] & SEEDER);
        }
    }

    /** Sets an update to a peer, without event and time. */
    void describe(int peer, PeerUpdate update) {
        long swarm = swarmOf[peer];
        update.infoHash(mix(HASHES + 3 * swarm), mix(HASHES + 3 * swarm + 1), (int) mix(HASHES + 3 * swarm + 2));
        long identity = ((long) (state[peer] / GENERATION) << 32) | peer;
        boolean dual = partner(peer) != peer;
        boolean ipv6 = dual ? peer != first(peer) : fraction(peer) < setup.ipv6();
        long random = mix(identity);
        int port = 1_024 + (int) ((mix(random) >>> 32) % 64_000);
        if (ipv6) {
            // 2a00::/12
            update.endpoint(AddressFamily.IPV6, 0x2a00_0000_0000_0000L | (random >>> 12), mix(~identity), port);
        } else {
            // 64.0.0.0/3 without 100.64.0.0/10
            long address = 0x4000_0000L | (random & 0x1fff_ffffL);
            update.endpoint(AddressFamily.IPV4, 0, address >> 22 == 0x191 ? address ^ 0x0100_0000L : address, port);
        }
        // The tag of a dual-stack host stays the same when one of its endpoints leaves and joins again.
        update.hostTag(mix(TAGS ^ (dual ? first(peer) : identity)) | 1);
        update.role(isSeeder(peer) ? PeerRole.SEEDER : PeerRole.DOWNLOADER);
        update.numWant(setup.numWant());
    }

    static InfoHash infoHash(PeerUpdate update) {
        return InfoHash.of(update.hashHead(), update.hashMiddle(), update.hashTail());
    }

    /** Returns the other endpoint of a dual-stack host; the same endpoint if the host has only one. */
    private int partner(int peer) {
        int first = first(peer);
        int other = first == peer ? peer + 1 : first;
        return other < size() && swarmOf[other] == swarmOf[peer] && fraction(PAIRS ^ first) < setup.dual()
                ? other
                : peer;
    }

    private static int first(int peer) {
        return peer & ~1;
    }

    private static double fraction(long number) {
        return SplitMix64.fractionOf(mix(number));
    }

    private static long mix(long number) {
        return SplitMix64.at(STREAM, number - 1);
    }
}
