package io.github.tracker6.metainfo;

import java.util.Arrays;

/**
 * Where the values of a bencoded text lie. Each value, and each key, has a number, in the order of the text. Takes 12 bytes
 * for each; an object for each would take ten times as much.
 */
final class BencodeTape {
    private static final int FIRST_CAPACITY = 256;

    final byte[] bytes;

    /** Where each value begins, its end, and the number of the first value behind it and what it holds. */
    private int[] starts = new int[FIRST_CAPACITY];

    private int[] ends = new int[FIRST_CAPACITY];
    private int[] nexts = new int[FIRST_CAPACITY];
    private int size;

    /** Keys that are lower than the key before them. */
    private final Places misplaced = new Places();

    /** Keys that the dictionary has before, too. */
    private final Places repeated = new Places();

    /** Where some values begin. */
    private static final class Places {
        private int[] starts = {};
        private int size;

        void add(int start) {
            if (size == starts.length) {
                starts = Arrays.copyOf(starts, Math.max(8, 2 * size));
            }
            starts[size++] = start;
        }

        int first(int from, int to) {
            for (int i = 0; i < size; i++) {
                if (starts[i] >= from && starts[i] < to) {
                    return starts[i];
                }
            }
            return -1;
        }
    }

    BencodeTape(byte[] bytes) {
        this.bytes = bytes;
    }

    int add(int start) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            ends = Arrays.copyOf(ends, 2 * size);
            nexts = Arrays.copyOf(nexts, 2 * size);
        }
        starts[size] = start;
        return size++;
    }

    void close(int value, int end) {
        ends[value] = end;
        nexts[value] = size;
    }

    void addMisplacedKey(int start) {
        misplaced.add(start);
    }

    void addRepeatedKey(int start) {
        repeated.add(start);
    }

    /** Returns where a misplaced key in a part of the text begins, or -1. */
    int misplacedKey(int from, int to) {
        return misplaced.first(from, to);
    }

    /** Returns where a key in a part of the text begins that its dictionary has before, too, or -1. */
    int repeatedKey(int from, int to) {
        return repeated.first(from, to);
    }

    int size() {
        return size;
    }

    int start(int value) {
        return starts[value];
    }

    int end(int value) {
        return ends[value];
    }

    int next(int value) {
        return nexts[value];
    }

    /** Returns where the content of a string begins, behind its length and the colon. */
    int contentStart(int string) {
        int at = starts[string];
        while (bytes[at] != ':') {
            at++;
        }
        return at + 1;
    }

    /** Orders strings by their bytes, unsigned. */
    int compareStrings(int first, int second) {
        return Arrays.compareUnsigned(
                bytes, contentStart(first), ends[first], bytes, contentStart(second), ends[second]);
    }
}
