package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.EndpointList;
import io.github.tracker6.address.AddressScope;
import java.nio.ByteBuffer;

/**
 * How the record of an endpoint lies in memory, big-endian. The state is read and written as one word together with the
 * byte before it, the lower byte of the port.
 *
 * <table>
 * <caption>The bytes of a record</caption>
 * <tr><th>part</th><th>IPv4</th><th>IPv6</th></tr>
 * <tr><td>address</td><td>4</td><td>16</td></tr>
 * <tr><td>port</td><td>2</td><td>2</td></tr>
 * <tr><td>{@link PeerState}</td><td>7</td><td>7</td></tr>
 * <tr><td>together</td><td>13</td><td>25</td></tr>
 * </table>
 */
enum PeerRecords {
    IPV4(AddressFamily.IPV4) {
        @Override
        boolean isAt(ByteBuffer buffer, int at, long high, long low, int port) {
            return buffer.getLong(at) >>> 16 == ((low << 16) | port);
        }

        @Override
        void write(ByteBuffer buffer, int at, long high, long low, int port, long state) {
            buffer.putInt(at, (int) low);
            buffer.put(at + 4, (byte) (port >>> Byte.SIZE));
            buffer.putLong(at + 5, word(port, state));
        }

        @Override
        void addTo(EndpointList list, ByteBuffer buffer, int at) {
            long word = buffer.getLong(at);
            list.addIpv4((int) (word >>> 32), (int) (word >>> 16));
        }

        @Override
        long high(ByteBuffer buffer, int at) {
            return 0;
        }

        @Override
        long low(ByteBuffer buffer, int at) {
            return Integer.toUnsignedLong(buffer.getInt(at));
        }
    },
    IPV6(AddressFamily.IPV6) {
        @Override
        boolean isAt(ByteBuffer buffer, int at, long high, long low, int port) {
            return buffer.getLong(at + 8) == low
                    && buffer.getLong(at) == high
                    && buffer.getShort(at + 16) == (short) port;
        }

        @Override
        void write(ByteBuffer buffer, int at, long high, long low, int port, long state) {
            buffer.putLong(at, high);
            buffer.putLong(at + 8, low);
            buffer.put(at + 16, (byte) (port >>> Byte.SIZE));
            buffer.putLong(at + 17, word(port, state));
        }

        @Override
        void addTo(EndpointList list, ByteBuffer buffer, int at) {
            list.addIpv6(buffer.getLong(at), buffer.getLong(at + 8), buffer.getShort(at + 16));
        }

        @Override
        long high(ByteBuffer buffer, int at) {
            return buffer.getLong(at);
        }

        @Override
        long low(ByteBuffer buffer, int at) {
            return buffer.getLong(at + 8);
        }
    };

    private static final int STATE_BITS = PeerState.BYTES * Byte.SIZE;
    private static final long STATE_MASK = (1L << STATE_BITS) - 1;

    private final AddressFamily family;
    private final int wordOffset;
    private final int bytes;

    PeerRecords(AddressFamily family) {
        this.family = family;
        this.wordOffset = family.endpointBytes() - 1;
        this.bytes = family.endpointBytes() + PeerState.BYTES;
    }

    static PeerRecords of(AddressFamily family) {
        return family == AddressFamily.IPV4 ? IPV4 : IPV6;
    }

    abstract boolean isAt(ByteBuffer buffer, int at, long high, long low, int port);

    abstract void write(ByteBuffer buffer, int at, long high, long low, int port, long state);

    abstract void addTo(EndpointList list, ByteBuffer buffer, int at);

    abstract long high(ByteBuffer buffer, int at);

    abstract long low(ByteBuffer buffer, int at);

    AddressFamily family() {
        return family;
    }

    int bytes() {
        return bytes;
    }

    int port(ByteBuffer buffer, int at) {
        return buffer.getShort(at + family.addressBytes()) & 0xffff;
    }

    long state(ByteBuffer buffer, int at) {
        return buffer.getLong(at + wordOffset) & STATE_MASK;
    }

    void state(ByteBuffer buffer, int at, long state) {
        buffer.putLong(at + wordOffset, word(buffer.get(at + wordOffset), state));
    }

    AddressScope scope(ByteBuffer buffer, int at) {
        return AddressScope.of(family, high(buffer, at), low(buffer, at));
    }

    /** Copies records that lie side by side. */
    void copy(ByteBuffer from, int fromAt, ByteBuffer to, int toAt, int count) {
        to.put(toAt, from, fromAt, count * bytes);
    }

    private static long word(int portByte, long state) {
        return ((long) portByte << STATE_BITS) | state;
    }
}
