package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;
import java.util.function.IntToLongFunction;

/**
 * Maps 64-bit hashes to numbers; several numbers may share a hash. Extendible hashing: a directory of segments of at most
 * 1,638 bytes with linear probing, each of which grows and splits by itself, so that no insert costs more than one segment's
 * rehash. A slot is a number and, in the bits that are left over, bits of the hash, which spare most look-ups of the wrong
 * record: the smaller the numbers, the more of them. Not thread-safe.
 *
 * <p>To look up, {@link #seek} and then {@link #next} until the number is the right one.
 */
final class HashIndex {
    /** What {@link #next} returns when there are no more candidates. */
    static final int NONE = -1;

    /** The bytes of a slot where numbers are below 2^24 - 2. */
    static final int NARROW = 3;

    /** The bytes of a slot where numbers are below 2^27 - 2. */
    static final int WIDE = 4;

    /** Tells the hash of a number that is in the index. */
    interface Hasher {
        long hashOf(int value);
    }

    private static final int EMPTY = 0;
    private static final int MAX_DEPTH = 26;

    /** The bits of a hash that choose a segment. */
    private static final int PLACE_BITS = 30;

    private static final int MAX_FINGERPRINT_BITS = 12;

    /** How full a segment gets. */
    private static final int FULL_PERCENT = 93;

    /** A segment that grows has room for this part of what it holds, at least. */
    private static final int ROOM_PART = 6;

    /** Slots that a guess looks at. */
    private static final int MAX_GUESSES = 8;

    /** Bytes of a segment, which the slabs have as sizes. */
    private static final int[] SIZES = {
        39, 52, 65, 78, 101, 126, 151, 178, 204, 256, 315, 409, 512, 585, 682, 819, 910, 1024, 1170, 1365, 1638
    };

    private static final int LARGEST = SIZES.length - 1;

    private static final class Segment {
        private int block;
        private short capacity;
        private short live;
        private short tombstones;
        private byte rung;
        private byte valueBits;
        private final byte depth;

        Segment(int depth) {
            this.depth = (byte) depth;
        }

        int tombstone() {
            return (1 << valueBits) - 1;
        }

        boolean isTaken(int entry) {
            return entry != EMPTY && entry != tombstone();
        }

        boolean canHold(int value) {
            return value + 1 < tombstone();
        }

        int valueOf(int entry) {
            return (entry & tombstone()) - 1;
        }
    }

    private final Slabs slabs;
    private final int slotBytes;
    private final int maxValueBits;
    private final Hasher hasher;
    private final IntToLongFunction address;
    private int valueBits = 8;
    private Segment[] directory;
    private int globalDepth;
    private int size;

    private Segment foundSegment;
    private int foundSlot;
    private int probesLeft;
    private long wantedHash;

    private final Hand sweepHand = new Hand();
    private final Hand searchHand = new Hand();
    private int compactEntry;

    /** The place of a walk that goes round over all numbers. */
    private static final class Hand {
        private int entry;
        private int slot;
    }

    /**
     * Makes an empty index.
     *
     * @param slotBytes {@link #NARROW} or {@link #WIDE}
     * @param address tells where {@code hasher} reads for a number
     */
    HashIndex(Slabs slabs, int slotBytes, Hasher hasher, IntToLongFunction address) {
        this.slabs = slabs;
        this.slotBytes = slotBytes;
        this.maxValueBits = slotBytes == NARROW ? 24 : 27;
        this.hasher = hasher;
        this.address = address;
        Segment first = new Segment(0);
        reallocate(first, 0);
        this.directory = new Segment[] {first};
        this.foundSegment = first;
    }

    /** Returns how many numbers are kept. */
    int size() {
        return size;
    }

    /** Begins a look-up. */
    void seek(long hash) {
        foundSegment = segmentOf(hash);
        foundSlot = home(hash, foundSegment.capacity) - 1;
        probesLeft = foundSegment.capacity;
        wantedHash = hash;
    }

    /** Reads where a look-up would begin. Needs no lock. */
    int touchHome(long hash) {
        Segment segment = segmentOf(hash);
        return segment == null ? 0 : slabs.peek(segment.block, home(hash, segment.capacity) * slotBytes);
    }

