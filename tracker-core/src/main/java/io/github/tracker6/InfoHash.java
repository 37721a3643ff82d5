package io.github.tracker6;

import io.github.tracker6.internal.BigEndian;
import java.util.HexFormat;

/**
 * The 20 bytes that identify a swarm (BEP 3, "info_hash"). The info hash of BitTorrent v2 is longer; clients cut it to 20
 * bytes (BEP 52). Immutable.
 *
 * @since 0.1.0
 */
public final class InfoHash implements Comparable<InfoHash> {
    /** The number of bytes of an info hash: 20. */
    public static final int BYTES = 20;

    private final long head;
    private final long middle;
    private final int tail;

    private InfoHash(long head, long middle, int tail) {
        this.head = head;
        this.middle = middle;
        this.tail = tail;
    }

    /**
     * Returns the info hash with the given bits.
     *
     * @param head bytes 0 to 7, big-endian
     * @param middle bytes 8 to 15, big-endian
     * @param tail bytes 16 to 19, big-endian
     */
    public static InfoHash of(long head, long middle, int tail) {
        return new InfoHash(head, middle, tail);
    }

    /**
     * Returns the info hash with the given bytes.
     *
     * @throws IllegalArgumentException if the array does not have exactly 20 bytes
     */
    public static InfoHash fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("info hash has " + bytes.length + " bytes, not " + BYTES);
        }
        return new InfoHash(BigEndian.longAt(bytes, 0), BigEndian.longAt(bytes, 8), BigEndian.intAt(bytes, 16));
    }

    /**
     * Returns the info hash for a text of 40 hex digits of either case.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static InfoHash fromHex(String hex) {
        if (hex.length() != 2 * BYTES) {
            throw new IllegalArgumentException("info hash has " + hex.length() + " characters, not " + 2 * BYTES);
        }
        return fromBytes(HexFormat.of().parseHex(hex));
    }

    /** Returns bytes 0 to 7, big-endian. */
    public long head() {
        return head;
    }

    /** Returns bytes 8 to 15, big-endian. */
    public long middle() {
        return middle;
    }

    /** Returns bytes 16 to 19, big-endian. */
    public int tail() {
        return tail;
    }

    /** Returns a copy of the 20 bytes. */
    public byte[] toBytes() {
        byte[] bytes = new byte[BYTES];
        BigEndian.putLong(bytes, 0, head);
        BigEndian.putLong(bytes, 8, middle);
        BigEndian.putInt(bytes, 16, tail);
        return bytes;
    }

    /** Orders info hashes by their raw bytes, unsigned: the key order of bencode (BEP 3). */
    @Override
    public int compareTo(InfoHash other) {
        int byHead = Long.compareUnsigned(head, other.head);
        if (byHead != 0) {
            return byHead;
        }
        int byMiddle = Long.compareUnsigned(middle, other.middle);
        return byMiddle != 0 ? byMiddle : Integer.compareUnsigned(tail, other.tail);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof InfoHash other && head == other.head && middle == other.middle && tail == other.tail;
    }

    @Override
    public int hashCode() {
        return (int) (head ^ head >>> 32);
    }

    /** Returns 40 lower-case hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(toBytes());
    }
}
