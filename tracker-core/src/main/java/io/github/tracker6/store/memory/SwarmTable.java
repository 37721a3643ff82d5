package io.github.tracker6.store.memory;

import io.github.tracker6.internal.SipHash;
import java.nio.ByteBuffer;

/** The swarms of a shard by info hash. A swarm is named by its block, see {@link SwarmBlock}. */
final class SwarmTable {
    /** No swarm. */
    static final int NONE = 0;

    /** The offsets of the second and third word of the info hash in a block. */
    static final int MIDDLE = 8;

    static final int TAIL = 16;

    private final Slabs slabs;
    private final SipHash hash;
    private final HashIndex index;
    private final SegmentHand sweepHand = new SegmentHand();
    private final SegmentHand searchHand = new SegmentHand();

    SwarmTable(Slabs slabs, SipHash hash) {
        this.slabs = slabs;
        this.hash = hash;
        this.index = new HashIndex(slabs, IndexSlots.WIDE, this::hashOf, this::address);
    }

    /** Returns the number of swarms. */
    int size() {
        return index.size();
    }

    /** Returns the swarm with an info hash, or {@link #NONE}. {@code hashed} is the keyed hash of the info hash. */
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

    /** Loads the place at which {@link #find} would begin into the cache. Needs no lock. */
    int touchIndex(long hashed) {
        return index.touchHome(hashed);
    }

    /** Loads begin and end of the swarm that {@link #find} would look at first into the cache. Needs no lock. */
    int touchSwarm(long hashed) {
        int swarm = index.guess(hashed);
        return swarm == HashIndex.NONE ? 0 : slabs.peekAtEnds(swarm);
    }

    /** Adds a swarm without peers, with room for a first peer. */
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

    /** Removes a swarm, which has no peers. */
    void remove(int swarm) {
        index.remove(hashOf(swarm), swarm);
        slabs.free(swarm);
    }

    /** Replaces the block of a swarm by the one to which it was copied, and frees the old block. */
    void move(int swarm, int newBlock) {
        index.replace(hashOf(swarm), swarm, newBlock);
        slabs.free(swarm);
    }

    /**
     * Returns one swarm after the other, round after round, and {@link HashIndex#NONE} at the end of each round.
     * Compacts a part of the index.
     */
    int sweep() {
        index.compact();
        return index.next(sweepHand);
    }

    /** Returns one swarm after the other, as {@link #sweep} does, from a position of its own. */
    int search() {
        return index.next(searchHand);
    }

    /** Returns all swarms. */
    int[] all() {
        int[] all = new int[size()];
        int[] count = {0};
        index.forEach(swarm -> all[count[0]++] = swarm);
        return all;
    }

    private long address(int swarm) {
        return Slabs.address(swarm, slabs.offset(swarm));
    }

    private long hashOf(int swarm) {
        ByteBuffer buffer = slabs.buffer(swarm);
        int at = slabs.offset(swarm);
        return hash.hash(buffer.getLong(at), buffer.getLong(at + MIDDLE), buffer.getInt(at + TAIL));
    }
}
