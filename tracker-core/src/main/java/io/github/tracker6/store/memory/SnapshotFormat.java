package io.github.tracker6.store.memory;

import io.github.tracker6.store.HostKey;
import org.jspecify.annotations.Nullable;

/**
 * The format of snapshots, version 1: blocks, each of which is the length of its content (4 bytes), a type (1), the content,
 * and a CRC-32C over type and content (4). Numbers are big-endian.
 *
 * <table>
 * <caption>Types of blocks; others are passed over</caption>
 * <tr><th>type</th><th>content</th></tr>
 * <tr><td>1, the first block</td><td>magic (8), version (1), when it was taken in milliseconds (8), life of a peer in
 *     milliseconds (8), whether a host key follows (1), host key (16)</td></tr>
 * <tr><td>2</td><td>swarms, each: info hash (20), downloads (4), number of endpoints (2), then these: flags (1), age in 1/256 of a
 *     peer's life (1), host tag (5), port (2), address (4 or 16). Flags are the role (2 bits), whether the host finished,
 *     whether the address is of IPv6, and whether it can be reached (2 bits). The tag's lowest two bits are not kept. A swarm
 *     may come in several parts.</td></tr>
 * <tr><td>3, the last block</td><td>number of blocks before it (8)</td></tr>
 * <tr><td>16 and above</td><td>what a log of changes needs, see {@link MemoryReplica}</td></tr>
 * </table>
 */
final class SnapshotFormat {
    static final int VERSION = 1;
    static final long MAGIC = 0x5436_5357_4152_4d53L; // "T6SWARMS"

    static final int HEAD = 1;
    static final int SWARMS = 2;
    static final int END = 3;
    static final int NODES = 16;
    static final int FINISHED = 17;

    /** Length and type in front of a block's content. */
    static final int BLOCK_HEAD_BYTES = 5;

    static final int CHECKSUM_BYTES = 4;

    /** A larger block is no block. */
    static final int MAX_BLOCK_BYTES = 1 << 20;

    static final int SWARM_HEAD_BYTES = 26;

    /** What an endpoint takes beside its address. */
    static final int ENDPOINT_HEAD_BYTES = 9;

    static final int ROLE_MASK = 0b0011;
    static final int FINISHED_FLAG = 0b0100;
    static final int IPV6_FLAG = 0b1000;

    /** Where the flags say whether an IPv6 endpoint can be reached, see {@link PeerState#reach}. */
    static final int REACH_SHIFT = 4;

    /** The bits of a tag that records do not keep. */
    static final int LOST_TAG_BITS = 2;

    /** What the first block says. */
    record Head(long takenMillis, long ttlMillis, @Nullable HostKey hostKey) {}

    /** A snapshot can't be read. The message says why, in a few words. */
    static final class BrokenException extends Exception {
        private static final long serialVersionUID = 1L;

        BrokenException(String message) {
            super(message);
        }
    }

    private SnapshotFormat() {}
}
