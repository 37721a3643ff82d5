package io.github.tracker6.claims;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

/**
 * The packets of uTP without data and extensions: 20 bytes each (BEP 29, "header format"). The side that begins a connection
 * chooses its id. The answers have that id; what this side sends after its first packet has the next one. Stateless.
 */
final class UtpPacket {
    static final int BYTES = 20;

    private static final int VERSION = 1;
    private static final int STATE = 2;
    private static final int RESET = 3;
    private static final int SYN = 4;
    private static final int CONNECTION_ID_AT = 2;
    private static final int SEQUENCE_AT = 16;
    private static final int ACKNOWLEDGED_AT = 18;
    private static final short FIRST_SEQUENCE = 1;

    private UtpPacket() {}

    /** Returns the packet that asks for a connection, ready to be sent. Its window is 0: the peer sends no data. */
    static ByteBuffer syn(short connectionId) {
        return encode(SYN, connectionId, FIRST_SEQUENCE, (short) 0);
    }

    /**
     * Returns the packet that ends a connection, ready to be sent.
     *
     * @param connectionId that of {@link #syn}
     * @param answer the packet with which the peer accepted
     */
    static ByteBuffer reset(short connectionId, ByteBuffer answer) {
        return encode(RESET, (short) (connectionId + 1), (short) (FIRST_SEQUENCE + 1), answer.getShort(SEQUENCE_AT));
    }

    /**
     * Returns whether a packet accepts the connection that {@link #syn} asked for.
     *
     * @param packet from index 0 to its limit
     */
    static boolean accepts(ByteBuffer packet, short connectionId) {
        return packet.limit() >= BYTES
                && packet.get(0) == (byte) (STATE << 4 | VERSION)
                && packet.getShort(CONNECTION_ID_AT) == connectionId
                && packet.getShort(ACKNOWLEDGED_AT) == FIRST_SEQUENCE;
    }

    private static ByteBuffer encode(int type, short connectionId, short sequence, short acknowledged) {
        int micros = (int) TimeUnit.NANOSECONDS.toMicros(System.nanoTime());
        return ByteBuffer.allocate(BYTES)
                .put((byte) (type << 4 | VERSION))
                .put((byte) 0) // no extension
                .putShort(connectionId)
                .putInt(micros)
                .putInt(0) // the difference of the timestamps is not known
                .putInt(0) // the window
                .putShort(sequence)
                .putShort(acknowledged)
                .flip();
    }
}
