package io.github.tracker6.udp;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The transport that a server uses.
 *
 * @param whyNotNative why {@code AUTO} did not use the native one; null where it did, and where another one was asked for
 */
record TransportChoice(
        DatagramTransport transport, @Nullable String whyNotNative) {
    /**
     * Chooses. The first choice of a JVM that may be the native transport sends datagrams to itself.
     *
     * @throws IOException if the native one is asked for and its self-test fails; the message says why
     */
    static TransportChoice of(UdpTransport asked) throws IOException {
        if (asked == UdpTransport.NIO) {
            return new TransportChoice(new NioTransport(), null);
        }
        try {
            return new TransportChoice(NativeTransport.get(), null);
        } catch (UnsupportedOperationException e) {
            if (asked == UdpTransport.NATIVE) {
                throw new IOException("there is no native UDP transport: " + e.getMessage(), e);
            }
            return new TransportChoice(new NioTransport(), e.getMessage());
        }
    }

    /** Returns the text for the log. */
    String description() {
        if (transport.kind() == UdpTransport.NATIVE) {
            return "native transport (recvmmsg, sendmmsg)";
        }
        return whyNotNative == null ? "NIO transport" : "NIO transport (not the native one: " + whyNotNative + ")";
    }
}
