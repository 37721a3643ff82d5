package io.github.tracker6.store;

import java.util.Arrays;

/**
 * A list of info hashes, packed, each with a number that whoever reads the list may note beside it. Reusable and growing;
 * repeats are kept. Not thread-safe.
 */
public final class InfoHashes {
    private static final int INITIAL_ENTRIES = 32;

    private long[] words = new long[2 * INITIAL_ENTRIES];
    private int[] tails = new int[INITIAL_ENTRIES];
    private long[] notes = new long[INITIAL_ENTRIES];
    private int size;

    /** Makes an empty list. */
    public InfoHashes() {}

    /** Forgets all info hashes and keeps the memory. */
    public void clear() {
        size = 0;
    }

    /** Appends an info hash from its bits, as {@link io.github.tracker6.InfoHash#of}. */
    public void add(long head, long middle, int tail) {
        if (size == tails.length) {
            words = Arrays.copyOf(words, 4 * size);
            tails = Arrays.copyOf(tails, 2 * size);
            notes = Arrays.copyOf(notes, 2 * size);
        }
        words[2 * size] = head;
        words[2 * size + 1] = middle;
        tails[size++] = tail;
    }

    /** Returns the number of info hashes. */
    public int size() {
        return size;
    }

    /** Returns bytes 0 to 7 of an info hash, big-endian. */
    public long head(int index) {
        return words[2 * index];
    }

    /** Returns bytes 8 to 15 of an info hash, big-endian. */
    public long middle(int index) {
        return words[2 * index + 1];
    }

    /** Returns bytes 16 to 19 of an info hash, big-endian. */
    public int tail(int index) {
        return tails[index];
    }

    /** Notes a number beside an info hash. */
    public void note(int index, long number) {
        notes[index] = number;
    }

    /** Returns the number that was noted last at an index, whatever info hash stood there. */
    public long note(int index) {
        return notes[index];
    }
}
