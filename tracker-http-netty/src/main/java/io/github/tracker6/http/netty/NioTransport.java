package io.github.tracker6.http.netty;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;

/** The JDK's selectors, on every platform. */
final class NioTransport implements Transport {
    @Override
    public IoHandlerFactory ioHandlers() {
        return NioIoHandler.newFactory();
    }

    @Override
    public Listener open(
            SocketProtocolFamily family, List<WorkerLoop> workerLoops, ServerContext context, Binding binding) {
        return new ChannelListener(newChannel(family), workerLoops, context, binding);
    }

    @Override
    public ServerChannel newChannel(SocketProtocolFamily family) {
        return new NioServerSocketChannel(SelectorProvider.provider(), family);
    }

    @Override
    public boolean sharesPorts() {
        return false;
    }
}
