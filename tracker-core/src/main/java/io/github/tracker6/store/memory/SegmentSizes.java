package io.github.tracker6.store.memory;

/** The sizes that a segment of a {@link HashIndex} may have, and when it is full. Stateless. */
final class SegmentSizes {
    /** Bytes, each a size of the slabs' blocks. */
    private static final int[] BYTES = {
        39, 52, 65, 78, 101, 126, 151, 178, 204, 256, 315, 409, 512, 585, 682, 819, 910, 1024, 1170, 1365, 1638
    };

    private static final int LARGEST = BYTES.length - 1;

    /** The most slots in use, numbers and tombstones, in percent. */
    private static final int FULL_PERCENT = 93;

    /** A segment that grows gets room for at least one in so many of its numbers. */
    private static final int ROOM_PART = 6;

    private SegmentSizes() {}

    /** Returns the bytes of a size. */
    static int bytes(int sizeIndex) {
        return BYTES[sizeIndex];
    }

    /** Returns whether a segment with so many slots in use is too full. */
    static boolean isFull(int used, int capacity) {
        return used * 100 > capacity * FULL_PERCENT;
    }

    /**
     * Returns whether a size has room for some more numbers than these: rehashing a segment often costs more than all
     * else.
     */
    static boolean isRoomy(int live, int sizeIndex, int slotBytes) {
        return !isFull(live + live / ROOM_PART, BYTES[sizeIndex] / slotBytes);
    }

    /** Returns the first size from a given one on that is roomy, or the largest. */
    static int firstRoomy(int sizeIndex, int live, int slotBytes) {
        int index = sizeIndex;
        while (index < LARGEST && !isRoomy(live, index, slotBytes)) {
            index++;
        }
        return index;
    }
}