    /**
     * Returns the number that a look-up would most likely find first, or {@link #NONE}. Needs no lock: what another thread
     * writes meanwhile makes it a wrong one at worst.
     */
    int guess(long hash) {
        Segment segment = segmentOf(hash);
        if (segment == null) {
            return NONE;
        }
        int fingerprint = fingerprint(segment, hash);
        int first = home(hash, segment.capacity);
        int last = Math.min(first + MAX_GUESSES, segment.capacity);
        for (int slot = first; slot < last; slot++) {
            int entry = slabs.peek(segment.block, slot * slotBytes) >>> (Integer.SIZE - slotBytes * Byte.SIZE);
            if (entry == EMPTY) {
                return NONE;
            }
            if (entry >>> segment.valueBits == fingerprint && segment.isTaken(entry)) {
                return segment.valueOf(entry);
            }
        }
        return NONE;
    }

    /** Returns the next number that may have the hash sought, or {@link #NONE}. */
    int next() {
        Segment segment = foundSegment;
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = slabs.offset(segment.block);
        int capacity = segment.capacity;
        int fingerprint = fingerprint(segment, wantedHash);
        int slot = foundSlot;
        while (probesLeft-- > 0) {
            if (++slot == capacity) {
                slot = 0;
            }
            int entry = entryAt(buffer, base, slot);
            if (entry == EMPTY) {
                break;
            }
            if (entry >>> segment.valueBits == fingerprint && entry != segment.tombstone()) {
                foundSlot = slot;
                return segment.valueOf(entry);
            }
        }
        probesLeft = 0;
        return NONE;
    }

    /** Adds a number. */
    void insert(long hash, int value) {
        makeFit(segmentOf(hash), value);
        put(segmentWithRoom(hash), hash, value);
        size++;
    }

    /** Removes a number that is there. */
    void remove(long hash, int value) {
        find(hash, value);
        Segment segment = foundSegment;
        setFound(segment.tombstone());
        segment.live--;
        segment.tombstones++;
        size--;
        if (segment.rung > 0 && segment.live * 4 < segment.capacity) {
            rebuild(segment, rungFor(segment.live));
        }
    }

    /** Puts another number in the place of one that is there and has the same hash. */
    void replace(long hash, int oldValue, int newValue) {
        makeFit(segmentOf(hash), newValue);
        find(hash, oldValue);
        setFound(entry(foundSegment, hash, newValue));
    }

    /** Sees that the entries of a segment have bits enough for a number. */
    private void makeFit(Segment segment, int value) {
        if (!segment.canHold(value)) {
            valueBits = Math.max(valueBits, Integer.SIZE - Integer.numberOfLeadingZeros(value + 2));
            if (valueBits > maxValueBits) {
                throw new IllegalArgumentException("number " + value + " in slots of " + slotBytes + " bytes");
            }
            widen(segment);
        }
    }

    /** Gives all memory back; the index is not used afterwards. */
    void free() {
        for (int i = 0; i < directory.length; i += span(directory[i])) {
            slabs.free(directory[i].block);
        }
    }

    /**
     * Returns one number after the other, round and round, or {@link #NONE} once after the last. Numbers that are added
     * or moved meanwhile may be passed over until the next round.
     */
    int sweep() {
        return next(sweepHand);
    }

    /** Returns one number after the other as {@link #sweep} does, and goes round by itself. */
    int search() {
        return next(searchHand);
    }

    private int next(Hand hand) {
        while (hand.entry < directory.length) {
            Segment segment = directory[hand.entry];
            ByteBuffer buffer = slabs.buffer(segment.block);
            int base = slabs.offset(segment.block);
            while (hand.slot < segment.capacity) {
                int entry = entryAt(buffer, base, hand.slot++);
                if (segment.isTaken(entry)) {
                    return segment.valueOf(entry);
                }
            }
            hand.slot = 0;
            hand.entry += span(segment);
        }
        hand.entry = 0;
        return NONE;
    }

