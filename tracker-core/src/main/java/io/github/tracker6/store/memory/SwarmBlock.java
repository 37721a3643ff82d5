package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/**
 * The block of one swarm: the info hash (20 bytes), how many hosts finished (4), the number of IPv6 records and that of
 * IPv4 records (1 each); then, from the front, the IPv6 records, and, from the back, those of IPv4. A family with too
 * many for the block has the number of its {@link LargePeers} there instead. The block moves where its size changes. This
 * object is a view that is laid over one block after the other.
 */
final class SwarmBlock {
    static final int HEADER_BYTES = 26;

    private static final int DOWNLOADED = 20;
    private static final int COUNT6 = 24;
    private static final int COUNT4 = 25;

    /** The number of records that stands for a large table. */
    private static final int LARGE = 0xff;

    private final Slabs slabs;
    private final SwarmTable swarms;
    private final SmallPeers small4;
    private final SmallPeers small6;
    private int block;
    private int size;
    private ByteBuffer buffer;
    private int base;

    SwarmBlock(Slabs slabs, SwarmTable swarms, FamilyCounts familyCounts4, FamilyCounts familyCounts6) {
        this.slabs = slabs;
        this.swarms = swarms;
        this.small4 = new SmallPeers(this, slabs, PeerRecords.IPV4, familyCounts4);
        this.small6 = new SmallPeers(this, slabs, PeerRecords.IPV6, familyCounts6);
        this.buffer = ByteBuffer.allocate(0);
    }

    /** Lays the view over a block. */
    void over(int newBlock) {
        block = newBlock;
        size = slabs.size(newBlock);
        buffer = slabs.buffer(newBlock);
        base = slabs.offset(newBlock);
    }

    /** Returns the block, which is the name of the swarm, as it is now. */
    int block() {
        return block;
    }

    /** Returns where the buffer begins, see {@link Slabs#buffer(long)}. */
    long address() {
        return Slabs.address(block, 0);
    }

    long head() {
        return buffer.getLong(base);
    }

    long middle() {
        return buffer.getLong(base + SwarmTable.MIDDLE);
    }

    int tail() {
        return buffer.getInt(base + SwarmTable.TAIL);
    }

    int downloaded() {
        return buffer.getInt(base + DOWNLOADED);
    }

    void addDownloaded() {
        buffer.putInt(base + DOWNLOADED, downloaded() + 1);
    }

    /** Returns whether a swarm has no peers. */
    boolean isPeerless(int swarm) {
        return slabs.buffer(swarm).getShort(slabs.offset(swarm) + COUNT6) == 0;
    }

    /** Returns the view of the records of a family, which the block holds, and lays it over them. */
    SmallPeers small(PeerRecords records) {
        SmallPeers small = view(records);
        small.begin(buffer, origin(records), count(records));
        return small;
    }

    /** Returns the view for the records of a family, over whatever it was laid last. */
    SmallPeers view(PeerRecords records) {
        return records == PeerRecords.IPV4 ? small4 : small6;
    }

    boolean isLarge(PeerRecords records) {
        return count(records) == LARGE;
    }

    /** Returns the number of the large table of a family. */
    int largeNumber(PeerRecords records) {
        return buffer.getInt(largeAt(records));
    }

    /** Puts the number of a large table in the place of a family's records. */
    void setLarge(PeerRecords records, int number) {
        setCount(records, LARGE);
        fit();
        buffer.putInt(largeAt(records), number);
    }

    /** Has no records of a family any more, and no large table. */
    void clear(PeerRecords records) {
        setCount(records, 0);
        fit();
    }

    void setCount(PeerRecords records, int count) {
        buffer.put(base + (records == PeerRecords.IPV4 ? COUNT4 : COUNT6), (byte) count);
    }

    /** Makes room for one more record of a family; returns false where no block is large enough. */
    boolean makeRoom(PeerRecords records) {
        int wanted = used() + records.bytes();
        if (wanted > Slabs.MAX_BLOCK_BYTES) {
            return false;
        }
        if (wanted > size) {
            move(wanted);
        }
        return true;
    }

    /** Moves to a smaller block, where two records more would not need this one. */
    void trim() {
        if (Slabs.sizeFor(Math.min(Slabs.MAX_BLOCK_BYTES, used() + 2 * PeerRecords.IPV6.bytes())) < size) {
            move(used());
        }
    }

    /** Moves where that lets memory be given back. */
    void compact() {
        if (slabs.isSparse(block)) {
            move(used());
        }
    }

    private void fit() {
        if (Slabs.sizeFor(used()) != size) {
            move(used());
        }
    }

    private int count(PeerRecords records) {
        return buffer.get(base + (records == PeerRecords.IPV4 ? COUNT4 : COUNT6)) & 0xff;
    }

    private int used() {
        return HEADER_BYTES + regionBytes(PeerRecords.IPV6) + regionBytes(PeerRecords.IPV4);
    }

    private int regionBytes(PeerRecords records) {
        int count = count(records);
        return count == LARGE ? Integer.BYTES : count * records.bytes();
    }

    private int largeAt(PeerRecords records) {
        return records == PeerRecords.IPV4 ? base + size - Integer.BYTES : base + HEADER_BYTES;
    }

    private int origin(PeerRecords records) {
        return records == PeerRecords.IPV4 ? base + size - records.bytes() : base + HEADER_BYTES;
    }

    private void move(int bytes) {
        int oldBlock = block;
        int front = HEADER_BYTES + regionBytes(PeerRecords.IPV6);
        int back = regionBytes(PeerRecords.IPV4);
        ByteBuffer oldBuffer = buffer;
        int oldBase = base;
        int oldEnd = base + size;
        over(slabs.allocate(bytes));
        buffer.put(base, oldBuffer, oldBase, front);
        buffer.put(base + size - back, oldBuffer, oldEnd - back, back);
        small4.moved(buffer, origin(PeerRecords.IPV4));
        small6.moved(buffer, origin(PeerRecords.IPV6));
        swarms.move(oldBlock, block);
    }
}
