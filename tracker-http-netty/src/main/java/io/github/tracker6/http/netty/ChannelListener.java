package io.github.tracker6.http.netty;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/** Listens with a Netty channel. */
final class ChannelListener implements Listener {
    private final ServerChannel channel;
    private final WorkerLoop workerLoop;

    /**
     * Makes a listener.
     *
     * @param channel new
     * @param workerLoops serve the connections in turn; the first accepts them
     */
    ChannelListener(ServerChannel channel, List<WorkerLoop> workerLoops, ServerContext context, Binding binding) {
        this.channel = channel;
        this.workerLoop = workerLoops.get(0);
        channel.config().setOption(ChannelOption.SO_RCVBUF, context.limits().socketBufferBytes()); // inherited
        channel.pipeline().addLast(new Acceptor(workerLoops, context, binding));
    }

    @Override
    public void sharePort() {
        throw new UnsupportedOperationException("this transport shares no ports");
    }

    @Override
    public InetSocketAddress listen(InetSocketAddress address) throws IOException {
        await(workerLoop.loop().register(channel));
        await(channel.bind(address));
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public boolean isOpen() {
        return channel.isActive() && !workerLoop.loop().isShuttingDown();
    }

    private static void await(ChannelFuture future) throws IOException {
        future.awaitUninterruptibly();
        Throwable cause = future.cause();
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
    }
}
