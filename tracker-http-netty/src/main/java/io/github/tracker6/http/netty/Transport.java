package io.github.tracker6.http.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.socket.SocketProtocolFamily;
import java.util.List;

/** A way of Netty's to the network. */
interface Transport {
    /** Returns what drives an event loop. */
    IoHandlerFactory ioHandlers();

    /**
     * Returns a new listening socket, not yet bound.
     *
     * @param workerLoops what the connections are dealt out to; one where {@link #sharesPorts()}
     */
    Listener open(SocketProtocolFamily family, List<WorkerLoop> workerLoops, ServerContext context);

    /** Returns whether several sockets can share one port, so that each worker accepts for itself. */
    boolean sharesPorts();

    /** Returns native epoll where its classes and its library are there, or else NIO. */
    static Transport best() {
        try {
            if (EpollTransport.isAvailable()) {
                return new EpollTransport();
            }
        } catch (LinkageError e) {
            // its jar is optional
        }
        return new NioTransport();
    }
}
