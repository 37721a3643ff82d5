package io.github.tracker6.udp;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A bound socket. */
interface UdpSocket {
    /** Returns the local address and port: those asked for, unless the IPv4 wildcard had to stand in for the IPv6 one. */
    InetSocketAddress address();

    /** Returns the size of the receive buffer that the kernel granted. */
    int receiveBufferBytes() throws IOException;

    /**
     * Lets other sockets join on the address. Returns false if the system cannot spread datagrams over several sockets.
     */
    boolean share() throws IOException;

    /** Returns the worker that serves the socket. Close the worker then, not the socket. */
    UdpWorker worker(UdpHandler handler, UdpStats stats, String name);

    /** Closes the socket. A failure is ignored: nothing that was sent can be lost. */
    void close();
}
