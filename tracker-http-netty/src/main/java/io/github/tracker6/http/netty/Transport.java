package io.github.tracker6.http.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import java.util.List;

/** One of Netty's transports. */
interface Transport {
    /** Returns what drives an event loop. */
    IoHandlerFactory ioHandlers();

    /**
     * Returns a new listening socket, not yet bound.
     *
     * @param workerLoops serve the connections in turn; one if {@link #sharesPorts()}
     * @param binding how connections are served there
     */
    Listener open(SocketProtocolFamily family, List<WorkerLoop> workerLoops, ServerContext context, Binding binding);

    /** Returns a new listening channel, not yet bound: what serves TLS, on every platform. */
    ServerChannel newChannel(SocketProtocolFamily family);

    /** Returns whether several sockets can share one port, so that each worker accepts for itself. */
    boolean sharesPorts();

    /** Returns native epoll if its classes and its library are present, and NIO otherwise. */
    static Transport best() {
        try {
            if (EpollTransport.isAvailable()) {
                return new EpollTransport();
            }
        } catch (LinkageError e) {
            // the jar of its classes is optional
        }
        return new NioTransport();
    }
}
