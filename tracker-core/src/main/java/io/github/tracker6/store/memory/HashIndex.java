package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Maps 64-bit hashes to numbers of 27 bits; several numbers may share a hash. Extendible hashing: a directory of
 * segments of at most 512 slots with linear probing, each of which grows and splits by itself, so that no insert costs
 * more than one segment's rehash. A slot is a number and 5 bits of the hash, which spare most look-ups of the wrong
 * record. Not thread-safe.
 *
 * <p>To look up, {@link #seek} and then {@link #next} until the number is the right one.
 */
final class HashIndex {
    /** What {@link #next} returns when there are no more candidates. */
    static final int NONE = -1;

    /** The largest number that can be kept. */
    static final int MAX_VALUE = (1 << 27) - 3;

    /** Tells the hash of a number that is in the index. */
    interface Hasher {
        long hashOf(int value);
    }

    private static final int VALUE_BITS = 27;
    private static final int VALUE_MASK = (1 << VALUE_BITS) - 1;
    private static final int FINGERPRINT_MASK = (1 << (32 - VALUE_BITS)) - 1;
    private static final int EMPTY = 0;
    private static final int TOMBSTONE = VALUE_MASK;
    private static final int MAX_DEPTH = 26;

    /** Slots of a segment; times 4 each is a size that the slabs have. */
    private static final int[] CAPACITIES = {8, 16, 24, 32, 48, 64, 84, 100, 128, 168, 204, 256, 340, 512};

    private static final int LARGEST = CAPACITIES.length - 1;

    private static final class Segment {
        private int block;
        private int rung;
        private int live;
        private int tombstones;
        private final int depth;

        Segment(int depth) {
            this.depth = depth;
        }

        int capacity() {
            return CAPACITIES[rung];
        }
    }

    private final Slabs slabs;
    private final Hasher hasher;
    private Segment[] directory;
    private int globalDepth;
    private int size;

    private Segment foundSegment;
    private int foundSlot;
    private int probesLeft;
    private int wantedFingerprint;

    private int sweepEntry;
    private int sweepSlot;

    HashIndex(Slabs slabs, Hasher hasher) {
        this.slabs = slabs;
        this.hasher = hasher;
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
        foundSlot = home(hash, foundSegment.capacity()) - 1;
        probesLeft = foundSegment.capacity();
        wantedFingerprint = fingerprint(hash);
    }

    /** Returns the next number that may have the hash sought, or {@link #NONE}. */
    int next() {
        Segment segment = foundSegment;
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = Slabs.offset(segment.block);
        int capacity = segment.capacity();
        int slot = foundSlot;
        while (probesLeft-- > 0) {
            if (++slot == capacity) {
                slot = 0;
            }
            int entry = buffer.getInt(base + slot * Integer.BYTES);
            if (entry == EMPTY) {
                break;
            }
            if (entry != TOMBSTONE && entry >>> VALUE_BITS == wantedFingerprint) {
                foundSlot = slot;
                return (entry & VALUE_MASK) - 1;
            }
        }
        probesLeft = 0;
        return NONE;
    }

    /** Adds a number. */
    void insert(long hash, int value) {
        put(segmentWithRoom(hash), hash, value);
        size++;
    }

    /** Removes a number that is there. */
    void remove(long hash, int value) {
        find(hash, value);
        setFound(TOMBSTONE);
        Segment segment = foundSegment;
        segment.live--;
        segment.tombstones++;
        size--;
        if (segment.rung > 0 && segment.live * 4 < segment.capacity()) {
            rebuild(segment, rungFor(segment.live));
        }
    }

    /** Puts another number in the place of one that is there and has the same hash. */
    void replace(long hash, int oldValue, int newValue) {
        find(hash, oldValue);
        setFound(entry(hash, newValue));
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
        while (sweepEntry < directory.length) {
            Segment segment = directory[sweepEntry];
            ByteBuffer buffer = slabs.buffer(segment.block);
            int base = Slabs.offset(segment.block);
            while (sweepSlot < segment.capacity()) {
                int entry = buffer.getInt(base + sweepSlot++ * Integer.BYTES);
                if (entry != EMPTY && entry != TOMBSTONE) {
                    return (entry & VALUE_MASK) - 1;
                }
            }
            sweepSlot = 0;
            sweepEntry += span(segment);
        }
        sweepEntry = 0;
        return NONE;
    }

    /** Calls back with every number; nothing may be added or removed meanwhile. */
    void forEach(IntConsumer action) {
        int savedEntry = sweepEntry;
        int savedSlot = sweepSlot;
        sweepEntry = 0;
        sweepSlot = 0;
        for (int value = sweep(); value != NONE; value = sweep()) {
            action.accept(value);
        }
        sweepEntry = savedEntry;
        sweepSlot = savedSlot;
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
        slabs.buffer(foundSegment.block).putInt(Slabs.offset(foundSegment.block) + foundSlot * Integer.BYTES, entry);
    }

    private void put(Segment segment, long hash, int value) {
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = Slabs.offset(segment.block);
        int capacity = segment.capacity();
        int slot = home(hash, capacity);
        while (true) {
            int entry = buffer.getInt(base + slot * Integer.BYTES);
            if (entry == EMPTY || entry == TOMBSTONE) {
                buffer.putInt(base + slot * Integer.BYTES, entry(hash, value));
                segment.live++;
                segment.tombstones -= entry == TOMBSTONE ? 1 : 0;
                return;
            }
            slot = slot + 1 == capacity ? 0 : slot + 1;
        }
    }

    private Segment segmentWithRoom(long hash) {
        Segment segment = segmentOf(hash);
        while ((segment.live + segment.tombstones + 1) * 5 > segment.capacity() * 4) {
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
        int oldCapacity = segment.capacity();
        reallocate(segment, rung);
        refill(oldBlock, oldCapacity);
    }

    private void split(Segment segment, long hash) {
        if (segment.depth == MAX_DEPTH) {
            throw new IllegalStateException("more than " + segment.live + " entries with like hashes");
        }
        if (segment.depth == globalDepth) {
            doubleDirectory();
        }
        int half = span(segment) / 2;
        int first = directoryIndex(hash) & -2 * half;
        Segment low = new Segment(segment.depth + 1);
        Segment high = new Segment(segment.depth + 1);
        int rung = rungFor(segment.live / 2);
        reallocate(low, rung);
        reallocate(high, rung);
        Arrays.fill(directory, first, first + half, low);
        Arrays.fill(directory, first + half, first + 2 * half, high);
        refill(segment.block, segment.capacity());
    }

    private static boolean isRoomy(int live, int rung) {
        return live * 4 <= CAPACITIES[rung] * 3;
    }

    private static int rungFor(int live) {
        int rung = 0;
        while (rung < LARGEST && !isRoomy(live + live / 8, rung)) {
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
        sweepEntry *= 2;
    }

    /** Puts the entries of a block that is no longer in use where they belong now, and frees it. */
    private void refill(int oldBlock, int oldCapacity) {
        ByteBuffer buffer = slabs.buffer(oldBlock);
        int base = Slabs.offset(oldBlock);
        for (int slot = 0; slot < oldCapacity; slot++) {
            int entry = buffer.getInt(base + slot * Integer.BYTES);
            if (entry != EMPTY && entry != TOMBSTONE) {
                int value = (entry & VALUE_MASK) - 1;
                long hash = hasher.hashOf(value);
                put(segmentWithRoom(hash), hash, value);
            }
        }
        slabs.free(oldBlock);
    }

    private void reallocate(Segment segment, int rung) {
        int bytes = CAPACITIES[rung] * Integer.BYTES;
        segment.block = slabs.allocate(bytes);
        segment.rung = rung;
        segment.live = 0;
        segment.tombstones = 0;
        ByteBuffer buffer = slabs.buffer(segment.block);
        int base = Slabs.offset(segment.block);
        for (int i = 0; i < bytes; i += Integer.BYTES) {
            buffer.putInt(base + i, EMPTY);
        }
    }

    private Segment segmentOf(long hash) {
        return directory[directoryIndex(hash)];
    }

    private int directoryIndex(long hash) {
        return globalDepth == 0 ? 0 : (int) (hash >>> (Long.SIZE - globalDepth));
    }

    private int span(Segment segment) {
        return 1 << (globalDepth - segment.depth);
    }

    private static int home(long hash, int capacity) {
        return (int) ((((hash >>> 6) & 0xffffffffL) * capacity) >>> 32);
    }

    private static int fingerprint(long hash) {
        return (int) hash & FINGERPRINT_MASK;
    }

    private static int entry(long hash, int value) {
        return (fingerprint(hash) << VALUE_BITS) | (value + 1);
    }
}
