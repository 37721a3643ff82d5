package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;

/**
 * Maps 64-bit hashes to numbers; several numbers may share a hash. Extendible hashing: a {@link SegmentDirectory} leads
 * to segments of at most 1,638 bytes with linear probing. Each segment grows and splits by itself, so an insert
 * rehashes one segment at most. {@link IndexSlots} says how a number lies in a segment. Not thread-safe, except
 * {@link #touchHome} and {@link #guess}.
 *
 * <p>To look up, call {@link #seek}, then {@link #next} until the number is the right one.
 */
final class HashIndex {
    /** What {@link #next} returns when there are no more candidates. */
    static final int NONE = -1;

    /** Slots that {@link #guess} looks at. */
    private static final int MAX_GUESSES = 8;

    /** Returns the hash of a number that is in the index. */
    interface Hasher {
        long hashOf(int number);
    }

    private final Slabs slabs;
    private final int slotBytes;
    private final Hasher hasher;
    private final IntToLongFunction address;
    private final SegmentBlocks blocks;
    private final SegmentDirectory directory;
    private int size;

    private IndexSegment foundSegment;
    private int foundSlot;
    private int probesLeft;
    private long wantedHash;

    private final SegmentHand compactHand = new SegmentHand();

    /**
     * Makes an empty index.
     *
     * @param slotBytes {@link IndexSlots#NARROW} or {@link IndexSlots#WIDE}
     * @param address returns where {@code hasher} reads for a number, see {@link Slabs#buffer(long)}
     */
    HashIndex(Slabs slabs, int slotBytes, Hasher hasher, IntToLongFunction address) {
        this.slabs = slabs;
        this.slotBytes = slotBytes;
        this.hasher = hasher;
        this.address = address;
        this.blocks = new SegmentBlocks(slabs, slotBytes);
        IndexSegment first = new IndexSegment(0);
        blocks.allocate(first, 0);
        this.directory = new SegmentDirectory(first);
        this.foundSegment = first;
    }

    /** Returns how many numbers are kept. */
    int size() {
        return size;
    }

    /** Begins a look-up. */
    void seek(long hash) {
        foundSegment = directory.segmentOf(hash);
        foundSlot = IndexSlots.home(hash, foundSegment.capacity) - 1;
        probesLeft = foundSegment.capacity;
        wantedHash = hash;
    }

    /** Returns the next number that may have the hash sought, or {@link #NONE}. */
    int next() {
        IndexSegment segment = foundSegment;
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = slabs.offset(segment.block);
        int capacity = segment.capacity;
        int fingerprint = IndexSlots.fingerprint(wantedHash, segment.valueBits, slotBytes);
        int slot = foundSlot;
        while (probesLeft-- > 0) {
            if (++slot == capacity) {
                slot = 0;
            }
            int entry = IndexSlots.read(buffer, base, slot, slotBytes);
            if (entry == IndexSlots.EMPTY) {
                break;
            }
            if (entry >>> segment.valueBits == fingerprint && entry != segment.tombstone()) {
                foundSlot = slot;
                return segment.numberOf(entry);
            }
        }
        probesLeft = 0;
        return NONE;
    }

    /** Reads the slot at which a look-up would begin. Needs no lock. */
    int touchHome(long hash) {
        IndexSegment segment = directory.segmentOf(hash);
        return segment == null ? 0 : slabs.peek(segment.block, IndexSlots.home(hash, segment.capacity) * slotBytes);
    }

    /**
     * Returns the number that a look-up would most likely find first, or {@link #NONE}. Needs no lock: if another
     * thread changes the index meanwhile, the number may be a wrong one.
     */
    int guess(long hash) {
        IndexSegment segment = directory.segmentOf(hash);
        if (segment == null) {
            return NONE;
        }
        int fingerprint = IndexSlots.fingerprint(hash, segment.valueBits, slotBytes);
        int first = IndexSlots.home(hash, segment.capacity);
        int last = Math.min(first + MAX_GUESSES, segment.capacity);
        for (int slot = first; slot < last; slot++) {
            int entry = slabs.peek(segment.block, slot * slotBytes) >>> (Integer.SIZE - slotBytes * Byte.SIZE);
            if (entry == IndexSlots.EMPTY) {
                return NONE;
            }
            if (entry >>> segment.valueBits == fingerprint && segment.isTaken(entry)) {
                return segment.numberOf(entry);
            }
        }
        return NONE;
    }

    /** Adds a number. */
    void insert(long hash, int number) {
        blocks.makeFit(directory.segmentOf(hash), number);
        blocks.put(segmentWithRoom(hash), hash, number);
        size++;
    }

    /** Removes a number that is in the index. */
    void remove(long hash, int number) {
        find(hash, number);
        IndexSegment segment = foundSegment;
        blocks.remove(segment, foundSlot);
        size--;
        if (segment.sizeIndex > 0 && segment.live * 4 < segment.capacity) {
            rebuild(segment, SegmentSizes.firstRoomy(0, segment.live, slotBytes));
        }
    }

