package io.github.tracker6.http.netty.pipeline;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.testkit.HttpEmbedding;
import io.github.tracker6.testkit.HttpEmbeddingContract;
import io.github.tracker6.testkit.HttpOddity;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** The tracker in a Netty pipeline of the application's own. */
class TrackerChannelHandlerIT extends HttpEmbeddingContract {
    @Override
    protected HttpEmbedding start(HttpEmbedding.Setup setup) throws Exception {
        return new Pipelines(setup);
    }

    @Override
    protected Set<HttpOddity> refusals() {
        return Set.of();
    }

    private static final class Pipelines implements HttpEmbedding {
        @SuppressWarnings("deprecation") // what replaces it came with Netty 4.2
        private final EventLoopGroup group = new NioEventLoopGroup(1);

        private final Map<AddressFamily, Channel> listeners = new EnumMap<>(AddressFamily.class);

        Pipelines(Setup setup) throws Exception {
            HttpTrackerHandler handler = HttpTrackerHandler.builder(setup.tracker())
                    .lan(true)
                    .sourceRate(1, setup.sourceBurst())
                    .trustedProxies(
                            setup.trustsLoopback()
                                    ? List.of(Cidr.parse("::1/128"), Cidr.parse("127.0.0.0/8"))
                                    : List.of())
                    .route(request -> request.path().equals(setup.pagePath())
                            ? HttpAnswer.of(200, "text/plain", setup.page()).done()
                            : null)
                    .build();
            ServerBootstrap bootstrap = new ServerBootstrap()
                    .group(group)
                    .channel(NioServerSocketChannel.class)
                    .childHandler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(
                                            new HttpServerCodec(8_192, 8_192, 8_192),
                                            new TrackerChannelHandler(handler),
                                            new Application());
                        }
                    });
            for (AddressFamily family : AddressFamily.values()) {
                String host = family == AddressFamily.IPV6 ? "::1" : "127.0.0.1";
                InetSocketAddress address = new InetSocketAddress(InetAddress.getByName(host), 0);
                listeners.put(family, bootstrap.bind(address).sync().channel());
            }
        }

        @Override
        public InetSocketAddress address(AddressFamily family) {
            return (InetSocketAddress) listeners.get(family).localAddress();
        }

        @Override
        public void close() {
            group.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
