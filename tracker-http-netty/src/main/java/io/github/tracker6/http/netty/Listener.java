package io.github.tracker6.http.netty;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A listening socket. Its connections are served as soon as it listens. Used by one thread at a time. */
interface Listener {
    /** Lets other sockets of this process listen on the same port, if {@link Transport#sharesPorts()}. */
    void sharePort() throws IOException;

    /**
     * Listens, once.
     *
     * @return the address with the port that the system chose
     */
    InetSocketAddress listen(InetSocketAddress address) throws IOException;

    /** Returns whether the socket is open, and the thread runs that accepts its connections. Thread-safe. */
    boolean isOpen();

    /** Closes the socket, and returns when it is closed. Idempotent. */
    void close();
}
