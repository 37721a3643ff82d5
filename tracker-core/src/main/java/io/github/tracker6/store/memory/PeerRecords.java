package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.EndpointList;
import io.github.tracker6.address.AddressScope;
import java.nio.ByteBuffer;

/**
 * How a peer lies in memory, big-endian: address, port (2 bytes), {@link PeerState} (7 bytes). 13 bytes for IPv4, 25 for
 * IPv6. The state is read and written together with the byte in front, the port's lower one, as one word.
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
            buffer.putLong(at + 5, behind(port, state));
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
            buffer.putLong(at + 17, behind(port, state));
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

    private static final int META_BITS = PeerState.BYTES * Byte.SIZE;
    private static final long META_MASK = (1L << META_BITS) - 1;

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
        return buffer.getLong(at + wordOffset) & META_MASK;
    }

    void state(ByteBuffer buffer, int at, long state) {
        buffer.putLong(at + wordOffset, behind(buffer.get(at + wordOffset), state));
    }

    AddressScope scope(ByteBuffer buffer, int at) {
        return AddressScope.of(family, high(buffer, at), low(buffer, at));
    }

    /** Copies records from one place to another. */
    void copy(ByteBuffer from, int fromAt, ByteBuffer to, int toAt, int count) {
        to.put(toAt, from, fromAt, count * bytes);
    }

    private static long behind(int portByte, long state) {
        return ((long) portByte << META_BITS) | state;
    }
}
