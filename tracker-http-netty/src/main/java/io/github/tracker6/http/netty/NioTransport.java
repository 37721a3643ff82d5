package io.github.tracker6.http.netty;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.nio.channels.spi.SelectorProvider;
import java.util.List;
import java.util.concurrent.ThreadFactory;

/** The JDK's selectors, on every platform, through what Netty 4.1 and 4.2 both have. */
final class NioTransport implements Transport {
    @Override
    @SuppressWarnings("deprecation") // what replaces it came with Netty 4.2
    public EventLoopGroup newLoops(int workers, ThreadFactory threads) {
        return new NioEventLoopGroup(workers, threads);
    }

    @Override
    public Listener open(
            StandardProtocolFamily family, List<WorkerLoop> workerLoops, ServerContext context, Binding binding)
            throws IOException {
        return new ChannelListener(newChannel(family), workerLoops, context, binding);
    }

    @Override
    public ServerChannel newChannel(StandardProtocolFamily family) throws IOException {
        return new NioServerSocketChannel(SelectorProvider.provider().openServerSocketChannel(family));
    }

    @Override
    public boolean sharesPorts() {
        return false;
    }
}
