package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/**
 * The endpoints of one family in one swarm. A record is named by a handle, valid until the next change of the table. Not
 * thread-safe: used under its shard's lock.
 */
abstract class PeerTable {
    /** The handle of no record. */
    static final int NONE = -1;

    final Slabs slabs;
    final PeerRecords records;
    final FamilyCounts familyCounts;

    /** What {@link #locate} found: the record of the endpoint, and one with the tag. */
    int match = NONE;

    int tagMatch = NONE;

    /** What {@link #countNeighbours} counted. */
    int sameAddress;

    int samePrefix;

    PeerTable(Slabs slabs, PeerRecords records, FamilyCounts familyCounts) {
        this.slabs = slabs;
        this.records = records;
        this.familyCounts = familyCounts;
    }

    /** Returns the number of endpoints. */
    abstract int size();

    /** Returns the number of endpoints in one group. */
    abstract int count(int group);

    /** Returns the number of endpoints in a set of groups. */
    final int countAll(int groups) {
        int sum = 0;
        for (int group = 0; group < PeerState.GROUPS; group++) {
            if (((groups >>> group) & 1) != 0) {
                sum += count(group);
            }
        }
        return sum;
    }

    /**
     * Finds the record of an endpoint (port 0 finds none) and one with a tag (0 finds none), and leaves their handles in
     * the fields.
     */
    abstract void locate(long high, long low, int port, long tag, int nowSeen);

    /** Returns whether {@link #locate} saw an expired record. */
    abstract boolean isStale();

    /** Returns the handle of the record of an endpoint. */
    abstract int find(long high, long low, int port);

    /** Returns the handle of the record with a tag; 0 finds none. */
    abstract int findTag(long tag);

    /** Counts the endpoints with the same address, and with the same IPv6 /64, into the fields. */
    abstract void countNeighbours(long high, long low);

    /** Returns the buffer that holds a record. */
    abstract ByteBuffer buffer(int handle);

    /** Returns where in its buffer a record begins. */
    abstract int at(int handle);

    /** Returns where a record lies, see {@link Slabs#buffer(long)}. */
    abstract long address(int handle);

    /** Adds a record; returns its handle. */
    abstract int insert(long high, long low, int port, long state);

    /** Changes a record; returns its handle, which is another one where its group changed. */
    abstract int update(int handle, long state);

    /** Removes a record. */
    abstract void remove(int handle);

    /** Removes all records. */
    abstract void clear();

    /** Returns how many places there are in which records of a set of groups are; those of other groups may be, too. */
    abstract int places(int groups);

    /** Returns the handle of the record in a place. */
    abstract int handleAt(int groups, int place);

    final long state(int handle) {
        return records.state(buffer(handle), at(handle));
    }

    /** Counts one neighbour of {@link #countNeighbours}. */
    final void countNeighbour(ByteBuffer buffer, int at, long high, long low) {
        if (records.high(buffer, at) == high) {
            boolean same = records.low(buffer, at) == low;
            sameAddress += same ? 1 : 0;
            samePrefix += same || records == PeerRecords.IPV6 ? 1 : 0;
        }
    }
}
