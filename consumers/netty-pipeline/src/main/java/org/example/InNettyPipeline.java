package org.example;

import io.github.tracker6.http.netty.pipeline.TrackerChannelHandler;
import io.github.tracker6.server.TrackerServer;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;

/** The tracker in a Netty pipeline, with UDP beside it. */
final class InNettyPipeline implements AutoCloseable {
    private final TrackerServer tracker;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());

    InNettyPipeline(int port) throws Exception {
        tracker = TrackerServer.builder()
                .listenUdp("[::]:" + port)
                .httpHandler()
                .lan(true)
                .start();
        new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec(), new TrackerChannelHandler(tracker.httpHandler()));
                    }
                })
                .bind("::", port)
                .sync();
    }

    @Override
    public void close() {
        loops.shutdownGracefully().syncUninterruptibly();
        tracker.close();
    }
}
