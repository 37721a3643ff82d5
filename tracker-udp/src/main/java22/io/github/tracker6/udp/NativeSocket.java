package io.github.tracker6.udp;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A socket by its descriptor. Thread-safe. The worker's thread uses the descriptor without a lock, so this thread alone
 * closes it: after a close the number may belong to another file.
 */
final class NativeSocket implements UdpSocket {
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVBUF = 8;
    private static final int SO_REUSEPORT = 15;
    private static final int SO_RCVTIMEO = 20;
    private static final int SHUT_RD = 0;

    /**
     * The longest time until a thread notices that it was interrupted, or that it shall end and {@link #wake} failed.
     */
    private static final long RECEIVE_TIMEOUT_MICROS = 250_000;

    private final int descriptor;
    private final Libc libc = new Libc();
    private final ByteBuffer scratch = SocketAddresses.allocate(64);
    private @Nullable PacketBatch lateBatch;
    private boolean closed;
    private final InetAddress host;
    private int port;

    private NativeSocket(int descriptor, InetAddress host) {
        this.descriptor = descriptor;
        this.host = host;
    }

    /** Opens a socket. The IPv4 wildcard stands in for the IPv6 one only if that fails for want of IPv6. */
    static NativeSocket bind(InetSocketAddress address, int receiveBufferBytes, boolean shared) throws IOException {
        InetAddress host = address.getAddress();
        boolean ipv6 = host instanceof Inet6Address;
        boolean wildcard = host.isAnyLocalAddress();
        int opened = open(ipv6 ? SocketAddresses.AF_INET6 : SocketAddresses.AF_INET);
        if (opened == -Libc.EAFNOSUPPORT && ipv6 && wildcard) {
            return bindIpv4(address.getPort(), receiveBufferBytes, shared);
        }
        NativeSocket socket = new NativeSocket(check(opened), host);
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
            int bound = socket.bindTo(address);
            if (bound == -Libc.EADDRNOTAVAIL && ipv6 && wildcard) {
                socket.close();
                return bindIpv4(address.getPort(), receiveBufferBytes, shared);
            }
            check(bound);
            socket.readPort();
            return socket;
        } catch (Throwable e) {
            socket.close();
            throw e;
        }
    }

    private static NativeSocket bindIpv4(int port, int receiveBufferBytes, boolean shared) throws IOException {
        return bind(new InetSocketAddress(anyIpv4(), port), receiveBufferBytes, shared);
    }

    private static int open(int family) {
        return new Libc().socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    }

    static InetAddress anyIpv4() throws IOException {
        return InetAddress.getByAddress(new byte[4]);
    }

    private int bindTo(InetSocketAddress address) {
        int length = SocketAddresses.encode(address, clearScratch());
        return libc.bind(descriptor, SocketAddresses.addressOf(scratch), length);
    }

    private void readPort() throws IOException {
        int lengthAt = SocketAddresses.MAX_BYTES;
        clearScratch().putInt(lengthAt, SocketAddresses.MAX_BYTES);
        long at = SocketAddresses.addressOf(scratch);
        check(libc.getsockname(descriptor, at, at + lengthAt));
        port = SocketAddresses.port(scratch);
    }

    private void set(int level, int option, int value) throws IOException {
        scratch.putInt(0, value);
        check(libc.setsockopt(descriptor, level, option, SocketAddresses.addressOf(scratch), Integer.BYTES));
    }

    private void setReceiveTimeout() throws IOException {
        scratch.putLong(0, 0).putLong(Long.BYTES, RECEIVE_TIMEOUT_MICROS);
        check(libc.setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, SocketAddresses.addressOf(scratch), 2 * Long.BYTES));
    }

    private ByteBuffer clearScratch() {
        for (int i = 0; i < scratch.capacity(); i++) {
            scratch.put(i, (byte) 0);
        }
        return scratch;
    }

    private static int check(int result) throws IOException {
        if (result < 0) {
            throw exceptionOf(result);
        }
        return result;
    }

    /** Returns the exception for a negative error number. */
    static IOException exceptionOf(int result) {
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
    public InetSocketAddress address() {
        return new InetSocketAddress(host, port);
    }

    @Override
    public synchronized int receiveBufferBytes() throws IOException {
        scratch.putInt(0, 0).putInt(Integer.BYTES, Integer.BYTES);
        long at = SocketAddresses.addressOf(scratch);
        check(libc.getsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, at, at + Integer.BYTES));
        // Linux doubles the size that was asked for and uses the second half itself.
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

    /** Ends a receive call that waits for a datagram. Nothing is received from now on. */
    synchronized void wake() {
        if (!closed) {
            // Linux reports that the socket is not connected, but it also ends the receive call.
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

    /** Sends one reply. Any thread may call it. Returns a negative error number if it failed. */
    synchronized int send(PacketBatch.Path path, ByteBuffer reply) {
        if (closed) {
            return -Libc.EBADF;
        }
        PacketBatch batch = lateBatch;
        if (batch == null) {
            batch = new PacketBatch(1);
            lateBatch = batch;
        }
        batch.addReply(path, reply);
        try {
            int result;
            do {
                result = batch.send(libc, descriptor, 0);
            } while (result == -Libc.EINTR);
            return result;
        } finally {
            batch.clearReplies();
        }
    }
}
