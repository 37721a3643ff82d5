package io.github.tracker6.claims;

import io.github.tracker6.InfoHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The first 68 bytes of a connection between peers (BEP 3, "peer protocol"): a length and the protocol's name, eight
 * reserved bytes, the info hash, the peer id.
 */
final class Handshake {
    static final int BYTES = 68;

    private static final byte[] PROTOCOL = "\u0013BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
    private static final int RESERVED_BYTES = 8;
    private static final int INFO_HASH_AT = PROTOCOL.length + RESERVED_BYTES;
    private static final int PEER_ID_AT = INFO_HASH_AT + InfoHash.BYTES;

    private Handshake() {}

    /** Returns the handshake to send, ready to be written. Offers no extension: the reserved bytes are zero. */
    static ByteBuffer encode(InfoHash infoHash, byte[] peerId) {
        return ByteBuffer.allocate(BYTES)
                .put(PROTOCOL)
                .position(INFO_HASH_AT)
                .put(infoHash.toBytes())
                .put(peerId)
                .flip();
    }

    /**
     * Judges what a peer answered so far.
     *
     * @param received holds the answer from index 0 on
     * @param length the number of its bytes, at most 68
     * @return null where more bytes are needed to tell
     */
    static @Nullable ProbeOutcome judge(byte[] received, int length, InfoHash infoHash, byte[] peerId) {
        if (differs(received, length, 0, PROTOCOL)) {
            return ProbeOutcome.NOT_BITTORRENT;
        }
        if (differs(received, length, INFO_HASH_AT, infoHash.toBytes())) {
            return ProbeOutcome.OTHER_TORRENT;
        }
        if (differs(received, length, PEER_ID_AT, peerId)) {
            return ProbeOutcome.OTHER_PEER;
        }
        return length == BYTES ? ProbeOutcome.VERIFIED : null;
    }

    private static boolean differs(byte[] received, int length, int at, byte[] expected) {
        int present = Math.min(expected.length, length - at);
        return present > 0 && !Arrays.equals(received, at, at + present, expected, 0, present);
    }
}
