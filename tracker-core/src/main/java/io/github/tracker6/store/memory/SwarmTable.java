package io.github.tracker6.store.memory;

import io.github.tracker6.internal.SipHash;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/** The swarms of a shard by info hash. A swarm is named by its block, see {@link SwarmBlock}. */
final class SwarmTable {
    /** The name of no swarm. */
    static final int NONE = 0;

    /** Where in its block a swarm has the three words of its info hash. */
    static final int MIDDLE = 8;

    static final int TAIL = 16;

    private final Slabs slabs;
    private final SipHash hash;
    private final HashIndex index;

    SwarmTable(Slabs slabs, SipHash hash) {
        this.slabs = slabs;
        this.hash = hash;
        this.index = new HashIndex(slabs, HashIndex.WIDE, this::hashOf, this::address);
    }

    /** Returns the number of swarms. */
    int size() {
        return index.size();
    }

    /** Returns the swarm with an info hash, whose keyed hash is {@code hashed}, or {@link #NONE}. */
    int find(long hashed, long head, long middle, int tail) {
        index.seek(hashed);
        for (int swarm = index.next(); swarm != HashIndex.NONE; swarm = index.next()) {
            ByteBuffer buffer = slabs.buffer(swarm);
            int at = slabs.offset(swarm);
            if (buffer.getLong(at) == head
                    && buffer.getLong(at + MIDDLE) == middle
                    && buffer.getInt(at + TAIL) == tail) {
                return swarm;
            }
        }
        return NONE;
    }

    /** Reads where {@link #find} would begin. Needs no lock. */
    int touchIndex(long hashed) {
        return index.touchHome(hashed);
    }

    /** Reads a little of the swarm that {@link #find} would look at first. Needs no lock. */
    int touchSwarm(long hashed) {
        int swarm = index.guess(hashed);
        return swarm == HashIndex.NONE ? 0 : slabs.peekAtEnds(swarm);
    }

    /** Adds a swarm without peers, with room for a first one. */
    int insert(long hashed, long head, long middle, int tail, PeerRecords first) {
        int swarm = slabs.allocate(SwarmBlock.HEADER_BYTES + first.bytes());
        ByteBuffer buffer = slabs.buffer(swarm);
        int at = slabs.offset(swarm);
        buffer.putLong(at, head);
        buffer.putLong(at + MIDDLE, middle);
        buffer.putInt(at + TAIL, tail);
        for (int i = TAIL + Integer.BYTES; i < SwarmBlock.HEADER_BYTES; i++) {
            buffer.put(at + i, (byte) 0);
        }
        index.insert(hashed, swarm);
        return swarm;
    }

    /** Removes a swarm; its peers are gone already. */
    void remove(int swarm) {
        index.remove(hashOf(swarm), swarm);
        slabs.free(swarm);
    }

    /** Finds a swarm from now on in the block to which it was copied, and frees the old one. */
    void move(int swarm, int newBlock) {
        index.replace(hashOf(swarm), swarm, newBlock);
        slabs.free(swarm);
    }

    /**
     * Returns one swarm after the other, round and round, or {@link HashIndex#NONE} once after the last; packs a part of the
     * index closer.
     */
    int sweep() {
        index.compact();
        return index.sweep();
    }

    /** Returns one swarm after the other, round and round, or {@link HashIndex#NONE} once after the last. */
    int search() {
        return index.search();
    }

    /** Returns all swarms. */
    int[] all() {
        int[] all = new int[size()];
        int[] count = {0};
        index.forEach(swarm -> all[count[0]++] = swarm);
        return all;
    }

    /** Calls back with every swarm of one range of hashes, see {@link HashIndex#forEachInRange}. */
    int forEachInRange(int place, IntConsumer action) {
        return index.forEachInRange(place, action);
    }

    private long address(int swarm) {
        return Slabs.address(swarm, slabs.offset(swarm));
    }

    /** Returns the keyed hash of a swarm's info hash. */
    long hashOf(int swarm) {
        ByteBuffer buffer = slabs.buffer(swarm);
        int at = slabs.offset(swarm);
        return hash.hash(buffer.getLong(at), buffer.getLong(at + MIDDLE), buffer.getInt(at + TAIL));
    }
}
