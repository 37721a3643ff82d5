package io.github.tracker6.http.netty;

/**
 * Counts connections per network, in fixed memory: a table with open addressing, whose entries are found by a seeded
 * hash. Not thread-safe.
 */
final class NetworkCounts {
    private static final long FREE = 0;
    private static final int MAX_INITIAL_TABLE = 1 << 22;

    private final int max;
    private final long seed;
    private final long[] networks;
    private final int[] counts;
    private final int mask;

    /**
     * Makes a table.
     *
     * @param maxConnections the most connections of all networks together
     * @param max the most connections of one network
     * @param seed a random number, so that clients cannot choose networks that share a slot
     */
    NetworkCounts(int maxConnections, int max, long seed) {
        this.max = max;
        this.seed = seed;
        int slots = Integer.highestOneBit(Math.min(2 * maxConnections, MAX_INITIAL_TABLE)) * 2;
        networks = new long[slots];
        counts = new int[slots];
        mask = slots - 1;
    }

    /** Counts one connection of a network other than 0; returns false if that has as many as it may have. */
    boolean enter(long network) {
        int slot = slot(network);
        if (counts[slot] >= max) {
            return false;
        }
        networks[slot] = network;
        counts[slot]++;
        return true;
    }

    /** Gives back what {@link #enter} took. */
    void leave(long network) {
        int slot = slot(network);
        counts[slot]--;
        if (counts[slot] == 0) {
            close(slot);
        }
    }

    /** Returns the slot of a network, or the free slot that it would take. */
    private int slot(long network) {
        int slot = home(network);
        while (networks[slot] != network && networks[slot] != FREE) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(long network) {
        long mixed = (network ^ seed) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 32) * (seed | 1);
        return (int) (mixed >>> 33) & mask;
    }

    /** Frees a slot, and moves up the entries that probed past it. */
    private void close(int slot) {
        int gap = slot;
        networks[gap] = FREE;
        for (int next = gap + 1 & mask; networks[next] != FREE; next = next + 1 & mask) {
            int home = home(networks[next]);
            boolean reachesOverGap = (next - home & mask) >= (next - gap & mask);
            if (reachesOverGap) {
                networks[gap] = networks[next];
                counts[gap] = counts[next];
                networks[next] = FREE;
                counts[next] = 0;
                gap = next;
            }
        }
    }
}
