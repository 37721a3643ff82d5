package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Opens sockets of Linux, see {@link UdpTransport#NATIVE}. */
final class NativeTransport implements DatagramTransport {
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

    private NativeTransport() {}

    /**
     * Returns the native transport, always the same one.
     *
     * @throws UnsupportedOperationException if it does not work here; the message is the reason
     */
    static DatagramTransport get() {
        if (SelfTest.OBSTACLE != null) {
            throw new UnsupportedOperationException(SelfTest.OBSTACLE);
        }
        return SelfTest.TRANSPORT;
    }

    @Override
    public UdpTransport kind() {
        return UdpTransport.NATIVE;
    }

    @Override
    public boolean servesWildcards() {
        return true;
    }

    @Override
    public UdpSocket bind(InetSocketAddress address, int receiveBufferBytes, boolean shared) throws IOException {
        return NativeSocket.bind(address, receiveBufferBytes, shared);
    }

    /** Tests the transport once per JVM, on first use. */
    private static final class SelfTest {
        private static final int DATAGRAM_BYTES = 8;
        private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
        private static final byte[] IPV4_LOOPBACK = {127, 0, 0, 1};
        static final DatagramTransport TRANSPORT = new NativeTransport();
        static final @Nullable String OBSTACLE = obstacle();

        private static @Nullable String obstacle() {
            String system = System.getProperty("os.name");
            String architecture = System.getProperty("os.arch");
            if (!"Linux".equals(system)
                    || !ARCHITECTURES.contains(architecture)
                    || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
                return "it needs Linux on x86-64 or AArch64, not " + system + " on " + architecture;
            }
            try {
                String ipv6 = obstacleOf(IPV6_LOOPBACK, new byte[16]);
                return ipv6 == null ? null : obstacleOf(IPV4_LOOPBACK, new byte[4]);
            } catch (RuntimeException | LinkageError e) {
                return reason(e); // of the Java runtime, and so of both families
            }
        }

        /** Returns why the transport does not work with one family; null if it does. A host may have one family only. */
        private static @Nullable String obstacleOf(byte[] loopback, byte[] wildcard) {
            try {
                return passes(InetAddress.getByAddress(loopback), InetAddress.getByAddress(wildcard))
                        ? null
                        : "a datagram sent to this host itself did not come back";
            } catch (IOException e) {
                return reason(e);
            }
        }

        /** Sends a datagram to the socket that sends it, and answers it. */
        private static boolean passes(InetAddress loopback, InetAddress wildcard) throws IOException {
            NativeSocket socket = NativeSocket.bind(new InetSocketAddress(wildcard, 0), 1 << 16, false);
            try {
                InetSocketAddress itself =
                        new InetSocketAddress(loopback, socket.address().getPort());
                Libc libc = new Libc();
                PacketBatch batch = new PacketBatch(1);
                batch.addReply(PacketBatch.Path.to(itself), SocketAddresses.allocate(DATAGRAM_BYTES));
                if (!arrives(batch, libc, socket.descriptor())) {
                    return false;
                }
                batch.addReply(0, DATAGRAM_BYTES);
                return arrives(batch, libc, socket.descriptor());
            } finally {
                socket.close();
            }
        }

        private static boolean arrives(PacketBatch batch, Libc libc, int descriptor) throws IOException {
            int sent = batch.send(libc, descriptor, 0);
            batch.clearReplies();
            int received = sent < 0 ? sent : batch.receive(libc, descriptor);
            if (received < 0) {
                throw NativeSocket.exceptionOf(received);
            }
            return batch.packet(0).limit() == DATAGRAM_BYTES && batch.hasLocalAddress(0);
        }

        private static String reason(Throwable e) {
            Throwable cause = e instanceof ExceptionInInitializerError && e.getCause() != null ? e.getCause() : e;
            if (cause instanceof IllegalCallerException) {
                return "native access is denied; allow it with --enable-native-access";
            }
            String message = cause.getMessage();
            return message != null ? message : cause.toString();
        }
    }
}
