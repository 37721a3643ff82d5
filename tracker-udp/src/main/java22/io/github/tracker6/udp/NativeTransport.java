package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteOrder;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sockets of Linux, see {@link UdpTransport#NATIVE}. */
final class NativeTransport implements DatagramTransport {
    private static final Set<String> ARCHITECTURES = Set.of("amd64", "x86_64", "aarch64");

    private NativeTransport() {}

    /**
     * Returns the native transport, the same each time.
     *
     * @throws UnsupportedOperationException saying what it lacks
     */
    static DatagramTransport get() {
        if (Probe.LACK != null) {
            throw new UnsupportedOperationException(Probe.LACK);
        }
        return Probe.TRANSPORT;
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

    /** Tried out once per JVM, on first use. */
    private static final class Probe {
        private static final int DATAGRAM_BYTES = 8;
        static final DatagramTransport TRANSPORT = new NativeTransport();
        static final @Nullable String LACK = lack();

        private static @Nullable String lack() {
            String system = System.getProperty("os.name");
            String architecture = System.getProperty("os.arch");
            if (!"Linux".equals(system)
                    || !ARCHITECTURES.contains(architecture)
                    || ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
                return "it needs Linux on x86-64 or AArch64, not " + system + " on " + architecture;
            }
            try {
                return tryOut() ? null : "a datagram sent to this host itself did not come back";
            } catch (IOException | RuntimeException | LinkageError e) {
                return reason(e);
            }
        }

        /** Sends a datagram to itself, and answers it. */
        private static boolean tryOut() throws IOException {
            NativeSocket socket = NativeSocket.bind(new InetSocketAddress(NativeSocket.anyIpv4(), 0), 1 << 16, false);
            try {
                InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
                InetSocketAddress itself = new InetSocketAddress(loopback, socket.port());
                Libc libc = new Libc();
                PacketBatch batch = new PacketBatch(1);
                batch.reply(PacketBatch.Path.to(itself), SocketAddresses.allocate(DATAGRAM_BYTES));
                if (!comesBack(batch, libc, socket.descriptor())) {
                    return false;
                }
                batch.reply(0, DATAGRAM_BYTES);
                return comesBack(batch, libc, socket.descriptor());
            } finally {
                socket.close();
            }
        }

        private static boolean comesBack(PacketBatch batch, Libc libc, int descriptor) throws IOException {
            int sent = batch.send(libc, descriptor, 0);
            batch.sent();
            int received = sent < 0 ? sent : batch.receive(libc, descriptor);
            if (received < 0) {
                throw NativeSocket.failure(received);
            }
            return batch.packet(0).limit() == DATAGRAM_BYTES && batch.knowsAddressAsked(0);
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
