package io.github.tracker6.http.netty.pipeline;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpTrackerHandler;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Serves announces, scrapes and routes in a pipeline behind an {@code HttpServerCodec}, and passes all other requests on to the
 * handlers behind it:
 *
 * <pre>{@code
 * pipeline.addLast(new HttpServerCodec(8_192, 8_192, 8_192), new TrackerChannelHandler(handler), yours);
 * }</pre>
 *
 * <p>Answers keep the order of their requests, those of the handlers behind it included. From an announce until its answer is
 * in the socket, it reads nothing from the connection: a client that sends and does not read is not served on.
 *
 * <p>It sets no time limits and counts no connections; the pipeline does. Each channel needs an instance of its own. Not
 * thread-safe: it belongs to the event loop of its channel.
 *
 * @since 0.1.0
 */
public final class TrackerChannelHandler extends ChannelDuplexHandler {
    private static final HttpAnswer ADDRESS_UNKNOWN =
            HttpAnswer.of(400, "text/plain", "The address of the client is not known\n");

    private final HttpTrackerHandler handler;
    private final Queue<Object> waiting = new ArrayDeque<>();

    /** A request of the tracker's came in, and its answer is not in the socket. */
    private boolean answering;

    /** What comes next is the body of a request of the tracker's. */
    private boolean skipsBody;

    private boolean drains;
    private boolean readWanted;
    private boolean keepsAlive;
    private boolean informational;

    /** How many requests the handlers behind this one have not answered. */
    private int passedOn;

    private @Nullable HttpAnswer ready;

    /**
     * Makes a handler for one channel.
     *
     * @param handler borrowed; may serve any number of channels
     */
    public TrackerChannelHandler(HttpTrackerHandler handler) {
        this.handler = Objects.requireNonNull(handler, "handler");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (answering || drains || !waiting.isEmpty()) {
            waiting.add(message);
        } else {
            take(ctx, message);
        }
    }

    private void take(ChannelHandlerContext ctx, Object message) {
        if (skipsBody) {
            skipsBody = !(message instanceof LastHttpContent);
            ReferenceCountUtil.release(message);
            return;
        }
        if (message instanceof HttpRequest request) {
            CompletionStage<HttpAnswer> stage = request.decoderResult().isSuccess() ? answer(ctx, request) : null;
            if (stage != null) {
                answering = true;
                skipsBody = !(message instanceof LastHttpContent);
                keepsAlive = HttpUtil.isKeepAlive(request);
                ReferenceCountUtil.release(message);
                var unused = stage.thenAccept(answer -> inLoop(ctx, answer));
                return;
            }
            passedOn++;
        }
        ctx.fireChannelRead(message);
    }

    private @Nullable CompletionStage<HttpAnswer> answer(ChannelHandlerContext ctx, HttpRequest request) {
        try {
            return handler.answerIfServed(
                    request.method().name(), request.uri(), literal(ctx), request.headers()::getAll);
        } catch (IllegalArgumentException e) {
            return ADDRESS_UNKNOWN.done();
        }
    }

    /** Returns "" for a client without an address, such as that of a Unix domain socket. */
    private static String literal(ChannelHandlerContext ctx) {
        InetAddress address =
                ctx.channel().remoteAddress() instanceof InetSocketAddress remote ? remote.getAddress() : null;
        return address == null ? "" : address.getHostAddress();
    }

    private void inLoop(ChannelHandlerContext ctx, HttpAnswer answer) {
        if (ctx.executor().inEventLoop()) {
            answered(ctx, answer);
            return;
        }
        try {
            ctx.executor().execute(() -> answered(ctx, answer));
        } catch (RejectedExecutionException e) {
            // The event loop has ended, and the connection with it.
        }
    }

    private void answered(ChannelHandlerContext ctx, HttpAnswer answer) {
        ready = answer;
        sendInOrder(ctx);
    }

    private void sendInOrder(ChannelHandlerContext ctx) {
        HttpAnswer answer = ready;
        if (answer == null || passedOn > 0) {
            return;
        }
        ready = null;
        DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                Unpooled.wrappedBuffer(answer.body()));
        answer.headers().forEach(response.headers()::set);
        boolean keeps = keepsAlive && HttpUtil.isKeepAlive(response);
        HttpUtil.setKeepAlive(response, keeps);
        var unused =
                ctx.writeAndFlush(response).addListener((ChannelFuture sent) -> sent(ctx, keeps && sent.isSuccess()));
    }

    private void sent(ChannelHandlerContext ctx, boolean keeps) {
        if (!keeps) {
            var unused = ctx.close();
            return;
        }
        answering = false;
        if (drains) {
            return; // the loop below goes on
        }
        drains = true;
        boolean drained = false;
        while (!answering && !waiting.isEmpty()) {
            take(ctx, waiting.remove());
            drained = true;
        }
        drains = false;
        if (drained) {
            ctx.fireChannelReadComplete();
        }
        if (!answering && readWanted) {
            readWanted = false;
            ctx.read();
        }
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (answering) {
            readWanted = true;
        } else {
            ctx.read();
        }
    }

    /** Notes when the handlers behind this one have answered a request. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (message instanceof HttpResponse response) {
            informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
        }
        boolean end = message instanceof LastHttpContent && !informational && passedOn > 0;
        var unused = ctx.write(message, promise);
        if (end) {
            passedOn--;
            sendInOrder(ctx);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        releaseWaiting();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        releaseWaiting();
    }

    private void releaseWaiting() {
        while (!waiting.isEmpty()) {
            ReferenceCountUtil.release(waiting.remove());
        }
    }
}
