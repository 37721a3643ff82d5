package io.github.tracker6.store.memory;

import io.github.tracker6.hash.SipHash;
import java.nio.ByteBuffer;

/**
 * The swarms of a stripe by info hash. A swarm is a block of 32 bytes: the info hash, a reference to the peers of each
 * family, and how many hosts finished.
 */
final class SwarmTable {
    /** The name of no swarm. */
    static final int NONE = 0;

    private static final int BYTES = 32;
    private static final int MIDDLE = 8;
    private static final int TAIL = 16;
    private static final int IPV4 = 20;
    private static final int IPV6 = 24;
    private static final int DOWNLOADED = 28;

    private final Slabs slabs;
    private final SipHash hash;
    private final HashIndex index;

    SwarmTable(Slabs slabs, SipHash hash) {
        this.slabs = slabs;
        this.hash = hash;
        this.index = new HashIndex(slabs, this::hashOf);
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
            int at = Slabs.offset(swarm);
            if (buffer.getLong(at) == head
                    && buffer.getLong(at + MIDDLE) == middle
                    && buffer.getInt(at + TAIL) == tail) {
                return swarm;
            }
        }
        return NONE;
    }

    /** Adds a swarm without peers. */
    int insert(long hashed, long head, long middle, int tail) {
        int swarm = slabs.allocate(BYTES);
        ByteBuffer buffer = slabs.buffer(swarm);
        int at = Slabs.offset(swarm);
        buffer.putLong(at, head);
        buffer.putLong(at + MIDDLE, middle);
        buffer.putInt(at + TAIL, tail);
        buffer.putInt(at + IPV4, 0);
        buffer.putInt(at + IPV6, 0);
        buffer.putInt(at + DOWNLOADED, 0);
        index.insert(hashed, swarm);
        return swarm;
    }

    /** Removes a swarm; its peers are gone already. */
    void remove(int swarm) {
        index.remove(hashOf(swarm), swarm);
        slabs.free(swarm);
    }

    long head(int swarm) {
        return slabs.buffer(swarm).getLong(Slabs.offset(swarm));
    }

    long middle(int swarm) {
        return slabs.buffer(swarm).getLong(Slabs.offset(swarm) + MIDDLE);
    }

    int tail(int swarm) {
        return slabs.buffer(swarm).getInt(Slabs.offset(swarm) + TAIL);
    }

    int peers4(int swarm) {
        return slabs.buffer(swarm).getInt(Slabs.offset(swarm) + IPV4);
    }

    int peers6(int swarm) {
        return slabs.buffer(swarm).getInt(Slabs.offset(swarm) + IPV6);
    }

    void peers(int swarm, int peers4, int peers6) {
        ByteBuffer buffer = slabs.buffer(swarm);
        buffer.putInt(Slabs.offset(swarm) + IPV4, peers4);
        buffer.putInt(Slabs.offset(swarm) + IPV6, peers6);
    }

    int downloaded(int swarm) {
        return slabs.buffer(swarm).getInt(Slabs.offset(swarm) + DOWNLOADED);
    }

    void addDownloaded(int swarm) {
        slabs.buffer(swarm).putInt(Slabs.offset(swarm) + DOWNLOADED, downloaded(swarm) + 1);
    }

    /** Returns one swarm after the other, round and round, or {@link HashIndex#NONE} once after the last. */
    int sweep() {
        return index.sweep();
    }

    /** Returns all swarms. */
    int[] all() {
        int[] all = new int[size()];
        int[] count = {0};
        index.forEach(swarm -> all[count[0]++] = swarm);
        return all;
    }

    private long hashOf(int swarm) {
        return hash.hash(head(swarm), middle(swarm), tail(swarm));
    }
}
