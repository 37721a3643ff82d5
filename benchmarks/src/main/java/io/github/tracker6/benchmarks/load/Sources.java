package io.github.tracker6.benchmarks.load;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import org.jspecify.annotations.Nullable;

/**
 * The addresses from which one generator announces. Over IPv4 loopback each socket has its own address, because all of
 * 127.0.0.0/8 belongs to this machine. Otherwise all sockets share one address, unless the first of several consecutive
 * addresses is given. Immutable.
 */
final class Sources {
    /** 127.1.0.0: other programs seldom use the addresses from there on. */
    private static final int FIRST_LOOPBACK = 0x7f010000;

    private final int sockets;
    private final boolean ipv4;
    private final boolean distinct;
    private final int first;
    private final long high;
    private final long low;

    private Sources(int sockets, boolean ipv4, boolean distinct, int first, long high, long low) {
        this.sockets = sockets;
        this.ipv4 = ipv4;
        this.distinct = distinct;
        this.first = first;
        this.high = high;
        this.low = low;
    }

    /**
     * Returns the addresses for a target.
     *
     * @param firstSource the first of consecutive addresses of this machine; null to use the address of the route
     * @param sockets the number of sockets of this generator
     * @param before the number of sockets of the generators before it
     * @throws IOException if there is no route to the target
     */
    static Sources towards(@Nullable InetAddress firstSource, InetSocketAddress target, int sockets, int before)
            throws IOException {
        if (firstSource != null) {
            return of(firstSource, sockets, before, true);
        }
        if (target.getAddress() instanceof Inet4Address && target.getAddress().isLoopbackAddress()) {
            return new Sources(sockets, true, true, FIRST_LOOPBACK + before, 0, 0);
        }
        try (DatagramChannel probe = DatagramChannel.open().connect(target)) {
            return of(((InetSocketAddress) probe.getLocalAddress()).getAddress(), sockets, 0, false);
        }
    }

    private static Sources of(InetAddress address, int sockets, int before, boolean distinct) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.capacity() == 4
                ? new Sources(sockets, true, distinct, bytes.getInt() + before, 0, 0)
                : new Sources(sockets, false, distinct, 0, bytes.getLong(), bytes.getLong() + before);
    }

    int sockets() {
        return sockets;
    }

    boolean ipv4() {
        return ipv4;
    }

    /** Returns the number of addresses: one per socket, or one. */
    int addresses() {
        return distinct ? sockets : 1;
    }

    /** Returns the address to which a socket is bound. */
    InetSocketAddress bindAddress(int socket) {
        ByteBuffer bytes = ipv4
                ? ByteBuffer.allocate(4).putInt(distinct ? first + socket : first)
                : ByteBuffer.allocate(16).putLong(high).putLong(distinct ? low + socket : low);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), 0);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 bytes", e);
        }
    }

    /** Returns the index of an IPv4 address, or -1 if it is none of these. */
    int indexOf(int address) {
        int index = address - first;
        return ipv4 && index >= 0 && index < addresses() ? index : -1;
    }

    /** Returns the index of an IPv6 address, or -1 if it is none of these. */
    int indexOf(long addressHigh, long addressLow) {
        long index = addressLow - low;
        return !ipv4 && addressHigh == high && index >= 0 && index < addresses() ? (int) index : -1;
    }
}
