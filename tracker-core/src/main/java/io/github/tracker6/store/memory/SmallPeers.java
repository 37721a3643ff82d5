package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/**
 * The table of one family of a small swarm: up to 127 records in the block of the swarm, in no order. A look-up scans
 * all of them. This object is a view of the block that its {@link SwarmBlock} shows.
 */
final class SmallPeers extends PeerTable {
    static final int MAX_RECORDS = 127;

    /** The bits of a count, so that one word holds those of all groups. */
    private static final int COUNT_BITS = 7;

    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    /** By set of groups: the bits of their counts. */
    private static final long[] COUNTS_OF = new long[PeerState.ALL_GROUPS + 1];

    /** By traits: one, where the count of their group is. */
    private static final long[] ONE_OF = new long[PeerState.TRAITS];

    /** The lowest bit of each count. Counts times this have the sum of all counts in the place of the highest one. */
    private static final long ONES;

    private static final int SUM_SHIFT = (PeerState.GROUPS - 1) * COUNT_BITS;

    static {
        long ones = 0;
        for (int group = 0; group < PeerState.GROUPS; group++) {
            ones |= 1L << (group * COUNT_BITS);
            for (int groups = 0; groups < COUNTS_OF.length; groups++) {
                COUNTS_OF[groups] |= ((groups >>> group) & 1) == 0 ? 0 : COUNT_MASK << (group * COUNT_BITS);
            }
        }
        ONES = ones;
        for (int traits = 0; traits < ONE_OF.length; traits++) {
            ONE_OF[traits] = 1L << (PeerState.group(traits) * COUNT_BITS);
        }
    }

    private final SwarmBlock swarm;
    private final int step;
    private int size;
    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private int origin;
    private long counts;
    private boolean stale;

    SmallPeers(SwarmBlock swarm, Slabs slabs, PeerRecords records, FamilyCounts familyCounts) {
        super(slabs, records, familyCounts);
        this.swarm = swarm;
        this.step = records == PeerRecords.IPV4 ? -records.bytes() : records.bytes();
    }

    /** Shows the records of another block. {@link #locate} then computes counts and matches. */
    void begin(ByteBuffer newBuffer, int newOrigin, int newSize) {
        relocate(newBuffer, newOrigin);
        size = newSize;
        counts = 0;
    }

    /** Shows the same records after the block has moved. */
    void relocate(ByteBuffer newBuffer, int newOrigin) {
        buffer = newBuffer;
        origin = newOrigin;
    }

    @Override
    boolean isStale() {
        return stale;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    int countAll(int groups) {
        return (int) (((counts & COUNTS_OF[groups]) * ONES) >>> SUM_SHIFT & COUNT_MASK);
    }

    @Override
    void locate(long high, long low, int port, long tag, int nowSeen) {
        long newCounts = 0;
        boolean expired = false;
        match = NONE;
        tagMatch = NONE;
        for (int i = 0, at = origin; i < size; i++, at += step) {
            long state = records.state(buffer, at);
            newCounts += ONE_OF[PeerState.traits(state)];
            expired |= Ticks.isExpired(state, nowSeen);
            if (tag != 0 && PeerState.tag(state) == tag) {
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
        for (int i = 0, at = origin; i < size; i++, at += step) {
            if (records.isAt(buffer, at, high, low, port)) {
                return i;
            }
        }
        return NONE;
    }

    @Override
    int findTag(long tag) {
        if (tag != 0) {
            for (int i = 0, at = origin; i < size; i++, at += step) {
                if (PeerState.tag(records.state(buffer, at)) == tag) {
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
        for (int i = 0, at = origin; i < size; i++, at += step) {
            countNeighbour(buffer, at, high, low);
        }
    }

    @Override
    ByteBuffer buffer(int handle) {
        return buffer;
    }

    @Override
    int at(int handle) {
        return origin + handle * step;
    }

    @Override
    long address(int handle) {
        return swarm.address() + at(handle);
    }

    /** Makes room for one more record. Returns false if there are too many for a block. */
    boolean makeRoom() {
        return size < MAX_RECORDS && swarm.makeRoom(records);
    }

    /** Adds a record. Needs room, see {@link #makeRoom}. */
    @Override
    int insert(long high, long low, int port, long state) {
        records.write(buffer, at(size), high, low, port, state);
        counts += ONE_OF[PeerState.traits(state)];
        familyCounts.add(state);
        setSize(size + 1);
        return size - 1;
    }

    @Override
    int update(int handle, long state) {
        long old = state(handle);
        if (PeerState.traits(old) != PeerState.traits(state)) {
            counts += ONE_OF[PeerState.traits(state)] - ONE_OF[PeerState.traits(old)];
            familyCounts.remove(old);
            familyCounts.add(state);
        }
        records.state(buffer, at(handle), state);
        return handle;
    }

    @Override
    void remove(int handle) {
        long state = state(handle);
        counts -= ONE_OF[PeerState.traits(state)];
        familyCounts.remove(state);
        int last = size - 1;
        if (handle != last) {
            records.copy(buffer, at(last), buffer, at(handle), 1);
        }
        setSize(last);
        swarm.trim();
    }

    @Override
    void clear() {
        for (int i = 0, at = origin; i < size; i++, at += step) {
            familyCounts.remove(records.state(buffer, at));
        }
        size = 0;
        counts = 0;
        swarm.clear(records);
    }

    @Override
    void addTo(FamilyCounts counted) {
        for (int i = 0, at = origin; i < size; i++, at += step) {
            counted.add(records.state(buffer, at));
        }
    }

    @Override
    int places(int groups) {
        return size;
    }

    @Override
    int handleAt(int groups, int place) {
        return place;
    }

    private void setSize(int newSize) {
        size = newSize;
        swarm.setCount(records, newSize);
    }
}
