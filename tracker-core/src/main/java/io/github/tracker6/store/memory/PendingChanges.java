package io.github.tracker6.store.memory;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A shard's own changes that were not read back from the log yet, in order, as bytes in segments; and an index that finds
 * those that touch an endpoint or a host. Not thread-safe: used under its shard's lock.
 *
 * <p>A change has two keys, its endpoint and its host's tag, both hashed. Changes without a key in common can trade places.
 */
final class PendingChanges {
    /** A segment that is larger is followed by another one. */
    private static final int SEGMENT_BYTES = 1 << 16;

    private static final int FIRST_ENTRIES = 16;

    /** Arrays that grew beyond this are given up when nothing is pending any more. */
    private static final int MANY_ENTRIES = 1 << 12;

    /** What an entry takes beside its bytes. */
    private static final int ENTRY_BYTES = 32;

    private final ArrayDeque<PendingSegment> segments = new ArrayDeque<>();
    private PendingEpoch epoch;
    private long segmentBytes;

    /** By id, wrapped around: the keys, the entry before with the same key, and where the bytes are. */
    private long[] endpointKeys = new long[FIRST_ENTRIES];

    private long[] tagKeys = new long[FIRST_ENTRIES];
    private int[] sameEndpoint = new int[FIRST_ENTRIES];
    private int[] sameTag = new int[FIRST_ENTRIES];
    private @Nullable PendingSegment[] segmentOf = new PendingSegment[FIRST_ENTRIES];
    private int[] offsets = new int[FIRST_ENTRIES];
    private int firstId;
    private int endId;

    /** An open hash table from keys, which are never 0, to the latest entry. Entries that are gone may be in it. */
    private long[] slotKeys = new long[2 * FIRST_ENTRIES];

    private int[] slotIds = new int[2 * FIRST_ENTRIES];
    private int slotsUsed;

    /** What {@link #findTouching} found, as places behind the first change, and the keys that it went by. */
    private int[] found = new int[FIRST_ENTRIES];

    private int foundCount;
    private long[] foundKeys = new long[FIRST_ENTRIES];

    PendingChanges(PendingEpoch epoch) {
        this.epoch = epoch;
    }

    boolean isEmpty() {
        return endId == firstId;
    }

    /** Returns how many changes there are. */
    int size() {
        return endId - firstId;
    }

    /** Returns about how many bytes of memory all of it takes. */
    long memoryBytes() {
        return segmentBytes + (long) ENTRY_BYTES * size();
    }

    /** Returns the epoch of the next change. */
    PendingEpoch epoch() {
        return epoch;
    }

    /** Begins an epoch: what was added before can be taken. */
    void begin(PendingEpoch newEpoch) {
        epoch = newEpoch;
    }

    /**
     * Adds a change behind the others.
     *
     * @param endpointKey 0 where the change is of no endpoint
     * @param tagKey 0 where the host has no tag
     * @return its id, by which order goes
     */
    int add(Change change, long endpointKey, long tagKey) {
        PendingSegment open = segments.peekLast();
        if (open == null || open.closed || open.epoch.number() != epoch.number()) {
            open = new PendingSegment(epoch, endId);
            segments.add(open);
            segmentBytes += open.bytes.length;
        }
        if (open.bytes.length - open.used < Change.MAX_BYTES) {
            segmentBytes += open.bytes.length;
            open.bytes = Arrays.copyOf(open.bytes, 2 * open.bytes.length);
        }
        if (size() == offsets.length) {
            resizeEntries(2 * offsets.length);
        }
        // It is live from now on: keys of what is not live may be forgotten.
        int id = endId++;
        int index = index(id);
        segmentOf[index] = open;
        offsets[index] = open.used;
        endpointKeys[index] = endpointKey;
        tagKeys[index] = tagKey;
        sameEndpoint[index] = put(endpointKey, id);
        sameTag[index] = put(tagKey, id);
        open.used = change.write(open.bytes, open.used);
        open.count++;
        return id;
    }

