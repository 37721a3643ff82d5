package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/**
 * A block of up to 128 records in no order, scanned from end to end. Two bytes in front: the count and the capacity.
 * This object is a view that is laid over one block after the other.
 */
final class SmallPeers extends PeerTable {
    static final int MAX_RECORDS = 128;

    private static final int HEADER_BYTES = 2;
    private static final int COUNT_BITS = 8;

    private final int stride;
    private int block;
    private int size;
    private int capacity;
    private ByteBuffer buffer;
    private int base;
    private long counts;
    private boolean stale;

    SmallPeers(Slabs slabs, PeerRecords records, Census census) {
        super(slabs, records, census);
        this.stride = records.bytes();
        this.buffer = ByteBuffer.allocate(0);
    }

    /** Lays the view over a block; 0 is an empty table. Counts and matches are known after {@link #locate}. */
    SmallPeers over(int newBlock) {
        block = newBlock;
        counts = 0;
        if (newBlock == 0) {
            size = 0;
            capacity = 0;
        } else {
            buffer = slabs.buffer(newBlock);
            int header = Slabs.offset(newBlock);
            base = header + HEADER_BYTES;
            size = buffer.get(header) & 0xff;
            capacity = buffer.get(header + 1) & 0xff;
        }
        return this;
    }

    /** Returns the block that holds the records now, 0 where there are none. */
    int block() {
        return block;
    }

    @Override
    boolean isStale() {
        return stale;
    }

    boolean isFull() {
        return size == MAX_RECORDS;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    int count(int group) {
        return (int) (counts >>> (group * COUNT_BITS)) & 0xff;
    }

    @Override
    void locate(long high, long low, int port, long tag, int nowSeen) {
        long newCounts = 0;
        boolean expired = false;
        match = NONE;
        tagMatch = NONE;
        for (int i = 0, at = base; i < size; i++, at += stride) {
            long meta = records.meta(buffer, at);
            newCounts += 1L << (Meta.group(meta) * COUNT_BITS);
            expired |= Ticks.isExpired(meta, nowSeen);
            if (tag != 0 && Meta.tag(meta) == tag) {
                tagMatch = i;
            }
            if (records.isAt(buffer, at, high, low, port)) {
                match = i;
            }
        }
        counts = newCounts;
        stale = expired;
    }

    @Override
    int find(long high, long low, int port) {
        for (int i = 0, at = base; i < size; i++, at += stride) {
            if (records.isAt(buffer, at, high, low, port)) {
                return i;
            }
        }
        return NONE;
    }

    @Override
    int findTag(long tag) {
        if (tag != 0) {
            for (int i = 0, at = base; i < size; i++, at += stride) {
                if (Meta.tag(records.meta(buffer, at)) == tag) {
                    return i;
                }
            }
        }
        return NONE;
    }

    @Override
    void countNeighbours(long high, long low) {
        sameAddress = 0;
        samePrefix = 0;
        for (int i = 0, at = base; i < size; i++, at += stride) {
            countNeighbour(buffer, at, high, low);
        }
    }

    @Override
    ByteBuffer buffer(int handle) {
        return buffer;
    }

    @Override
    int at(int handle) {
        return base + handle * stride;
    }

    @Override
    int insert(long high, long low, int port, long meta) {
        if (size == capacity) {
            resize(size + 1);
        }
        records.write(buffer, at(size), high, low, port, meta);
        changeCount(Meta.group(meta), 1);
        census.added(Meta.group(meta));
        setSize(size + 1);
        return size - 1;
    }

    @Override
    int update(int handle, long meta) {
        int oldGroup = Meta.group(meta(handle));
        int newGroup = Meta.group(meta);
        if (oldGroup != newGroup) {
            changeCount(oldGroup, -1);
            changeCount(newGroup, 1);
            census.removed(oldGroup);
            census.added(newGroup);
        }
        records.meta(buffer, at(handle), meta);
        return handle;
    }

    @Override
    void remove(int handle) {
        int group = Meta.group(meta(handle));
        changeCount(group, -1);
        census.removed(group);
        int last = size - 1;
        if (handle != last) {
            records.copy(buffer, at(last), buffer, at(handle), 1);
        }
        setSize(last);
        if (last == 0) {
            slabs.free(block);
            over(0);
        } else if (bytesFor(last) * 2 <= bytesFor(capacity)) {
            resize(last);
        }
    }

    @Override
    void clear() {
        locate(0, 0, 0, 0, 0);
        while (size > 0) {
            remove(size - 1);
        }
    }

    @Override
    void offerAll(int groups, Sampler sampler) {
        for (int i = 0, at = base; i < size; i++, at += stride) {
            long meta = records.meta(buffer, at);
            if (((groups >>> Meta.group(meta)) & 1) != 0) {
                sampler.offer(this, i, buffer, at, meta);
            }
        }
    }

    private void changeCount(int group, int by) {
        counts += (long) by << (group * COUNT_BITS);
    }

    private void setSize(int newSize) {
        size = newSize;
        buffer.put(base - HEADER_BYTES, (byte) newSize);
    }

    /** Moves the records to a block that holds at least {@code wanted}. */
    private void resize(int wanted) {
        int bytes = bytesFor(wanted);
        int newBlock = slabs.allocate(bytes);
        ByteBuffer newBuffer = slabs.buffer(newBlock);
        int newBase = Slabs.offset(newBlock) + HEADER_BYTES;
        records.copy(buffer, base, newBuffer, newBase, size);
        if (block != 0) {
            slabs.free(block);
        }
        block = newBlock;
        buffer = newBuffer;
        base = newBase;
        capacity = Math.min(MAX_RECORDS, (bytes - HEADER_BYTES) / stride);
        newBuffer.put(newBase - HEADER_BYTES, (byte) size);
        newBuffer.put(newBase - 1, (byte) capacity);
    }

    private int bytesFor(int wanted) {
        return Slabs.sizeFor(HEADER_BYTES + wanted * stride);
    }
}
