package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;

/**
 * Peers and the swarms that they are in, by size: a place for each peer, of whom another one comes when one went. All that
 * is told of them follows from their number. Not thread-safe.
 */
final class Population {
    private static final int PRESENT = 1;
    private static final int SEEDER = 2;
    private static final int GENERATION = 4;
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
            // One for each swarm, and the others by Zipf.
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

    /** Returns how many are in their swarms now. */
    int present() {
        return present;
    }

    boolean isPresent(int peer) {
        return (state[peer] & PRESENT) != 0;
    }

    boolean isSeeder(int peer) {
        return (state[peer] & SEEDER) != 0;
    }

    /** Returns how many peers are in swarms of this size or larger; they are the first ones. */
    int inSwarmsOf(int size) {
        int swarm = 0;
        while (swarm < setup.swarms() && start[swarm + 1] - start[swarm] >= size) {
            swarm++;
        }
        return start[swarm];
    }

    /** Somebody new takes the place. */
    void join(int peer) {
        state[peer] = (state[peer] | PRESENT) + GENERATION;
        present++;
    }

    void leave(int peer) {
        state[peer] &= ~PRESENT;
        present--;
    }

    /** A downloader becomes a seeder, and the other way round. */
    void changeRole(int peer) {
        int other = partner(peer);
        state[peer] ^= SEEDER;
        if (other != peer) {
            state[other] = (state[other] & ~SEEDER) | (state[peer] & SEEDER);
        }
    }

    /** Describes a peer, but for the event and the time. */
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
        // Both endpoints of a host have one tag, whoever of them comes and goes.
        update.hostTag(mix(TAGS ^ (dual ? first(peer) : identity)) | 1);
        update.role(isSeeder(peer) ? PeerRole.SEEDER : PeerRole.DOWNLOADER);
        update.numWant(setup.numWant());
    }

    static InfoHash infoHash(PeerUpdate update) {
        return InfoHash.of(update.hashHead(), update.hashMiddle(), update.hashTail());
    }

    /** Returns the other endpoint of a dual-stack host, or the same. */
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
        return (mix(number) >>> 11) * 0x1p-53;
    }

    /** SplitMix64. */
    static long mix(long number) {
        long z = number * 0x9e3779b97f4a7c15L + 0x6a09e667f3bcc909L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