    /** Lets a segment that grew large be followed by another one. Not called between changes that must leave together. */
    void endGroup() {
        PendingSegment last = segments.peekLast();
        if (last != null && last.used >= SEGMENT_BYTES) {
            last.closed = true;
        }
    }

    /** Returns the first segment that is not taken and gets no more changes, or null where there is none. */
    @Nullable
    PendingSegment firstUntaken() {
        for (PendingSegment segment : segments) {
            if (!segment.taken) {
                return segment.closed || segment.epoch.number() != epoch.number() ? segment : null;
            }
        }
        return null;
    }

    /** Notes that a segment is on its way. */
    static void take(PendingSegment segment) {
        segment.taken = true;
    }

    /** Notes that no segment is on its way: all will leave once more. */
    void untakeAll() {
        for (PendingSegment segment : segments) {
            segment.taken = false;
        }
    }

    /** Forgets the first segment, which was read back. */
    void drop(PendingSegment first) {
        if (segments.remove() != first) {
            throw new AssertionError("segments are read back out of order");
        }
        segmentBytes -= first.bytes.length;
        for (int i = 0; i < first.count; i++) {
            segmentOf[index(first.firstId + i)] = null;
        }
        firstId += first.count;
        if (isEmpty()) {
            reset();
        }
    }

    /** Forgets everything. */
    void clear() {
        segments.clear();
        segmentBytes = 0;
        firstId = endId;
        reset();
    }

    /** Returns whether a change touches an endpoint or a host. */
    boolean touches(long endpointKey, long tagKey) {
        return !isEmpty() && (isLive(latest(endpointKey)) || isLive(latest(tagKey)));
    }

    /**
     * Finds all changes that touch an endpoint or a host, and those that touch what these touch, and so on, in order.
     *
     * @return how many there are, see {@link #found}
     */
    int findTouching(long endpointKey, long tagKey) {
        foundCount = 0;
        foundKeys[0] = endpointKey;
        foundKeys[1] = tagKey;
        int keys = 2;
        for (int i = 0; i < keys; i++) {
            long key = foundKeys[i];
            for (int id = latest(key); isLive(id); ) {
                int index = index(id);
                if (!isFound(id) && !Change.isNothing(bytes(id), offsets[index])) {
                    addFound(id);
                    keys = addKey(keys, endpointKeys[index]);
                    keys = addKey(keys, tagKeys[index]);
                }
                id = endpointKeys[index] == key ? sameEndpoint[index] : sameTag[index];
            }
        }
        Arrays.sort(found, 0, foundCount);
        return foundCount;
    }

    /** Returns the id of one of the changes found. */
    int found(int number) {
        return firstId + found[number];
    }

    /** Returns the bytes in which a change is, at {@link #offset}. */
    byte[] bytes(int id) {
        return segment(id).bytes;
    }

    /** Returns where in its bytes a change begins. */
    int offset(int id) {
        return offsets[index(id)];
    }

    /** Returns the epoch of a change. */
    PendingEpoch epoch(int id) {
        return segment(id).epoch;
    }

    /** Returns whether a change is on its way, or was. */
    boolean isTaken(int id) {
        return segment(id).taken;
    }

    /** Reads a change. */
    Change read(int id, Change change) {
        byte[] bytes = bytes(id);
        if (change.read(bytes, offset(id), bytes.length) < 0) {
            throw new AssertionError("a pending change is broken");
        }
        return change;
    }

    /** Takes a change back that is not on its way. */
    void remove(int id) {
        Change.setNothing(bytes(id), offset(id));
    }

    /** Returns the id of the first change. */
    int firstId() {
        return firstId;
    }

    /** Returns the id behind the last change. */
    int endId() {
        return endId;
    }

    private PendingSegment segment(int id) {
        PendingSegment segment = segmentOf[index(id)];
        if (segment == null) {
            throw new AssertionError("change " + id + " is not pending");
        }
        return segment;
    }

    private int index(int id) {
        return id & (offsets.length - 1);
    }

    private boolean isLive(int id) {
        return id - firstId >= 0 && id - endId < 0;
    }

