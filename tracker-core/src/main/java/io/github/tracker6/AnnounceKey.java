package io.github.tracker6;

import io.github.tracker6.internal.SipHash;

/**
 * Turns the {@code key} that a client sends into one number, the same over HTTP and UDP (BEP 15, "key"; over HTTP the
 * parameter {@code key}). 1 to 8 hex digits of either case become a 32-bit number, because some clients drop leading
 * zeros. Any other bytes become a number outside that range. 0 means no key.
 */
public final class AnnounceKey {
    private static final SipHash OPAQUE = new SipHash(0, 0);
    private static final int MAX_HEX_DIGITS = 8;

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
}
