package io.github.tracker6.hash;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of 64 bits that nobody without the key can predict. Own code
 * because it runs for every packet and must not allocate; tested against Guava's. Immutable.
 */
public final class SipHash {
    private static final long C0 = 0x736f6d6570736575L;
    private static final long C1 = 0x646f72616e646f6dL;
    private static final long C2 = 0x6c7967656e657261L;
    private static final long C3 = 0x7465646279746573L;

    private final long key0;
    private final long key1;

    /**
     * Makes a hash with a key of 128 bits.
     *
     * @param key0 bytes 0 to 7 of the key, little-endian
     * @param key1 bytes 8 to 15 of the key, little-endian
     */
    public SipHash(long key0, long key1) {
        this.key0 = key0;
        this.key1 = key1;
    }

    /** Returns the hash of the words as their little-endian bytes. */
    public long hash(long[] words) {
        State state = new State(key0, key1);
        for (long word : words) {
            state.compress(word);
        }
        return state.finish(((long) words.length * Long.BYTES) << 56);
    }

    /** Returns the hash of three words as their little-endian bytes. */
    public long hash(long word0, long word1, long word2) {
        State state = new State(key0, key1);
        state.compress(word0);
        state.compress(word1);
        state.compress(word2);
        return state.finish((3L * Long.BYTES) << 56);
    }

    /** Returns the hash of {@code length} bytes from {@code offset} on. */
    public long hash(byte[] bytes, int offset, int length) {
        State state = new State(key0, key1);
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            state.compress(littleEndian(bytes, offset + i, Long.BYTES));
        }
        return state.finish(((long) length << 56) | littleEndian(bytes, offset + i, length - i));
    }

    private static long littleEndian(byte[] bytes, int offset, int count) {
        long word = 0;
        for (int i = count - 1; i >= 0; i--) {
            word = (word << 8) | (bytes[offset + i] & 0xff);
        }
        return word;
    }

    /** Four words that live in registers: never escapes, so the JIT leaves no object. */
    private static final class State {
        private long v0;
        private long v1;
        private long v2;
        private long v3;

        State(long key0, long key1) {
            v0 = key0 ^ C0;
            v1 = key1 ^ C1;
            v2 = key0 ^ C2;
            v3 = key1 ^ C3;
        }

        void compress(long word) {
            v3 ^= word;
            round();
            round();
            v0 ^= word;
        }

        long finish(long lastWord) {
            compress(lastWord);
            v2 ^= 0xff;
            round();
            round();
            round();
            round();
            return v0 ^ v1 ^ v2 ^ v3;
        }

        private void round() {
            v0 += v1;
            v2 += v3;
            v1 = Long.rotateLeft(v1, 13) ^ v0;
            v3 = Long.rotateLeft(v3, 16) ^ v2;
            v0 = Long.rotateLeft(v0, 32);
            v2 += v1;
            v0 += v3;
            v1 = Long.rotateLeft(v1, 17) ^ v2;
            v3 = Long.rotateLeft(v3, 21) ^ v0;
            v2 = Long.rotateLeft(v2, 32);
        }
    }
}
