package io.github.tracker6.http.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.concurrent.EventExecutor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Moves the bytes of a connection through a Netty channel, as its one handler, or behind that of TLS. */
final class ChannelIo extends ChannelInboundHandlerAdapter implements ChannelFutureListener {
    private final HttpConnection connection;
    private final @Nullable TlsCertificate tls;

    /**
     * Makes an instance.
     *
     * @param tls null for a connection without TLS
     */
    ChannelIo(HttpConnection connection, @Nullable TlsCertificate tls) {
        this.connection = connection;
        this.tls = tls;
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

    /** TLS writes by itself, for one when the client asks for new keys: that waits here for a client that reads nothing. */
    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!ctx.channel().isWritable()) {
            connection.outputWaits();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE || event == SslCloseCompletionEvent.SUCCESS) {
            connection.inputEnded();
        } else if (event instanceof SslHandshakeCompletionEvent handshake && !handshake.isSuccess()) {
            connection.handshakeFailed();
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A decoder wraps what fails in it; that a client breaks the rules of TLS is an IOException as a lost
        // connection is.
        connection.failed(cause instanceof DecoderException && cause.getCause() != null ? cause.getCause() : cause);
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

    private static void endSocketOutput(DuplexChannel channel) {
        var unused = channel.shutdownOutput();
    }

    private final class Bound implements ConnectionIo {
        private final ChannelHandlerContext context;
        private @Nullable SslHandler encryption;

        Bound(ChannelHandlerContext context) {
            this.context = context;
        }

        @Override
        public EventExecutor loop() {
            return context.executor();
        }

        @Override
        public long nanoTime() {
            return NettyVersion.nanoTime(context.executor());
        }

        @Override
        public ByteBufAllocator allocator() {
            return context.alloc();
        }

        @Override
        public void beginTls(byte[] bytes, int from, int to) {
            SslHandler handler = Objects.requireNonNull(tls, "tls").newHandler(context.alloc());
            encryption = handler;
            context.pipeline().addFirst(handler);
            context.pipeline().fireChannelRead(Unpooled.copiedBuffer(bytes, from, to - from));
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
            if (!(context.channel() instanceof DuplexChannel duplex)) {
                close();
            } else if (encryption == null) {
                endSocketOutput(duplex);
            } else {
                var unused = encryption.closeOutbound().addListener(closed -> endSocketOutput(duplex));
            }
        }

        @Override
        public void abort() {
            context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
            var unused =
                    context.pipeline().firstContext().close(); // without the end of TLS, which would have to be sent
        }

        @Override
        public void close() {
            var unused = context.close();
        }
    }
}