    private boolean isFound(int id) {
        for (int i = 0; i < foundCount; i++) {
            if (found[i] == id - firstId) {
                return true;
            }
        }
        return false;
    }

    private void addFound(int id) {
        if (foundCount == found.length) {
            found = Arrays.copyOf(found, 2 * foundCount);
        }
        found[foundCount++] = id - firstId;
    }

    private int addKey(int keys, long key) {
        for (int i = 0; i < keys; i++) {
            if (foundKeys[i] == key) {
                return keys;
            }
        }
        if (keys == foundKeys.length) {
            foundKeys = Arrays.copyOf(foundKeys, 2 * keys);
        }
        foundKeys[keys] = key;
        return keys + 1;
    }

    /** Returns the latest entry with a key; one that is not live where there is none. */
    private int latest(long key) {
        if (key == 0) {
            return firstId - 1;
        }
        int slot = slot(key);
        return slotKeys[slot] == key ? slotIds[slot] : firstId - 1;
    }

    /** Makes an entry the latest with a key; returns the one before. */
    private int put(long key, int id) {
        if (key == 0) {
            return firstId - 1;
        }
        if (2 * (slotsUsed + 1) > slotKeys.length) {
            rehash();
        }
        int slot = slot(key);
        boolean known = slotKeys[slot] == key;
        int before = known ? slotIds[slot] : firstId - 1;
        slotKeys[slot] = key;
        slotIds[slot] = id;
        slotsUsed += known ? 0 : 1;
        return before;
    }

    private int slot(long key) {
        int mask = slotKeys.length - 1;
        int slot = (int) key & mask;
        while (slotKeys[slot] != 0 && slotKeys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    /** Forgets the keys of entries that are gone; grows where most are not. */
    private void rehash() {
        long[] oldKeys = slotKeys;
        int[] oldIds = slotIds;
        int live = 0;
        for (int i = 0; i < oldKeys.length; i++) {
            live += oldKeys[i] != 0 && isLive(oldIds[i]) ? 1 : 0;
        }
        int capacity = 4 * live > oldKeys.length ? 2 * oldKeys.length : oldKeys.length;
        slotKeys = new long[capacity];
        slotIds = new int[capacity];
        slotsUsed = live;
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0 && isLive(oldIds[i])) {
                int slot = slot(oldKeys[i]);
                slotKeys[slot] = oldKeys[i];
                slotIds[slot] = oldIds[i];
            }
        }
    }

    /** Forgets all keys, and arrays that are larger than is usual. */
    private void reset() {
        if (slotKeys.length > MANY_ENTRIES) {
            slotKeys = new long[2 * FIRST_ENTRIES];
            slotIds = new int[2 * FIRST_ENTRIES];
        } else if (slotsUsed > 0) {
            Arrays.fill(slotKeys, 0);
        }
        slotsUsed = 0;
        if (offsets.length > MANY_ENTRIES) {
            resizeEntries(FIRST_ENTRIES);
        } else {
            Arrays.fill(segmentOf, null);
        }
    }

    private void resizeEntries(int length) {
        int old = offsets.length;
        long[] newEndpointKeys = new long[length];
        long[] newTagKeys = new long[length];
        int[] newSameEndpoint = new int[length];
        int[] newSameTag = new int[length];
        @Nullable PendingSegment[] newSegmentOf = new PendingSegment[length];
        int[] newOffsets = new int[length];
        for (int id = firstId; id != endId; id++) {
            int from = id & (old - 1);
            int to = id & (length - 1);
            newEndpointKeys[to] = endpointKeys[from];
            newTagKeys[to] = tagKeys[from];
            newSameEndpoint[to] = sameEndpoint[from];
            newSameTag[to] = sameTag[from];
            newSegmentOf[to] = segmentOf[from];
            newOffsets[to] = offsets[from];
        }
        endpointKeys = newEndpointKeys;
        tagKeys = newTagKeys;
        sameEndpoint = newSameEndpoint;
        sameTag = newSameTag;
        segmentOf = newSegmentOf;
        offsets = newOffsets;
    }
}
