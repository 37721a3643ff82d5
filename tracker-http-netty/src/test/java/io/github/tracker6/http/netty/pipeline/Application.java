package io.github.tracker6.http.netty.pipeline;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;

/** The handler behind the tracker: it says what it got, or that it can't be read. A test may make it wait. */
final class Application extends SimpleChannelInboundHandler<HttpObject> {
    boolean waits;
    private String seen = "";
    private HttpResponseStatus status = HttpResponseStatus.OK;

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (message instanceof HttpRequest request) {
            boolean intact = request.decoderResult().isSuccess();
            seen = "application " + request.method() + " " + (intact ? request.uri() : "");
            status = intact ? HttpResponseStatus.OK : HttpResponseStatus.BAD_REQUEST;
        }
        if (message instanceof LastHttpContent && !waits) {
            answer(ctx);
        }
    }

    void answer(ChannelHandlerContext ctx) {
        byte[] body = seen.getBytes(StandardCharsets.ISO_8859_1);
        DefaultFullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        var unused = ctx.writeAndFlush(response);
    }
}
