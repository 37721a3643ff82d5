package io.github.tracker6.udp;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket by its descriptor. Thread-safe. The worker's thread uses the descriptor without a lock, and therefore only it
 * closes it: a number that is closed may be another file's a moment later.
 */
final class NativeSocket implements UdpSocket {
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_RCVTIMEO = 20;
    private static final int SHUT_RD = 0;

    /** How soon a thread sees that it was interrupted, and that it shall end if {@link #wake} does not tell it. */
    private static final long RECEIVE_TIMEOUT_MICROS = 250_000;

    private final int descriptor;
    private final Libc libc = new Libc();
    private final ByteBuffer scratch = SocketAddresses.allocate(64);
    private @Nullable PacketBatch late;
    private boolean closed;
    private int port;

    private NativeSocket(int descriptor) {
        this.descriptor = descriptor;
    }

    static NativeSocket bind(InetSocketAddress address, int receiveBufferBytes, boolean shared) throws IOException {
        InetAddress host = address.getAddress();
        boolean ipv6 = host instanceof Inet6Address;
        boolean wildcard = host.isAnyLocalAddress();
        int opened = open(ipv6 ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET);
        if (opened == -Libc.EAFNOSUPPORT && ipv6 && wildcard) {
            return bind(new InetSocketAddress(anyIpv4(), address.getPort()), receiveBufferBytes, shared);
        }
        NativeSocket socket = new NativeSocket(checked(opened));
        try {
            socket.set(SOL_SOCKET, SO_RCVBUF, receiveBufferBytes);
            socket.setReceiveTimeout();
            if (shared) {
                socket.set(SOL_SOCKET, SO_REUSEPORT, 1);
            }
            if (ipv6) {
                socket.set(Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, wildcard ? 0 : 1);
            }
            if (wildcard) {
                socket.set(
                        ipv6 ? Libc.IPPROTO_IPV6 : Libc.IPPROTO_IP, ipv6 ? Libc.IPV6_RECVPKTINFO : Libc.IP_PKTINFO, 1);
            }
            socket.bindTo(address);
            return socket;
        } catch (IOException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    private static int open(int family) {
        return new Libc().socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }

    static InetAddress anyIpv4() throws IOException {
        return InetAddress.getByAddress(new byte[4]);
    }

    private void bindTo(InetSocketAddress address) throws IOException {
        int length = SocketAddresses.encode(address, zeroed());
        checked(libc.bind(descriptor, SocketAddresses.addressOf(scratch), length));
        int lengthAt = SocketAddresses.MAX_BYTES;
        zeroed().putInt(lengthAt, SocketAddresses.MAX_BYTES);
        long at = SocketAddresses.addressOf(scratch);
        checked(libc.getsockname(descriptor, at, at + lengthAt));
        port = SocketAddresses.port(scratch);
    }

    private void set(int level, int option, int value) throws IOException {
        scratch.putInt(0, value);
        checked(libc.setsockopt(descriptor, level, option, SocketAddresses.addressOf(scratch), Integer.BYTES));
    }

    private void setReceiveTimeout() throws IOException {
        scratch.putLong(0, 0).putLong(Long.BYTES, RECEIVE_TIMEOUT_MICROS);
        checked(libc.setsockopt(
                descriptor, SOL_SOCKET, SO_RCVTIMEO, SocketAddresses.addressOf(scratch), 2 * Long.BYTES));
    }

    private ByteBuffer zeroed() {
        for (int i = 0; i < scratch.capacity(); i++) {
            scratch.put(i, (byte) 0);
        }
        return scratch;
    }

    private static int checked(int result) throws IOException {
        if (result < 0) {
            throw failure(result);
        }
        return result;
    }

    /** Returns what an error of the system is in Java. */
    static IOException failure(int result) {
        String message = Libc.message(result);
        return switch (-result) {
            case Libc.EADDRINUSE, Libc.EADDRNOTAVAIL, Libc.EACCES -> new BindException(message);
            default -> new IOException(message);
        };
    }

    int descriptor() {
        return descriptor;
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized int receiveBufferBytes() throws IOException {
        scratch.putInt(0, 0).putInt(Integer.BYTES, Integer.BYTES);
        long at = SocketAddresses.addressOf(scratch);
        checked(libc.getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, at, at + Integer.BYTES));
        // Linux doubles what it is asked for, for its own needs.
        return scratch.getInt(0) / 2;
    }

    @Override
    public synchronized boolean share() throws IOException {
        set(SOL_SOCKET, SO_REUSEPORT, 1);
        return true;
    }

    @Override
    public UdpWorker worker(UdpHandler handler, UdpStats stats, String name) {
        return new NativeWorker(this, handler, stats, name);
    }

    /** Lets whoever waits for a datagram go; nothing more is received. */
    synchronized void wake() {
        if (!closed) {
            // Linux says that the socket is not connected, and wakes those who wait for datagrams all the same.
            libc.shutdown(descriptor, SHUT_RD);
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            libc.close(descriptor);
        }
    }

    /** Sends one reply, from any thread; returns a negative number if that failed. */
    synchronized int send(PacketBatch.Path path, ByteBuffer reply) {
        if (closed) {
            return -Libc.EBADF;
        }
        PacketBatch batch = late;
        if (batch == null) {
            batch = new PacketBatch(1);
            late = batch;
        }
        batch.reply(path, reply);
        int result;
        do {
            result = batch.send(libc, descriptor, 0);
        } while (result == -Libc.EINTR);
        batch.sent();
        return result;
    }
}
