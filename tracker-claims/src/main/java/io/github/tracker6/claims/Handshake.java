package io.github.tracker6.claims;

import io.github.tracker6.InfoHash;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The handshake: the first 68 bytes of a connection between peers (BEP 3, "peer protocol"). They are the length and the
 * name of the protocol, eight reserved bytes, the info hash and the peer id. Stateless.
 */
final class Handshake {
    static final int BYTES = 68;

    private static final byte[] PROTOCOL = "\u0013BitTorrent protocol".getBytes(StandardCharsets.US_ASCII);
    private static final int RESERVED_BYTES = 8;
    private static final int INFO_HASH_AT = PROTOCOL.length + RESERVED_BYTES;
    private static final int PEER_ID_AT = INFO_HASH_AT + InfoHash.BYTES;

    private Handshake() {}

    /** Returns a handshake, ready to be written. The reserved bytes are zero: it offers no extension. */
    static ByteBuffer encode(InfoHash infoHash, byte[] peerId) {
        return ByteBuffer.allocate(BYTES)
                .put(PROTOCOL)
                .position(INFO_HASH_AT)
                .put(infoHash.toBytes())
                .put(peerId)
                .flip();
    }

    /**
     * Compares the bytes that a peer has sent so far with the handshake that it should send.
     *
     * @param received holds the bytes from index 0 on
     * @param length the number of the bytes, at most 68
     * @param peerId the peer id that the peer must send; null if any will do
     * @return the outcome; null if more bytes are needed
     */
    static @Nullable ProbeOutcome check(byte[] received, int length, InfoHash infoHash, byte @Nullable [] peerId) {
        if (differs(received, length, 0, PROTOCOL)) {
            return ProbeOutcome.NOT_BITTORRENT;
        }
        if (differs(received, length, INFO_HASH_AT, infoHash.toBytes())) {
            return ProbeOutcome.OTHER_TORRENT;
        }
        if (peerId != null && differs(received, length, PEER_ID_AT, peerId)) {
            return ProbeOutcome.OTHER_PEER;
        }
        return length == BYTES ? ProbeOutcome.VERIFIED : null;
    }

    private static boolean differs(byte[] received, int length, int at, byte[] expected) {
        int present = Math.min(expected.length, length - at);
        return present > 0 && !Arrays.equals(received, at, at + present, expected, 0, present);
    }
}
