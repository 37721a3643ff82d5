package io.github.tracker6.store.memory;

import io.github.tracker6.internal.SipHash;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts what each network holds, in fixed memory: a count-min sketch, in which each network has two slots. It counts no removals. Instead each
 * round of housekeeping counts all over again what is held, while the counts of the round before are in use. A count is
 * rarely too high, where networks share slots; and a little too low where two threads count at the same time. Thread-safe.
 */
final class NetworkTally {
    private static final int MIN_SLOTS = 1 << 10;
    private static final int MAX_SLOTS = 1 << 21;
    private static final int OTHER_ROW_SHIFT = 32;

    private final SipHash hash;
    private final int mask;

    /** The counts in use. */
    private volatile AtomicIntegerArray current;

    /** The counts of the round under way. */
    private volatile AtomicIntegerArray next;

    /**
     * Makes a tally.
     *
     * @param expected how many things are counted at most, roughly
     */
    NetworkTally(SipHash hash, int expected) {
        this.hash = hash;
        int slots = Integer.highestOneBit(Math.max(MIN_SLOTS, Math.min(MAX_SLOTS, expected / 2)));
        this.mask = slots - 1;
        this.current = new AtomicIntegerArray(slots);
        this.next = new AtomicIntegerArray(slots);
    }

    /** Returns the hash under which a network is counted, in one swarm or (0) in all of them. */
    long key(Network network, long prefix, long swarm) {
        return hash.hash(prefix, swarm, network.bits());
    }

    /**
     * Counts one more.
     *
     * @param inRound whether the round under way has passed already where it is
     */
    void add(long key, boolean inRound) {
        increment(current, key);
        if (inRound) {
            increment(next, key);
        }
    }

    /** Counts one that is held, for the round under way. */
    void recount(long key) {
        increment(next, key);
    }

    /** Returns how much a network holds, about. */
    int count(long key) {
        AtomicIntegerArray counts = current;
        return Math.min(counts.getOpaque((int) key & mask), counts.getOpaque((int) (key >>> OTHER_ROW_SHIFT) & mask));
    }

    /** Puts the counts of the round into use, and begins another one. One thread calls this. */
    void endRound() {
        AtomicIntegerArray old = current;
        current = next;
        for (int i = 0; i < old.length(); i++) {
            old.setOpaque(i, 0);
        }
        next = old;
    }

    private void increment(AtomicIntegerArray counts, long key) {
        int one = (int) key & mask;
        int other = (int) (key >>> OTHER_ROW_SHIFT) & mask;
        counts.setOpaque(one, counts.getOpaque(one) + 1);
        if (other != one) {
            counts.setOpaque(other, counts.getOpaque(other) + 1);
        }
    }
}
