package io.github.tracker6.metainfo;

import io.github.tracker6.InfoHash;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The 32 bytes that identify a torrent of BitTorrent v2 (BEP 52, "infohash"). Clients announce the first 20 of them.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class V2InfoHash {
    /** The number of bytes: 32. */
    public static final int BYTES = 32;

    private final byte[] bytes;

    private V2InfoHash(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Returns the info hash with the given bytes.
     *
     * @throws IllegalArgumentException if the array does not have exactly 32 bytes
     */
    public static V2InfoHash fromBytes(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("v2 info hash has " + bytes.length + " bytes, not " + BYTES);
        }
        return new V2InfoHash(bytes.clone());
    }

    /** Returns the first 20 bytes, which clients send to trackers (BEP 52, "Tracker changes"). */
    public InfoHash truncated() {
        return InfoHash.fromBytes(Arrays.copyOf(bytes, InfoHash.BYTES));
    }

    /** Returns a copy of the 32 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object object) {
        return object instanceof V2InfoHash other && Arrays.equals(bytes, other.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Returns 64 lower-case hex digits. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
