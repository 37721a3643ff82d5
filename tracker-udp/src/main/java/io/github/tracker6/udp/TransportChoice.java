package io.github.tracker6.udp;

import org.jspecify.annotations.Nullable;

/**
 * The transport that a server uses.
 *
 * @param whyNotNative why the native transport was tried but is not used; null if it is used or was not tried
 */
record TransportChoice(
        DatagramTransport transport, @Nullable String whyNotNative) {
    /**
     * Chooses a transport.
     *
     * @throws UnsupportedOperationException if the native transport was requested and does not work here
     */
    static TransportChoice of(UdpTransport requested) {
        if (requested == UdpTransport.NIO) {
            return new TransportChoice(new NioTransport(), null);
        }
        try {
            return new TransportChoice(NativeTransport.get(), null);
        } catch (UnsupportedOperationException e) {
            if (requested == UdpTransport.NATIVE) {
                throw new UnsupportedOperationException("there is no native UDP transport: " + e.getMessage(), e);
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
