package io.github.tracker6.store.memory;

import io.github.tracker6.internal.SipHash;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Counts what each network holds, in bounded memory: a count-min sketch, in which each network has two slots. It counts no
 * removals. Instead each round of housekeeping counts all over again what is held, while the counts of the round before are
 * in use. A count is rarely too high, where networks share slots; and a little too low where two threads count at the same
 * time. Thread-safe.
 */
final class NetworkTally {
    /** The slots at first, of 4 bytes each and twice. Enough for what comes within a round. */
    private static final int FIRST_SLOTS = 1 << 16;

    private static final int MAX_SLOTS = 1 << 21;
    private static final int OTHER_SLOT_SHIFT = 32;

    private final SipHash hash;

    /** The counts in use. */
    private volatile AtomicIntegerArray current = new AtomicIntegerArray(FIRST_SLOTS);

    /** The counts of the round under way. */
    private volatile AtomicIntegerArray next = new AtomicIntegerArray(FIRST_SLOTS);

    NetworkTally(SipHash hash) {
        this.hash = hash;
    }

    /** Returns the hash under which a network is counted, in one swarm or (0) in all of them. */
    long key(Network network, long prefix, long swarm) {
        return hash.hash(prefix, swarm, network.id());
    }

    /**
     * Counts one.
     *
     * @param isNew whether it is not in the counts in use yet
     * @param inRound whether the round under way counts it
     */
    void add(long key, boolean isNew, boolean inRound) {
        if (isNew) {
            increment(current, key);
        }
        if (inRound) {
            increment(next, key);
        }
    }

    /** Returns how much a network holds, about. */
    int count(long key) {
        AtomicIntegerArray counts = current;
        return Math.min(counts.getOpaque(slot(counts, key)), counts.getOpaque(otherSlot(counts, key)));
    }

    /**
     * Puts the counts of the round into use, and begins another one. One thread calls this.
     *
     * @param held how many things are held, roughly: the next round has as many slots
     */
    void endRound(int held) {
        AtomicIntegerArray old = current;
        current = next;
        int slots = Integer.highestOneBit(Math.max(FIRST_SLOTS, Math.min(MAX_SLOTS, held)));
        if (old.length() == slots) {
            for (int i = 0; i < slots; i++) {
                old.setOpaque(i, 0);
            }
        }
        next = old.length() == slots ? old : new AtomicIntegerArray(slots);
    }

    private static void increment(AtomicIntegerArray counts, long key) {
        int one = slot(counts, key);
        int other = otherSlot(counts, key);
        counts.setOpaque(one, counts.getOpaque(one) + 1);
        if (other != one) {
            counts.setOpaque(other, counts.getOpaque(other) + 1);
        }
    }

    private static int slot(AtomicIntegerArray counts, long key) {
        return (int) key & (counts.length() - 1);
    }

    private static int otherSlot(AtomicIntegerArray counts, long key) {
        return (int) (key >>> OTHER_SLOT_SHIFT) & (counts.length() - 1);
    }
}
