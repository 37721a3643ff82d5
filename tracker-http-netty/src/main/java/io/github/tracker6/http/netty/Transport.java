package io.github.tracker6.http.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** One of Netty's transports. */
interface Transport {
    /** Starts event loops, one for each worker. */
    EventLoopGroup newLoops(int workers, ThreadFactory threads);

    /**
     * Returns a new listening socket, not yet bound.
     *
     * @param workerLoops serve the connections in turn; one if {@link #sharesPorts()}
     * @param binding how connections are served there
     */
    Listener open(StandardProtocolFamily family, List<WorkerLoop> workerLoops, ServerContext context, Binding binding)
            throws IOException;

    /** Returns a new listening channel, not yet bound: what serves TLS, on every platform. */
    ServerChannel newChannel(StandardProtocolFamily family) throws IOException;

    /** Returns whether several sockets can share one port, so that each worker accepts for itself. */
    boolean sharesPorts();

    /** Returns native epoll if its classes and its library are present, with Netty 4.2, and NIO otherwise. */
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
