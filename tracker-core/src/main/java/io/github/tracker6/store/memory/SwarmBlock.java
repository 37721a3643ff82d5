package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;

/**
 * The block of one swarm, which moves when its size changes. This object is a view: it shows one block after the other.
 *
 * <table>
 * <caption>The layout of a block</caption>
 * <tr><th>bytes</th><th>content</th></tr>
 * <tr><td>20</td><td>the info hash</td></tr>
 * <tr><td>4</td><td>how many hosts finished</td></tr>
 * <tr><td>1</td><td>the number of IPv6 records, or 255</td></tr>
 * <tr><td>1</td><td>the number of IPv4 records, or 255</td></tr>
 * <tr><td>the rest</td><td>the IPv6 records from the front on, the IPv4 records from the back on</td></tr>
 * </table>
 *
 * <p>255 means that the family has too many records for the block. Then the number of its {@link LargePeers}, 4 bytes,
 * is in the place of its records.
 */
final class SwarmBlock {
    static final int HEADER_BYTES = 26;

    private static final int DOWNLOADED = 20;
    private static final int COUNT6 = 24;
    private static final int COUNT4 = 25;

    /** In the place of the number of records: the family has a large table. */
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

    /** Shows a block from now on. */
    void over(int newBlock) {
        block = newBlock;
        size = slabs.size(newBlock);
        buffer = slabs.buffer(newBlock);
        base = slabs.offset(newBlock);
    }

    /** Returns the block, which names the swarm until it moves. */
    int block() {
        return block;
    }

    /** Returns the address of offset 0 of the buffer, see {@link Slabs#buffer(long)}. */
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

    /** Returns the view of the records of a family, set to this block. The family must have no large table. */
    SmallPeers small(PeerRecords records) {
        SmallPeers small = view(records);
        small.begin(buffer, origin(records), count(records));
        return small;
    }

    /** Returns the view of the records of a family as it is. */
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

    /** Replaces the records of a family by the number of its large table. */
    void setLarge(PeerRecords records, int number) {
        setCount(records, LARGE);
        fit();
        buffer.putInt(largeAt(records), number);
    }

    /** Removes the records of a family, or the number of its large table. */
    void clear(PeerRecords records) {
        setCount(records, 0);
        fit();
    }

    void setCount(PeerRecords records, int count) {
        buffer.put(base + (records == PeerRecords.IPV4 ? COUNT4 : COUNT6), (byte) count);
    }

    /** Makes room for one more record of a family. Returns false if no block is large enough. */
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

    /** Moves to a smaller block if that one had room for two more records. */
    void trim() {
        if (Slabs.sizeFor(Math.min(Slabs.MAX_BLOCK_BYTES, used() + 2 * PeerRecords.IPV6.bytes())) < size) {
            move(used());
        }
    }

    /** Moves to another block of the same size if that lets memory be given back. */
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
        small4.relocate(buffer, origin(PeerRecords.IPV4));
        small6.relocate(buffer, origin(PeerRecords.IPV6));
        swarms.move(oldBlock, block);
    }
}
