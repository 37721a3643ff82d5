package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/** Writes the segments of a {@link HashIndex} into blocks of the slabs. Not thread-safe. */
final class SegmentBlocks {
    private final Slabs slabs;
    private final int slotBytes;
    private int valueBits = IndexSlots.FIRST_VALUE_BITS;

    SegmentBlocks(Slabs slabs, int slotBytes) {
        this.slabs = slabs;
        this.slotBytes = slotBytes;
    }

    /** Gives a segment a block of a size, without numbers. */
    void allocate(IndexSegment segment, int sizeIndex) {
        int bytes = SegmentSizes.bytes(sizeIndex);
        segment.block = slabs.allocate(bytes);
        segment.sizeIndex = (byte) sizeIndex;
        segment.capacity = (short) (bytes / slotBytes);
        segment.valueBits = (byte) valueBits;
        segment.live = 0;
        segment.tombstones = 0;
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = slabs.offset(segment.block);
        for (int slot = 0; slot < segment.capacity; slot++) {
            IndexSlots.write(buffer, base, slot, slotBytes, IndexSlots.EMPTY);
        }
    }

    /** Adds a number to a segment that has room and bits enough for it. */
    void put(IndexSegment segment, long hash, int number) {
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = slabs.offset(segment.block);
        int slot = IndexSlots.home(hash, segment.capacity);
        while (true) {
            int entry = IndexSlots.read(buffer, base, slot, slotBytes);
            if (!segment.isTaken(entry)) {
                IndexSlots.write(
                        buffer, base, slot, slotBytes, IndexSlots.entry(hash, number, segment.valueBits, slotBytes));
                segment.live++;
                if (entry != IndexSlots.EMPTY) {
                    segment.tombstones--;
                }
                return;
            }
            slot = slot + 1 == segment.capacity ? 0 : slot + 1;
        }
    }

    /** Puts another number with the same hash into a slot. */
    void replace(IndexSegment segment, int slot, long hash, int number) {
        setEntry(segment, slot, IndexSlots.entry(hash, number, segment.valueBits, slotBytes));
    }

    /** Removes the number in a slot. */
    void remove(IndexSegment segment, int slot) {
        setEntry(segment, slot, segment.tombstone());
        segment.live--;
        segment.tombstones++;
    }

    private void setEntry(IndexSegment segment, int slot, int entry) {
        IndexSlots.write(slabs.buffer(segment.block), slabs.offset(segment.block), slot, slotBytes, entry);
    }

    /**
     * Sees to it that a segment has value bits enough for a number: more of them, and fewer of the fingerprint.
     *
     * @throws IllegalArgumentException if a slot does not have so many
     */
    void makeFit(IndexSegment segment, int number) {
        if (!segment.canHold(number)) {
            valueBits = Math.max(valueBits, IndexSlots.valueBitsFor(number, slotBytes));
            widen(segment);
        }
    }

    private void widen(IndexSegment segment) {
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = slabs.offset(segment.block);
        int oldBits = segment.valueBits;
        int oldTombstone = segment.tombstone();
        segment.valueBits = (byte) valueBits;
        for (int slot = 0; slot < segment.capacity; slot++) {
            int entry = IndexSlots.read(buffer, base, slot, slotBytes);
            if (entry == oldTombstone) {
                IndexSlots.write(buffer, base, slot, slotBytes, segment.tombstone());
            } else if (entry != IndexSlots.EMPTY) {
                int fingerprint = IndexSlots.fingerprint(entry >>> oldBits, valueBits, slotBytes);
                IndexSlots.write(buffer, base, slot, slotBytes, (fingerprint << valueBits) | (entry & oldTombstone));
            }
        }
    }

    /** Moves a segment to another block of its size if that lets memory be given back. */
    void compact(IndexSegment segment) {
        if (slabs.isSparse(segment.block)) {
            int bytes = SegmentSizes.bytes(segment.sizeIndex);
            int old = segment.block;
            segment.block = slabs.allocate(bytes);
            slabs.buffer(segment.block).put(slabs.offset(segment.block), slabs.buffer(old), slabs.offset(old), bytes);
            slabs.free(old);
        }
    }
}
