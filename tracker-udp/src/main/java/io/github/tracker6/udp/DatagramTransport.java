package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Opens sockets that receive and send datagrams. Thread-safe. */
interface DatagramTransport {
    /** Returns {@link UdpTransport#NIO} or {@link UdpTransport#NATIVE}. */
    UdpTransport kind();

    /** Returns whether a socket on a wildcard address can answer from the address that was asked. */
    boolean servesWildcards();

    /**
     * Opens a socket.
     *
     * @param address port 0 takes a free port
     * @param shared whether it joins other sockets on the address that were {@linkplain UdpSocket#share shared}
     * @throws java.net.BindException if the address is taken or is not this host's. The message is the reason; the
     *     caller adds the address
     */
    UdpSocket bind(InetSocketAddress address, int receiveBufferBytes, boolean shared) throws IOException;
}
