package io.github.tracker6.udp;

import org.jspecify.annotations.Nullable;

/**
 * The transport that a server uses.
 *
 * @param whyNotNative what the native one lacks, if it was looked for in vain
 */
record TransportChoice(
        DatagramTransport transport, @Nullable String whyNotNative) {
    /**
     * Chooses.
     *
     * @throws UnsupportedOperationException if the native one is asked for and cannot be had
     */
    static TransportChoice of(UdpTransport asked) {
        if (asked == UdpTransport.NIO) {
            return new TransportChoice(new NioTransport(), null);
        }
        try {
            return new TransportChoice(NativeTransport.get(), null);
        } catch (UnsupportedOperationException e) {
            if (asked == UdpTransport.NATIVE) {
                throw new UnsupportedOperationException("there is no native UDP transport: " + e.getMessage(), e);
            }
            return new TransportChoice(new NioTransport(), e.getMessage());
        }
    }

    /** Returns what an operator reads about it. */
    String description() {
        if (transport.kind() == UdpTransport.NATIVE) {
            return "native transport (recvmmsg, sendmmsg)";
        }
        return whyNotNative == null ? "NIO transport" : "NIO transport (not the native one: " + whyNotNative + ")";
    }
}
