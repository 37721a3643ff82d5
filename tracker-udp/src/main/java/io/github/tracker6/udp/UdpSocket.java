package io.github.tracker6.udp;

import java.io.IOException;

/** A socket that is bound. */
interface UdpSocket {
    /** Returns the port that it has. */
    int port();

    /** Returns what the kernel gave of the receive buffer asked for. */
    int receiveBufferBytes() throws IOException;

    /** Lets others join on the address; returns false where the system can't spread datagrams over several. */
    boolean share() throws IOException;

    /** Returns what serves it; from then on the socket is closed through the worker. */
    UdpWorker worker(UdpHandler handler, UdpStats stats, String name);

    /** Closes it. A failure to do so is of no consequence: nothing that was sent can be lost. */
    void close();
}
