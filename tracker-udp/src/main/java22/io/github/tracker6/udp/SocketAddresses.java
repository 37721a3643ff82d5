package io.github.tracker6.udp;

import java.lang.foreign.MemorySegment;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Encodes {@code sockaddr_in} and {@code sockaddr_in6}. The family is in the machine's byte order, the other fields are
 * big-endian.
 */
final class SocketAddresses {
    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    /** The bytes of the longest one, for IPv6. */
    static final int MAX_BYTES = 28;

    static final int PORT_AT = 2;
    static final int IPV4_ADDRESS_AT = 4;
    static final int IPV6_ADDRESS_AT = 8;

    private static final int IPV6_SCOPE_AT = 24;
    private static final int IPV4_BYTES = 16;

    private SocketAddresses() {}

    /** Returns zeroed memory in the machine's byte order; its address does not change. */
    static ByteBuffer allocate(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** Returns the memory address of a direct buffer. */
    static long addressOf(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer.duplicate().clear()).address();
    }

    /**
     * Encodes an address.
     *
     * @param into zeroed, in the machine's byte order
     * @return its bytes
     */
    static int encode(InetSocketAddress address, ByteBuffer into) {
        InetAddress host = address.getAddress();
        boolean ipv6 = host instanceof Inet6Address;
        into.putShort(0, (short) (ipv6 ? AF_INET6 : AF_INET));
        into.put(PORT_AT, (byte) (address.getPort() >>> 8)).put(PORT_AT + 1, (byte) address.getPort());
        into.put(ipv6 ? IPV6_ADDRESS_AT : IPV4_ADDRESS_AT, host.getAddress());
        if (host instanceof Inet6Address inet6) {
            into.putInt(IPV6_SCOPE_AT, inet6.getScopeId());
        }
        return ipv6 ? MAX_BYTES : IPV4_BYTES;
    }

    /** Returns the port of an encoded address. */
    static int port(ByteBuffer encoded) {
        return ((encoded.get(PORT_AT) & 0xff) << 8) | (encoded.get(PORT_AT + 1) & 0xff);
    }
}
