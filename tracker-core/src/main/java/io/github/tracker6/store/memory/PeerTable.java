package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/**
 * The endpoints of one family in one swarm. A record is named by a handle, which is valid until the next change of the
 * table. Not thread-safe: used under the lock of its shard.
 */
abstract class PeerTable {
    /** The handle of no record. */
    static final int NONE = -1;

    final Slabs slabs;
    final PeerRecords records;
    final FamilyCounts familyCounts;

    /** Set by {@link #locate}: the record of the endpoint, and a record with the tag. */
    int match = NONE;

    int tagMatch = NONE;

    /** Set by {@link #countNeighbours}. */
    int sameAddress;

    int samePrefix;

    PeerTable(Slabs slabs, PeerRecords records, FamilyCounts familyCounts) {
        this.slabs = slabs;
        this.records = records;
        this.familyCounts = familyCounts;
    }

    /** Returns the number of endpoints. */
    abstract int size();

    /** Returns the number of endpoints in a set of groups. */
    abstract int countAll(int groups);

    /**
     * Finds the record of an endpoint and a record with a tag, and sets {@link #match} and {@link #tagMatch} to their
     * handles or {@link #NONE}. Port 0 and tag 0 find nothing.
     */
    abstract void locate(long high, long low, int port, long tag, int nowSeen);

    /** Returns whether the last {@link #locate} came across an expired record. */
    abstract boolean isStale();

    /** Returns the handle of the record of an endpoint, or {@link #NONE}. */
    abstract int find(long high, long low, int port);

    /** Returns the handle of a record with a tag, or {@link #NONE}. Tag 0 finds nothing. */
    abstract int findTag(long tag);

    /**
     * Counts the endpoints with the same address and with the same IPv6 /64: {@link #sameAddress}, {@link #samePrefix}.
     */
    abstract void countNeighbours(long high, long low);

    /** Returns the buffer that holds a record. */
    abstract ByteBuffer buffer(int handle);

    /** Returns the offset of a record in its buffer. */
    abstract int at(int handle);

    /** Returns the address of a record, see {@link Slabs#buffer(long)}. */
    abstract long address(int handle);

    /** Adds a record and returns its handle. */
    abstract int insert(long high, long low, int port, long state);

    /** Changes the state of a record. Returns its handle, which is a new one if the group changed. */
    abstract int update(int handle, long state);

    /** Removes a record. */
    abstract void remove(int handle);

    /** Removes all records. */
    abstract void clear();

    /** Adds all records to counts. */
    abstract void addTo(FamilyCounts counted);

    /**
     * Returns the number of places that contain all records of a set of groups, and perhaps records of other groups.
     */
    abstract int places(int groups);

    /** Returns the handle of the record in a place. */
    abstract int handleAt(int groups, int place);

    final long state(int handle) {
        return records.state(buffer(handle), at(handle));
    }

    /** Counts a record if it is a neighbour. */
    final void countNeighbour(ByteBuffer buffer, int at, long high, long low) {
        if (records.high(buffer, at) == high) {
            boolean same = records.low(buffer, at) == low;
            sameAddress += same ? 1 : 0;
            samePrefix += same || records == PeerRecords.IPV6 ? 1 : 0;
        }
    }
}
