package io.github.tracker6.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.util.concurrent.EventExecutor;

/** Moves the bytes of a connection through a Netty channel, as its one handler. */
final class ChannelIo extends ChannelInboundHandlerAdapter implements ChannelFutureListener {
    private final HttpConnection connection;

    ChannelIo(HttpConnection connection) {
        this.connection = connection;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        connection.open(new Bound(ctx));
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            connection.received(in.internalNioBuffer(in.readerIndex(), in.readableBytes()));
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        connection.readOn();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            connection.inputEnded();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        connection.failed(cause);
        var unused = ctx.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        connection.leave();
    }

    /** Goes on when the socket took the whole answer, or closes since it never will. */
    @Override
    public void operationComplete(ChannelFuture written) {
        if (!written.isSuccess()) {
            var unused = written.channel().close();
            return;
        }
        try {
            connection.sent();
        } catch (Throwable e) {
            connection.failed(e);
        }
    }

    private final class Bound implements ConnectionIo {
        private final ChannelHandlerContext context;

        Bound(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        public EventExecutor loop() {
            return context.executor();
        }

        @Override
        public long nanoTime() {
            return context.executor().ticker().nanoTime();
        }

        @Override
        public ByteBufAllocator allocator() {
            return context.alloc();
        }

        @Override
        public void read() {
            context.read();
        }

        @Override
        public boolean write(ByteBuf answer, boolean last) {
            ChannelFuture written = context.writeAndFlush(answer);
            if (written.isSuccess()) {
                return true;
            }
            var unused = written.addListener(ChannelIo.this);
            return false;
        }

        @Override
        public void shutdownOutput() {
            if (context.channel() instanceof DuplexChannel duplex) {
                var unused = duplex.shutdownOutput();
            } else {
                close();
            }
        }

        @Override
        public void abort() {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            close();
        }

        @Override
        public void close() {
            var unused = context.close();
        }
    }
}