    /** Puts another number with the same hash in the place of one that is in the index. */
    void replace(long hash, int oldNumber, int newNumber) {
        blocks.makeFit(directory.segmentOf(hash), newNumber);
        find(hash, oldNumber);
        blocks.replace(foundSegment, foundSlot, hash, newNumber);
    }

    /** Gives all memory back. The index must not be used afterwards. */
    void free() {
        for (int place = 0; place < directory.places(); ) {
            IndexSegment segment = directory.segmentAt(place);
            slabs.free(segment.block);
            place += directory.span(segment);
        }
    }

    /**
     * Returns one number after the other, round after round, and {@link #NONE} at the end of each round. A round may
     * pass over numbers that are added or moved during it.
     *
     * @param hand where the round is
     */
    int next(SegmentHand hand) {
        while (!hand.isAtEnd(directory)) {
            IndexSegment segment = hand.segment(directory);
            ByteBuffer buffer = slabs.buffer(segment.block);
            int base = slabs.offset(segment.block);
            while (hand.slot < segment.capacity) {
                int entry = IndexSlots.read(buffer, base, hand.slot++, slotBytes);
                if (segment.isTaken(entry)) {
                    return segment.numberOf(entry);
                }
            }
            hand.moveOn(directory, segment);
        }
        hand.rewind();
        return NONE;
    }

    /**
     * Looks at the next segment, round after round, and moves it to another block if that lets memory be given back.
     */
    void compact() {
        if (compactHand.isAtEnd(directory)) {
            compactHand.rewind();
        }
        IndexSegment segment = compactHand.segment(directory);
        compactHand.moveOn(directory, segment);
        blocks.compact(segment);
    }

    /** Calls back with every number; the callback must not change the index. */
    void forEach(IntConsumer action) {
        SegmentHand hand = new SegmentHand();
        for (int number = next(hand); number != NONE; number = next(hand)) {
            action.accept(number);
        }
    }

    private void find(long hash, int number) {
        seek(hash);
        int candidate = next();
        while (candidate != number) {
            if (candidate == NONE) {
                throw new AssertionError("number " + number + " is not in the index");
            }
            candidate = next();
        }
    }

    private IndexSegment segmentWithRoom(long hash) {
        IndexSegment segment = directory.segmentOf(hash);
        while (SegmentSizes.isFull(segment.live + segment.tombstones + 1, segment.capacity)) {
            makeRoom(segment, hash);
            segment = directory.segmentOf(hash);
        }
        return segment;
    }

    /** Drops the tombstones; if that is not enough, the segment grows or is split. */
    private void makeRoom(IndexSegment segment, long hash) {
        int sizeIndex = SegmentSizes.firstRoomy(segment.sizeIndex, segment.live + 1, slotBytes);
        if (SegmentSizes.isRoomy(segment.live + 1, sizeIndex, slotBytes)) {
            rebuild(segment, sizeIndex);
        } else {
            split(segment, hash);
        }
    }

    private void rebuild(IndexSegment segment, int sizeIndex) {
        int oldBlock = segment.block;
        int oldCapacity = segment.capacity;
        int oldBits = segment.valueBits;
        blocks.allocate(segment, sizeIndex);
        refill(oldBlock, oldCapacity, oldBits);
    }

    private void split(IndexSegment full, long hash) {
        SegmentDirectory.requireSplittable(full);
        IndexSegment low = new IndexSegment(full.depth + 1);
        IndexSegment high = new IndexSegment(full.depth + 1);
        int sizeIndex = SegmentSizes.firstRoomy(0, full.live / 2, slotBytes);
        blocks.allocate(low, sizeIndex);
        blocks.allocate(high, sizeIndex);
        directory.split(full, hash, low, high);
        refill(full.block, full.capacity, full.valueBits);
    }

    /** Adds the numbers of a block that no segment uses any more, and frees the block. */
    private void refill(int oldBlock, int oldCapacity, int oldBits) {
        ByteBuffer buffer = slabs.buffer(oldBlock);
        int base = slabs.offset(oldBlock);
        int mask = (1 << oldBits) - 1;
        Prefetch ahead = slabs.prefetch();
        ahead.clear();
        for (int slot = 0; slot < oldCapacity; slot++) {
            int entry = IndexSlots.read(buffer, base, slot, slotBytes);
            if (entry != IndexSlots.EMPTY && entry != mask) {
                ahead.add(address.applyAsLong((entry & mask) - 1));
            }
        }
        ahead.read(1);
        for (int slot = 0; slot < oldCapacity; slot++) {
            int entry = IndexSlots.read(buffer, base, slot, slotBytes);
            if (entry != IndexSlots.EMPTY && entry != mask) {
                int number = (entry & mask) - 1;
                long hash = hasher.hashOf(number);
                blocks.put(segmentWithRoom(hash), hash, number);
            }
        }
        slabs.free(oldBlock);
    }
}
