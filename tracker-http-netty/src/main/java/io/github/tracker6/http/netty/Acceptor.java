package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Accepts the connections of one listening socket, within the caps, and deals them out to the workers in turn. */
final class Acceptor extends ChannelInboundHandlerAdapter {
    private final List<WorkerLoop> workerLoops;
    private final ServerContext context;
    private final Binding listener;
    private final MaxMessagesRecvByteBufAllocator reads =
            new FixedRecvByteBufAllocator(HttpConnection.READ_BYTES).maxMessagesPerRead(1);
    private int turn;

    Acceptor(List<WorkerLoop> workerLoops, ServerContext context, Binding listener) {
        this.workerLoops = List.copyOf(workerLoops);
        this.context = context;
        this.listener = listener;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        Channel child = (Channel) message;
        if (!(child.remoteAddress() instanceof InetSocketAddress remote)) {
            child.unsafe().closeForcibly(); // the client is gone already
            return;
        }
        WorkerLoop workerLoop = workerLoops.get(turn);
        turn = (turn + 1) % workerLoops.size();
        HttpConnection connection = null;
        try {
            connection = HttpConnection.admit(workerLoop.worker(), listener, Endpoint.of(remote.getAddress(), 0));
            if (connection == null) {
                child.unsafe().closeForcibly();
            } else {
                serve(child, workerLoop, connection);
            }
        } catch (Throwable e) {
            context.failures().recordAccept(e);
            giveUp(child, connection);
        }
    }

    private void serve(Channel child, WorkerLoop workerLoop, HttpConnection connection) {
        child.config().setAutoRead(false);
        child.config().setRecvByteBufAllocator(reads);
        child.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        child.config().setOption(ChannelOption.SO_SNDBUF, context.limits().socketBufferBytes());
        child.pipeline().addLast(new ChannelIo(connection, listener.tls()));
        ChannelFuture registered = workerLoop.loop().register(child);
        if (!registered.isDone() || !registered.isSuccess()) {
            var unused = registered.addListener((ChannelFutureListener) future -> {
                if (!future.isSuccess()) {
                    giveUp(child, connection);
                }
            });
        }
    }

    private static void giveUp(Channel child, @Nullable HttpConnection connection) {
        child.unsafe().closeForcibly();
        if (connection != null) {
            connection.leave();
        }
    }

    /** Accepts no connections for a while, as a rule for want of file descriptors. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        context.failures().recordAccept(cause);
        Channel listener = ctx.channel();
        // In this order: without memory for the task there is no pause.
        var unused = ctx.executor()
                .schedule(() -> listener.config().setAutoRead(true), HttpFailures.PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        listener.config().setAutoRead(false);
    }
}
