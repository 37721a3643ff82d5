package io.github.tracker6.http;

import io.github.tracker6.internal.BigEndian;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Writes bencode (BEP 3) into an array that grows. Sorts the keys of each dictionary by raw bytes; the caller may write
 * them in any order, but not twice. Reusable, not thread-safe.
 */
final class BencodeWriter {
    private static final int INITIAL_BYTES = 1024;
    private static final int ENTRY_INTS = 3;
    private static final int START = 0;
    private static final int KEY_START = 1;
    private static final int KEY_END = 2;

    private byte[] out = new byte[INITIAL_BYTES];
    private int size;
    /** For each entry of each open dictionary: the offsets of its start, and of the start and end of its key's bytes. */
    private int[] entries = new int[ENTRY_INTS * 16];

    private int entryCount;
    /** For each open dictionary: the index of its first entry. */
    private int[] open = new int[4];

    private int depth;
    private boolean[] unsorted = new boolean[4];

    /** Drops all that was written. */
    void clear() {
        size = 0;
        entryCount = 0;
        depth = 0;
    }

    /** Returns the array that holds what was written. */
    byte[] bytes() {
        return out;
    }

    /** Returns the number of bytes written. */
    int size() {
        return size;
    }

    void beginDictionary() {
        if (depth == open.length) {
            open = Arrays.copyOf(open, 2 * depth);
            unsorted = Arrays.copyOf(unsorted, 2 * depth);
        }
        open[depth] = entryCount;
        unsorted[depth] = false;
        depth++;
        put('d');
    }

    void endDictionary() {
        depth--;
        if (unsorted[depth]) {
            sort(open[depth]);
        }
        entryCount = open[depth];
        put('e');
    }

    void beginList() {
        put('l');
    }

    void endList() {
        put('e');
    }

    /** Begins an entry of the innermost dictionary; its value follows. */
    void key(byte[] key) {
        int start = size;
        string(key);
        entry(start, key.length);
    }

    /** Begins an entry whose key is an info hash. */
    void key(long head, long middle, int tail) {
        int start = size;
        number(20);
        put(':');
        ensure(20);
        BigEndian.putLong(out, size, head);
        BigEndian.putLong(out, size + 8, middle);
        BigEndian.putInt(out, size + 16, tail);
        size += 20;
        entry(start, 20);
    }

    void string(byte[] bytes) {
        int at = string(bytes.length); // first, since it may replace `out`
        System.arraycopy(bytes, 0, out, at, bytes.length);
    }

    /** Writes a text of printable ASCII. */
    void string(String ascii) {
        string(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    /** Writes the head of a string of a length; returns the offset in {@link #bytes()} at which the caller puts its bytes. */
    int string(int length) {
        number(length);
        put(':');
        ensure(length);
        size += length;
        return size - length;
    }

    /** Writes an integer of 0 or more. */
    void integer(int value) {
        put('i');
        number(value);
        put('e');
    }

    private void entry(int start, int keyLength) {
        int first = open[depth - 1];
        if (entryCount * ENTRY_INTS == entries.length) {
            entries = Arrays.copyOf(entries, 2 * entries.length);
        }
        int at = entryCount * ENTRY_INTS;
        entries[at + START] = start;
        entries[at + KEY_START] = size - keyLength;
        entries[at + KEY_END] = size;
        entryCount++;
        if (entryCount - first > 1 && compare(entryCount - 2, entryCount - 1) >= 0) {
            unsorted[depth - 1] = true;
        }
    }

    private int compare(int a, int b) {
        int i = a * ENTRY_INTS;
        int j = b * ENTRY_INTS;
        return Arrays.compareUnsigned(
                out, entries[i + KEY_START], entries[i + KEY_END], out, entries[j + KEY_START], entries[j + KEY_END]);
    }

    private void sort(int first) {
        int count = entryCount - first;
        Integer[] order = new Integer[count];
        Arrays.setAll(order, i -> first + i);
        Arrays.sort(order, this::compare);
        int from = entries[first * ENTRY_INTS + START];
        byte[] sorted = new byte[size - from];
        int length = 0;
        for (int i = 0; i < count; i++) {
            int entry = order[i];
            if (i > 0 && compare(order[i - 1], entry) == 0) {
                throw new IllegalStateException("a key is written twice");
            }
            int start = entries[entry * ENTRY_INTS + START];
            int end = entry + 1 < entryCount ? entries[(entry + 1) * ENTRY_INTS + START] : size;
            System.arraycopy(out, start, sorted, length, end - start);
            length += end - start;
        }
        System.arraycopy(sorted, 0, out, from, length);
    }

    private void number(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("number " + value + " is negative");
        }
        int digits = 1;
        for (int rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        ensure(digits);
        int rest = value;
        for (int i = size + digits - 1; i >= size; i--) {
            out[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += digits;
    }

    private void put(char ascii) {
        ensure(1);
        out[size++] = (byte) ascii;
    }

    private void ensure(int more) {
        if (out.length - size < more) {
            out = Arrays.copyOf(out, Math.max(Math.addExact(size, more), (int) Math.min(2L * size, 1 << 30)));
        }
    }
}
