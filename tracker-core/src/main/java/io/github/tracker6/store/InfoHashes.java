package io.github.tracker6.store;

import io.github.tracker6.InfoHash;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A packed list of info hashes. Grows as needed, keeps repeats, and is reusable. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class InfoHashes {
    private static final int INITIAL_ENTRIES = 32;

    private long[] words = new long[2 * INITIAL_ENTRIES];
    private int[] tails = new int[INITIAL_ENTRIES];
    private int size;

    /** Makes an empty list. */
    public InfoHashes() {}

    /** Removes all info hashes. Keeps the memory for the next ones. */
    public void clear() {
        size = 0;
    }

    /** Appends an info hash from its bits, as {@link InfoHash#of}. */
    public void add(long head, long middle, int tail) {
        if (size == tails.length) {
            words = Arrays.copyOf(words, 4 * size);
            tails = Arrays.copyOf(tails, 2 * size);
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

    /** Returns the info hashes in hex, such as {@code [08ada5a7a6183aae1e09d831df6748d566095a10]}. */
    @Override
    public String toString() {
        return IntStream.range(0, size)
                .mapToObj(i -> InfoHash.of(head(i), middle(i), tail(i)).toString())
                .collect(Collectors.joining(", ", "[", "]"));
    }
}
