package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A means to receive and send: opens sockets. Thread-safe. */
interface DatagramTransport {
    /** Returns which one it is. */
    UdpTransport kind();

    /** Returns whether a socket on a wildcard address answers from the address that was asked. */
    boolean servesWildcards();

    /**
     * Opens a socket.
     *
     * @param address port 0 takes a free port
     * @param shared whether it joins others on the address that were {@linkplain UdpSocket#share shared}
     * @throws java.net.BindException if the address cannot be had; the message says why, the address is the caller's to add
     */
    UdpSocket bind(InetSocketAddress address, int receiveBufferBytes, boolean shared) throws IOException;
}
