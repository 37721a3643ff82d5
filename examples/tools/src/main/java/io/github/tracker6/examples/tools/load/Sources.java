package io.github.tracker6.examples.tools.load;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;

/**
 * The addresses that one generator announces from. The whole of 127.0.0.0/8 is this machine, so over IPv4 loopback each
 * socket has an address of its own; of every other network the machine has one address, that all sockets share.
 */
final class Sources {
    /** 127.1.0.0: away from the addresses that other programs use. */
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
     * Finds the addresses that reach the target.
     *
     * @param sockets of this generator
     * @param before sockets of the generators before it
     * @throws IOException if the target is out of reach
     */
    static Sources towards(InetSocketAddress target, int sockets, int before) throws IOException {
        if (target.getAddress() instanceof Inet4Address && target.getAddress().isLoopbackAddress()) {
            return new Sources(sockets, true, true, FIRST_LOOPBACK + before, 0, 0);
        }
        try (DatagramChannel probe = DatagramChannel.open().connect(target)) {
            byte[] own =
                    ((InetSocketAddress) probe.getLocalAddress()).getAddress().getAddress();
            ByteBuffer bytes = ByteBuffer.wrap(own);
            return own.length == 4
                    ? new Sources(sockets, true, false, bytes.getInt(), 0, 0)
                    : new Sources(sockets, false, false, 0, bytes.getLong(), bytes.getLong());
        }
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

    /** Returns what a socket binds. */
    InetSocketAddress bindAddress(int socket) {
        ByteBuffer bytes = ipv4
                ? ByteBuffer.allocate(4).putInt(distinct ? first + socket : first)
                : ByteBuffer.allocate(16).putLong(high).putLong(low);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(bytes.array()), 0);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 bytes", e);
        }
    }

    /** Returns the number of an IPv4 address, or -1 where it is none of these. */
    int indexOf(int address) {
        int index = address - first;
        return ipv4 && index >= 0 && index < addresses() ? index : -1;
    }

    /** Returns the number of an IPv6 address, or -1 where it is none of these. */
    int indexOf(long addressHigh, long addressLow) {
        return !ipv4 && addressHigh == high && addressLow == low ? 0 : -1;
    }
}
