package io.github.tracker6.http.netty;

import java.io.IOException;
import java.net.InetSocketAddress;

/** A listening socket, whose connections are served from the moment that it listens. Used by one thread at a time. */
interface Listener {
    /** Lets other sockets of this process listen on the same port, where {@link Transport#sharesPorts()}. */
    void sharePort() throws IOException;

    /**
     * Listens, once.
     *
     * @return the address with the port that the system chose
     */
    InetSocketAddress listen(InetSocketAddress address) throws IOException;

    /** Closes the socket and waits until it is. Idempotent. */
    void close();
}
