package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.internal.BigEndian;
import io.github.tracker6.store.HostKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes a snapshot into a growing array, from which whole blocks are taken; see {@link SnapshotFormat}. Not thread-safe. */
final class SnapshotWriter implements SwarmVisitor {
    /** A block of swarms that is larger is ended. */
    private static final int BLOCK_BYTES = 1 << 17;

    private static final int NONE = -1;

    private final boolean replica;
    private final CRC32C checksum = new CRC32C();
    private byte[] bytes = new byte[1 << 18];
    private int used;
    private int blockStart;
    private long blocks;
    private boolean inSwarms;
    private int swarmStart = NONE;
    private int endpoints;
    private boolean hasDownloads;

    /**
     * Makes a writer.
     *
     * @param replica whether counts of downloads are those that the log gave when the snapshot began
     */
    SnapshotWriter(boolean replica) {
        this.replica = replica;
    }

    /** Writes the first block. */
    void head(long takenMillis, long ttlMillis, @Nullable HostKey hostKey) {
        beginBlock(SnapshotFormat.HEAD);
        putLong(SnapshotFormat.MAGIC);
        putByte(SnapshotFormat.VERSION);
        putLong(takenMillis);
        putLong(ttlMillis);
        putByte(hostKey == null ? 0 : 1);
        putLong(hostKey == null ? 0 : hostKey.key0());
        putLong(hostKey == null ? 0 : hostKey.key1());
        endBlock();
    }

    /** Writes the last block. */
    void end() {
        endSwarms();
        long before = blocks;
        beginBlock(SnapshotFormat.END);
        putLong(before);
        endBlock();
    }

    /** Begins a block that is no block of swarms. */
    void beginBlock(int type) {
        endSwarms();
        begin(type);
    }

    void endBlock() {
        BigEndian.putInt(bytes, blockStart, used - blockStart - SnapshotFormat.BLOCK_HEAD_BYTES);
        checksum.reset();
        checksum.update(bytes, blockStart + Integer.BYTES, used - blockStart - Integer.BYTES);
        putInt((int) checksum.getValue());
        blockStart = used;
        blocks++;
    }

    @Override
    public void swarm(Shard shard, SwarmBlock block, long hashed, boolean first) {
        endSwarm();
        if (inSwarms && used - blockStart > BLOCK_BYTES) {
            endBlock();
            inSwarms = false;
        }
        if (!inSwarms) {
            begin(SnapshotFormat.SWARMS);
            inSwarms = true;
        }
        int downloaded = block.downloaded();
        if (replica) {
            downloaded = shard.replica().counts().atStart(hashed, downloaded);
        }
        beginSwarm(block.head(), block.middle(), block.tail(), first ? downloaded : 0);
    }

    private void beginSwarm(long head, long middle, int tail, int downloaded) {
        swarmStart = used;
        endpoints = 0;
        hasDownloads = downloaded > 0;
        putLong(head);
        putLong(middle);
        putInt(tail);
        putInt(downloaded);
        reserve(Short.BYTES);
        used += Short.BYTES;
    }

    @Override
    public void endpoint(PeerRecords records, ByteBuffer buffer, int at, long state, int ageTicks) {
        boolean ipv6 = records == PeerRecords.IPV6;
        long tag = PeerState.tag(state) << SnapshotFormat.LOST_TAG_BITS;
        endpoints++;
        reserve(SnapshotFormat.ENDPOINT_HEAD_BYTES + AddressFamily.IPV6.addressBytes());
        bytes[used] = (byte) (Change.numberOf(PeerState.role(state))
                | (PeerState.finished(state) ? SnapshotFormat.FINISHED_FLAG : 0)
                | (ipv6 ? SnapshotFormat.IPV6_FLAG : 0)
                | (ipv6 ? PeerState.reach(state) << SnapshotFormat.REACH_SHIFT : 0));
        bytes[used + 1] = (byte) ageTicks;
        bytes[used + 2] = (byte) (tag >>> Integer.SIZE);
        BigEndian.putInt(bytes, used + 3, (int) tag);
        BigEndian.putShort(bytes, used + 7, records.port(buffer, at));
        used += SnapshotFormat.ENDPOINT_HEAD_BYTES;
        if (ipv6) {
            putLong(records.high(buffer, at));
            putLong(records.low(buffer, at));
        } else {
            putInt((int) records.low(buffer, at));
        }
    }

    /** Returns how many bytes of whole blocks there are. */
    int ready() {
        return blockStart;
    }

    /** Takes whole blocks. */
    byte[] take(int maxBytes) {
        int end = 0;
        int next = 0;
        while (next <= maxBytes && next <= blockStart) {
            end = next;
            next = end == blockStart
                    ? Integer.MAX_VALUE
                    : end
                            + BigEndian.intAt(bytes, end)
                            + SnapshotFormat.BLOCK_HEAD_BYTES
                            + SnapshotFormat.CHECKSUM_BYTES;
        }
        byte[] taken = Arrays.copyOf(bytes, end);
        System.arraycopy(bytes, end, bytes, 0, used - end);
        used -= end;
        swarmStart = swarmStart == NONE ? NONE : swarmStart - end;
        blockStart -= end;
        return taken;
    }

    private void endSwarms() {
        if (inSwarms) {
            endSwarm();
            endBlock();
            inSwarms = false;
        }
    }

    /** Ends a swarm; one that holds nothing is left out. */
    private void endSwarm() {
        if (swarmStart == NONE) {
            return;
        }
        if (endpoints == 0 && !hasDownloads) {
            used = swarmStart;
        } else {
            BigEndian.putShort(bytes, swarmStart + SnapshotFormat.SWARM_HEAD_BYTES - Short.BYTES, endpoints);
        }
        swarmStart = NONE;
    }

    private void begin(int type) {
        blockStart = used;
        putInt(0);
        putByte(type);
    }

    void putByte(int value) {
        reserve(1);
        bytes[used++] = (byte) value;
    }

    void putInt(int value) {
        reserve(Integer.BYTES);
        BigEndian.putInt(bytes, used, value);
        used += Integer.BYTES;
    }

    void putLong(long value) {
        reserve(Long.BYTES);
        BigEndian.putLong(bytes, used, value);
        used += Long.BYTES;
    }

    private void reserve(int more) {
        if (bytes.length - used < more) {
            bytes = Arrays.copyOf(bytes, 2 * bytes.length);
        }
    }
}
