package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/**
 * The slots of a {@link HashIndex}. A slot is a big-endian number, the entry, of 3 bytes (narrow) or 4 bytes (wide). It
 * keeps a number and, in the bits left over, a part of the number's hash, the fingerprint: a look-up passes over most
 * of the wrong numbers without reading their records. Stateless.
 *
 * <table>
 * <caption>The bits of an entry, from the highest to the lowest; V is the number of value bits of the segment</caption>
 * <tr><th>part</th><th>bits if narrow</th><th>bits if wide</th><th>content</th></tr>
 * <tr><td>fingerprint</td><td>24 - V, at most 12</td><td>32 - V, at most 12</td><td>the hash's lowest bits</td></tr>
 * <tr><td>value</td><td>V, 8 to 24</td><td>V, 8 to 27</td><td>the number plus 1</td></tr>
 * </table>
 *
 * <p>Two entries hold no number: {@link #EMPTY} is 0, and the tombstone of a removed number is all ones in the value
 * and 0 in the fingerprint. A look-up ends at an empty slot and passes over a tombstone.
 */
final class IndexSlots {
    /** The bytes of a slot for numbers below 2^24 - 2. */
    static final int NARROW = 3;

    /** The bytes of a slot for numbers below 2^27 - 2. */
    static final int WIDE = 4;

    /** The entry of a slot that never held a number. */
    static final int EMPTY = 0;

    /** The value bits of the segments of a new index. */
    static final int FIRST_VALUE_BITS = 8;

    private static final int NARROW_VALUE_BITS = 24;
    private static final int WIDE_VALUE_BITS = 27;
    private static final int MAX_FINGERPRINT_BITS = 12;

    private IndexSlots() {}

    /**
     * Returns the value bits that a number needs.
     *
     * @throws IllegalArgumentException if a slot does not have so many
     */
    static int valueBitsFor(int number, int slotBytes) {
        int bits = Integer.SIZE - Integer.numberOfLeadingZeros(number + 2);
        if (bits > (slotBytes == NARROW ? NARROW_VALUE_BITS : WIDE_VALUE_BITS)) {
            throw new IllegalArgumentException("number " + number + " in slots of " + slotBytes + " bytes");
        }
        return bits;
    }

    /** Returns the entry of a slot. */
    static int read(ByteBuffer buffer, int base, int slot, int slotBytes) {
        if (slotBytes == WIDE) {
            return buffer.getInt(base + slot * WIDE);
        }
        int at = base + slot * NARROW;
        return (buffer.getShort(at) & 0xffff) << Byte.SIZE | (buffer.get(at + 2) & 0xff);
    }

    /** Sets the entry of a slot. */
    static void write(ByteBuffer buffer, int base, int slot, int slotBytes, int entry) {
        if (slotBytes == WIDE) {
            buffer.putInt(base + slot * WIDE, entry);
        } else {
            int at = base + slot * NARROW;
            buffer.putShort(at, (short) (entry >>> Byte.SIZE));
            buffer.put(at + 2, (byte) entry);
        }
    }

    /** Returns the slot at which the search for a hash begins. */
    static int home(long hash, int capacity) {
        return (int) ((((hash >>> 6) & 0xffffffffL) * capacity) >>> 32);
    }

    /** Returns the part of a hash that a slot keeps. */
    static int fingerprint(long hash, int valueBits, int slotBytes) {
        int bits = Math.min(MAX_FINGERPRINT_BITS, slotBytes * Byte.SIZE - valueBits);
        return (int) hash & ((1 << bits) - 1);
    }

    /** Returns the entry of a number. */
    static int entry(long hash, int number, int valueBits, int slotBytes) {
        return (fingerprint(hash, valueBits, slotBytes) << valueBits) | (number + 1);
    }
}