    /** Looks at one segment after the other, round and round, and moves it where that lets memory be given back. */
    void compact() {
        compactEntry = compactEntry >= directory.length ? 0 : compactEntry;
        Segment segment = directory[compactEntry];
        compactEntry += span(segment);
        if (slabs.isSparse(segment.block)) {
            int old = segment.block;
            segment.block = slabs.allocate(SIZES[segment.rung]);
            slabs.buffer(segment.block)
                    .put(slabs.offset(segment.block), slabs.buffer(old), slabs.offset(old), SIZES[segment.rung]);
            slabs.free(old);
        }
    }

    /** Calls back with every number; nothing may be added or removed meanwhile. */
    void forEach(IntConsumer action) {
        Hand hand = new Hand();
        for (int value = next(hand); value != NONE; value = next(hand)) {
            action.accept(value);
        }
    }

    private void find(long hash, int value) {
        seek(hash);
        int candidate = next();
        while (candidate != value) {
            if (candidate == NONE) {
                throw new AssertionError("number " + value + " is not in the index");
            }
            candidate = next();
        }
    }

    private void setFound(int entry) {
        Segment segment = foundSegment;
        setEntry(slabs.buffer(segment.block), slabs.offset(segment.block), foundSlot, entry);
    }

    private void put(Segment segment, long hash, int value) {
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = slabs.offset(segment.block);
        int slot = home(hash, segment.capacity);
        while (true) {
            int entry = entryAt(buffer, base, slot);
            if (!segment.isTaken(entry)) {
                setEntry(buffer, base, slot, entry(segment, hash, value));
                segment.live++;
                if (entry != EMPTY) {
                    segment.tombstones--;
                }
                return;
            }
            slot = slot + 1 == segment.capacity ? 0 : slot + 1;
        }
    }

    private Segment segmentWithRoom(long hash) {
        Segment segment = segmentOf(hash);
        while (isFull(segment.live + segment.tombstones + 1, segment.capacity)) {
            makeRoom(segment, hash);
            segment = segmentOf(hash);
        }
        return segment;
    }

    /** Drops the tombstones; grows or splits the segment where that is not enough. */
    private void makeRoom(Segment segment, long hash) {
        int rung = segment.rung;
        while (rung < LARGEST && !isRoomy(segment.live + 1, rung)) {
            rung++;
        }
        if (isRoomy(segment.live + 1, rung)) {
            rebuild(segment, rung);
        } else {
            split(segment, hash);
        }
    }

    private void rebuild(Segment segment, int rung) {
        int oldBlock = segment.block;
        int oldCapacity = segment.capacity;
        int oldBits = segment.valueBits;
        reallocate(segment, rung);
        refill(oldBlock, oldCapacity, oldBits);
    }

    private void split(Segment segment, long hash) {
        if (segment.depth == MAX_DEPTH) {
            throw new IllegalStateException("more than " + segment.live + " entries with like hashes");
        }
        if (segment.depth == globalDepth) {
            doubleDirectory();
        }
        int half = span(segment) / 2;
        int first = directoryIndex(hash, globalDepth) & -2 * half;
        Segment low = new Segment(segment.depth + 1);
        Segment high = new Segment(segment.depth + 1);
        int rung = rungFor(segment.live / 2);
        reallocate(low, rung);
        reallocate(high, rung);
        Arrays.fill(directory, first, first + half, low);
        Arrays.fill(directory, first + half, first + 2 * half, high);
        refill(segment.block, segment.capacity, segment.valueBits);
    }

    private static boolean isFull(int taken, int capacity) {
        return taken * 100 > capacity * FULL_PERCENT;
    }

    /** Whether a segment of some size has room for a while: to rehash it often costs more than all else. */
    private boolean isRoomy(int live, int rung) {
        return !isFull(live + live / ROOM_PART, SIZES[rung] / slotBytes);
    }

    private int rungFor(int live) {
        int rung = 0;
        while (rung < LARGEST && !isRoomy(live, rung)) {
            rung++;
        }
        return rung;
    }

