package io.github.tracker6.internal;

/**
 * SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of 64 bits that cannot be predicted without the key. Own
 * code because it runs for every packet and must not allocate; tested against Guava's. Immutable.
 */
public final class SipHash {
    private static final long C0 = 0x736f6d6570736575L;
    private static final long C1 = 0x646f72616e646f6dL;
    private static final long C2 = 0x6c7967656e657261L;
    private static final long C3 = 0x7465646279746573L;
    private static final long FINISH = 0xff;
    private static final int LENGTH_SHIFT = 56;
    private static final long[] NO_WORDS = {};

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
        return hash(words.length, 0, 0, 0, words, ((long) words.length * Long.BYTES) << LENGTH_SHIFT);
    }

    /** Returns the hash of three words as their little-endian bytes. */
    public long hash(long word0, long word1, long word2) {
        return hash(3, word0, word1, word2, NO_WORDS, (3L * Long.BYTES) << LENGTH_SHIFT);
    }

    /** Returns the hash of {@code length} bytes from {@code offset} on. */
    public long hash(byte[] bytes, int offset, int length) {
        long[] words = new long[length / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = littleEndian(bytes, offset + i * Long.BYTES, Long.BYTES);
        }
        int rest = length % Long.BYTES;
        long last = ((long) length << LENGTH_SHIFT) | littleEndian(bytes, offset + length - rest, rest);
        return hash(words.length, 0, 0, 0, words, last);
    }

    /**
     * Hashes {@code count} words and the last one, which has the length in it. The words stand in the array or, where it
     * is empty, in the three parameters; and the state is four variables of one method. So there is nothing that needs
     * an object, however little of this the compiler inlines. Each turn is two rounds: one per word, and two for the
     * four rounds at the end, whose word is 0.
     */
    private long hash(int count, long word0, long word1, long word2, long[] words, long last) {
        long v0 = key0 ^ C0;
        long v1 = key1 ^ C1;
        long v2 = key0 ^ C2;
        long v3 = key1 ^ C3;
        for (int i = 0; i < count + 3; i++) {
            long word = 0;
            if (i < count) {
                word = words.length > 0 ? words[i] : i == 0 ? word0 : i == 1 ? word1 : word2;
            } else if (i == count) {
                word = last;
            } else if (i == count + 1) {
                v2 ^= FINISH;
            }
            v3 ^= word;
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
            v0 ^= word;
        }
        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static long littleEndian(byte[] bytes, int offset, int count) {
        long word = 0;
        for (int i = count - 1; i >= 0; i--) {
            word = (word << 8) | (bytes[offset + i] & 0xff);
        }
        return word;
    }
}
