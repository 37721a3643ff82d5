package io.github.tracker6;

import io.github.tracker6.internal.SipHash;
import java.util.Arrays;

/**
 * Turns the {@code key} that a client sends into one number, the same over HTTP and UDP (BEP 15, "key"; over HTTP the
 * parameter {@code key}). 1 to 8 hex digits of either case become a 32-bit number, because some clients drop leading
 * zeros. Any other bytes become a number outside that range. 0 means no key.
 *
 * <p>A key is a secret between client and tracker. Some clients send a part of their peer id as key, which every peer in
 * the swarm sees. {@link #isPublic} finds those: such a key proves nothing.
 *
 * @since 0.1.0
 */
public final class AnnounceKey {
    private static final SipHash OPAQUE = new SipHash(0, 0);
    private static final int MAX_HEX_DIGITS = 8;

    /** Shorter keys occur in a peer id by chance. */
    private static final int LEAST_BYTES = 4;

    /** The bit that makes a letter lower case; a digit has it already. */
    private static final long LOWER_CASE = 0x2020202020202020L;

    private AnnounceKey() {}

    /** Returns the number for the 32-bit key of a UDP announce. */
    public static long ofNumber(int key) {
        return Integer.toUnsignedLong(key);
    }

    /**
     * Returns the number for the key of an HTTP announce.
     *
     * @param bytes an array that holds the decoded value
     * @param offset the index of its first byte
     * @param length its number of bytes; 0 means no key
     */
    public static long ofBytes(byte[] bytes, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (length <= MAX_HEX_DIGITS) {
            long number = 0;
            int i = 0;
            for (int digit; i < length && (digit = Character.digit(bytes[offset + i], 16)) >= 0; i++) {
                number = (number << 4) | digit;
            }
            if (i == length) {
                return number;
            }
        }
        return OPAQUE.hash(bytes, offset, length) | Long.MIN_VALUE;
    }

    /**
     * Returns whether the key of an HTTP announce occurs in the peer id, byte for byte. Keys of fewer than four bytes are
     * not looked for, since they may occur by chance.
     *
     * @param key an array that holds the decoded value
     * @param offset the index of its first byte
     * @param length its number of bytes
     * @param peerId the 20 bytes of the peer id
     */
    public static boolean isPublic(byte[] key, int offset, int length, byte[] peerId) {
        if (length < LEAST_BYTES) {
            return false;
        }
        for (int at = 0; at + length <= peerId.length; at++) {
            if (Arrays.equals(key, offset, offset + length, peerId, at, at + length)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Returns whether a 32-bit key occurs in the peer id: as four bytes in either order, or as eight hex digits of either
     * case. Keys that are no 32-bit number never do, and keys below 65,536 are not looked for.
     *
     * @param key the key in its normal form
     * @param peerIdHead bytes 0 to 7 of the peer id, big-endian
     * @param peerIdMiddle bytes 8 to 15
     * @param peerIdTail bytes 16 to 19
     */
    public static boolean isPublic(long key, long peerIdHead, long peerIdMiddle, int peerIdTail) {
        if (key >>> 32 != 0 || key >>> 16 == 0) {
            return false;
        }
        int number = (int) key;
        int reversed = Integer.reverseBytes(number);
        long digits = hexDigits(number);
        long last = (long) peerIdTail << 32;
        for (int at = 0; at <= 16; at++) {
            // The eight bytes from here on; zeros follow the peer id.
            long window = at < 8 ? window(peerIdHead, peerIdMiddle, at) : window(peerIdMiddle, last, at - 8);
            int four = at == 16 ? peerIdTail : (int) (window >>> 32);
            if (four == number || four == reversed || (at <= 12 && (window | LOWER_CASE) == digits)) {
                return true;
            }
        }
        return false;
    }

    private static long window(long first, long second, int offset) {
        return offset == 0 ? first : (first << (8 * offset)) | (second >>> (64 - 8 * offset));
    }

    /** Returns the eight hex digits of a number, in lower case, big-endian. */
    private static long hexDigits(int number) {
        long nibbles = Integer.toUnsignedLong(number);
        nibbles = (nibbles | (nibbles << 16)) & 0x0000ffff0000ffffL;
        nibbles = (nibbles | (nibbles << 8)) & 0x00ff00ff00ff00ffL;
        nibbles = (nibbles | (nibbles << 4)) & 0x0f0f0f0f0f0f0f0fL;
        long letters = ((nibbles + 0x0606060606060606L) >>> 4) & 0x0101010101010101L;
        return nibbles + 0x3030303030303030L + letters * ('a' - '9' - 1);
    }
}