    private void doubleDirectory() {
        Segment[] doubled = new Segment[2 * directory.length];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = directory[i >>> 1];
        }
        directory = doubled;
        globalDepth++;
        sweepHand.entry *= 2;
        searchHand.entry *= 2;
        compactEntry *= 2;
    }

    /** Puts the entries of a block that is no longer in use where they belong now, and frees it. */
    private void refill(int oldBlock, int oldCapacity, int oldBits) {
        ByteBuffer buffer = slabs.buffer(oldBlock);
        int base = slabs.offset(oldBlock);
        int mask = (1 << oldBits) - 1;
        Prefetch ahead = slabs.prefetch();
        ahead.clear();
        for (int slot = 0; slot < oldCapacity; slot++) {
            int entry = entryAt(buffer, base, slot);
            if (entry != EMPTY && entry != mask) {
                ahead.add(address.applyAsLong((entry & mask) - 1));
            }
        }
        ahead.read(1);
        for (int slot = 0; slot < oldCapacity; slot++) {
            int entry = entryAt(buffer, base, slot);
            if (entry != EMPTY && entry != mask) {
                int value = (entry & mask) - 1;
                long hash = hasher.hashOf(value);
                put(segmentWithRoom(hash), hash, value);
            }
        }
        slabs.free(oldBlock);
    }

    /** Has fewer bits of the hash in each slot of a segment, and more of the number. */
    private void widen(Segment segment) {
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = slabs.offset(segment.block);
        int oldBits = segment.valueBits;
        int oldTombstone = segment.tombstone();
        segment.valueBits = (byte) valueBits;
        for (int slot = 0; slot < segment.capacity; slot++) {
            int entry = entryAt(buffer, base, slot);
            if (entry == oldTombstone) {
                setEntry(buffer, base, slot, segment.tombstone());
            } else if (entry != EMPTY) {
                int fingerprint = fingerprint(segment, entry >>> oldBits);
                setEntry(buffer, base, slot, (fingerprint << valueBits) | (entry & oldTombstone));
            }
        }
    }

    private void reallocate(Segment segment, int rung) {
        segment.block = slabs.allocate(SIZES[rung]);
        segment.rung = (byte) rung;
        segment.capacity = (short) (SIZES[rung] / slotBytes);
        segment.valueBits = (byte) valueBits;
        segment.live = 0;
        segment.tombstones = 0;
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = slabs.offset(segment.block);
        for (int slot = 0; slot < segment.capacity; slot++) {
            setEntry(buffer, base, slot, EMPTY);
        }
    }

    private int entryAt(ByteBuffer buffer, int base, int slot) {
        if (slotBytes == WIDE) {
            return buffer.getInt(base + slot * WIDE);
        }
        int at = base + slot * NARROW;
        return (buffer.getShort(at) & 0xffff) << Byte.SIZE | (buffer.get(at + 2) & 0xff);
    }

    private void setEntry(ByteBuffer buffer, int base, int slot, int entry) {
        if (slotBytes == WIDE) {
            buffer.putInt(base + slot * WIDE, entry);
        } else {
            int at = base + slot * NARROW;
            buffer.putShort(at, (short) (entry >>> Byte.SIZE));
            buffer.put(at + 2, (byte) entry);
        }
    }

    /** Never null, but to a thread without the lock. */
    private Segment segmentOf(long hash) {
        Segment[] segments = directory;
        return segments[directoryIndex(hash, Integer.numberOfTrailingZeros(segments.length))];
    }

    /**
     * Segments of equal size would all grow and split at about the same time. Then all give up blocks of one size, and no
     * segment needs these. So segments cover unequal shares of the hashes, some twice as much as others, and each outgrows
     * its block at a time of its own. With x as the hash, 0 to 1, the place in the directory is x(4 - x) / 3.
     */
    private static int directoryIndex(long hash, int depth) {
        long x = hash >>> (Long.SIZE - PLACE_BITS);
        long place = x * ((4L << PLACE_BITS) - x) / (3L << PLACE_BITS);
        return (int) (place >>> (PLACE_BITS - depth));
    }

    private int span(Segment segment) {
        return 1 << (globalDepth - segment.depth);
    }

    private static int home(long hash, int capacity) {
        return (int) ((((hash >>> 6) & 0xffffffffL) * capacity) >>> 32);
    }

    private int fingerprint(Segment segment, long hash) {
        int bits = Math.min(MAX_FINGERPRINT_BITS, slotBytes * Byte.SIZE - segment.valueBits);
        return (int) hash & ((1 << bits) - 1);
    }

    private int entry(Segment segment, long hash, int value) {
        return (fingerprint(segment, hash) << segment.valueBits) | (value + 1);
    }
}
