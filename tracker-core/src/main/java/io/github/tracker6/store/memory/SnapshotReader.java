package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.PeerRole;
import io.github.tracker6.internal.BigEndian;
import io.github.tracker6.store.HostKey;
import java.util.zip.CRC32C;

/** Reads a snapshot that comes in pieces of whole blocks, see {@link SnapshotFormat}. Not thread-safe. */
final class SnapshotReader {
    /** Gets what a snapshot holds. A method of it may be called with what an error in a later block makes worthless. */
    interface Sink {
        void head(SnapshotFormat.Head head);

        /** Gets a swarm, or a part of one, of which the change tells the info hash. */
        void swarm(Change swarm, int downloaded);

        /** Gets an endpoint of the last swarm, as an announce that was made so many 1/256 of a peer's life ago. */
        void endpoint(Change announce, int ageTicks);

        /** Gets a block of another type. */
        default void block(int type, byte[] bytes, int from, int to) {}
    }

    private final Sink sink;
    private final CRC32C checksum = new CRC32C();
    private final Change change = new Change();
    private long blocks;
    private boolean ended;

    SnapshotReader(Sink sink) {
        this.sink = sink;
    }

    /**
     * Reads whole blocks.
     *
     * @throws SnapshotFormat.BrokenException if they are none, or not those of a snapshot
     */
    void read(byte[] bytes) throws SnapshotFormat.BrokenException {
        int at = 0;
        while (at < bytes.length) {
            int length = bytes.length - at < SnapshotFormat.BLOCK_HEAD_BYTES ? -1 : BigEndian.intAt(bytes, at);
            check(length >= 0 && length <= SnapshotFormat.MAX_BLOCK_BYTES, "has a broken block");
            int from = at + SnapshotFormat.BLOCK_HEAD_BYTES;
            int end = from + length + SnapshotFormat.CHECKSUM_BYTES;
            check(end <= bytes.length, "is cut off");
            checksum.reset();
            checksum.update(bytes, at + Integer.BYTES, length + 1);
            check((int) checksum.getValue() == BigEndian.intAt(bytes, from + length), "has a wrong checksum");
            block(bytes[from - 1], bytes, from, from + length);
            at = end;
        }
    }

    /**
     * Checks that the last block was read.
     *
     * @throws SnapshotFormat.BrokenException if it was not
     */
    void end() throws SnapshotFormat.BrokenException {
        check(ended, "is cut off");
    }

    private void block(int type, byte[] bytes, int from, int to) throws SnapshotFormat.BrokenException {
        check(!ended, "goes on behind its end");
        check((type == SnapshotFormat.HEAD) == (blocks == 0), "is no snapshot");
        switch (type) {
            case SnapshotFormat.HEAD -> head(bytes, from, to);
            case SnapshotFormat.SWARMS -> swarms(bytes, from, to);
            case SnapshotFormat.END -> {
                check(to - from == Long.BYTES && BigEndian.longAt(bytes, from) == blocks, "lacks a block");
                ended = true;
            }
            default -> sink.block(type, bytes, from, to);
        }
        blocks++;
    }

    private void head(byte[] bytes, int from, int to) throws SnapshotFormat.BrokenException {
        int keyAt = from + 3 * Long.BYTES + 1;
        check(to - from >= Long.BYTES + 1 && BigEndian.longAt(bytes, from) == SnapshotFormat.MAGIC, "is no snapshot");
        int version = bytes[from + Long.BYTES];
        check(version == SnapshotFormat.VERSION, "has version " + version + ", not " + SnapshotFormat.VERSION);
        check(to == keyAt + 1 + 2 * Long.BYTES, "has a broken head");
        long ttlMillis = BigEndian.longAt(bytes, from + 2 * Long.BYTES + 1);
        check(ttlMillis > 0, "has a broken head");
        sink.head(new SnapshotFormat.Head(
                BigEndian.longAt(bytes, from + Long.BYTES + 1),
                ttlMillis,
                bytes[keyAt] == 0
                        ? null
                        : new HostKey(
                                BigEndian.longAt(bytes, keyAt + 1), BigEndian.longAt(bytes, keyAt + 1 + Long.BYTES))));
    }

    private void swarms(byte[] bytes, int from, int to) throws SnapshotFormat.BrokenException {
        int at = from;
        while (at < to) {
            check(to - at >= SnapshotFormat.SWARM_HEAD_BYTES, "has a broken swarm");
            change.kind = Change.Kind.ANNOUNCE;
            change.head = BigEndian.longAt(bytes, at);
            change.middle = BigEndian.longAt(bytes, at + 8);
            change.tail = BigEndian.intAt(bytes, at + 16);
            sink.swarm(change, BigEndian.intAt(bytes, at + 20));
            int endpoints = BigEndian.shortAt(bytes, at + 24);
            at += SnapshotFormat.SWARM_HEAD_BYTES;
            for (int i = 0; i < endpoints; i++) {
                at = endpoint(bytes, at, to);
            }
        }
    }

    private int endpoint(byte[] bytes, int at, int to) throws SnapshotFormat.BrokenException {
        check(to - at >= SnapshotFormat.ENDPOINT_HEAD_BYTES, "has a broken swarm");
        int flags = bytes[at];
        PeerRole role = Change.roleOf(flags & SnapshotFormat.ROLE_MASK);
        if (role == null) {
            throw new SnapshotFormat.BrokenException("has an unknown role");
        }
        change.role = role;
        change.finished = (flags & SnapshotFormat.FINISHED_FLAG) != 0;
        change.family = (flags & SnapshotFormat.IPV6_FLAG) == 0 ? AddressFamily.IPV4 : AddressFamily.IPV6;
        change.reach = PeerState.readReach(flags >>> SnapshotFormat.REACH_SHIFT);
        long tag = (bytes[at + 2] & 0xffL) << Integer.SIZE | Integer.toUnsignedLong(BigEndian.intAt(bytes, at + 3));
        change.tag = (tag >>> SnapshotFormat.LOST_TAG_BITS) & PeerState.TAG_MASK;
        change.port = BigEndian.shortAt(bytes, at + 7);
        int address = at + SnapshotFormat.ENDPOINT_HEAD_BYTES;
        int end = address + change.family.addressBytes();
        check(end <= to && change.port != 0, "has a broken swarm");
        if (change.family == AddressFamily.IPV6) {
            change.high = BigEndian.longAt(bytes, address);
            change.low = BigEndian.longAt(bytes, address + 8);
        } else {
            change.high = 0;
            change.low = Integer.toUnsignedLong(BigEndian.intAt(bytes, address));
        }
        sink.endpoint(change, bytes[at + 1] & 0xff);
        return end;
    }

    private static void check(boolean sound, String trouble) throws SnapshotFormat.BrokenException {
        if (!sound) {
            throw new SnapshotFormat.BrokenException(trouble);
        }
    }
}
