package io.github.tracker6.store.memory;

/**
 * One segment of a {@link HashIndex}: a block of slots with linear probing. Its fields are kept small: 32 bytes in all.
 */
final class IndexSegment {
    /** The block in the slabs that holds the slots. */
    int block;

    /** The number of slots. */
    short capacity;

    /** The slots with a number. */
    short live;

    /** The slots whose number was removed. */
    short tombstones;

    /** The index of its size in {@link SegmentSizes}. */
    byte sizeIndex;

    /** See {@link IndexSlots}. */
    byte valueBits;

    /** How many bits of a hash's place in the directory lead to this segment. */
    final byte depth;

    IndexSegment(int depth) {
        this.depth = (byte) depth;
    }

    int tombstone() {
        return (1 << valueBits) - 1;
    }

    /** Returns whether an entry holds a number. */
    boolean isTaken(int entry) {
        return entry != IndexSlots.EMPTY && entry != tombstone();
    }

    /** Returns whether the value bits suffice for a number. */
    boolean canHold(int number) {
        return number + 1 < tombstone();
    }

    /** Returns the number of an entry that holds one. */
    int numberOf(int entry) {
        return (entry & tombstone()) - 1;
    }
}
