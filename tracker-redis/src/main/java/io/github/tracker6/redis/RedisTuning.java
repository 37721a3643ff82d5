package io.github.tracker6.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.ClusterTopologyRefreshOptions;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import io.lettuce.core.resource.EpollProvider;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** How clients of our own are set, and the channels that they have open. Thread-safe. */
final class RedisTuning implements NettyCustomizer {
    /** How long connecting, and each step of the handshake, may take. */
    static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    private static final Duration RECONNECT_MIN = Duration.ofMillis(10);
    private static final Duration RECONNECT_MAX = Duration.ofMillis(500);
    private static final Duration TOPOLOGY_PERIOD = Duration.ofSeconds(10);
    private static final Duration TOPOLOGY_PAUSE = Duration.ofSeconds(1);
    private static final Duration TCP_LIMIT = Duration.ofSeconds(5);
    /**
     * After so many writes to one server there is a system call, though more replies are there to be seen to: Redis is to have
     * work meanwhile. A write is a batch of announces.
     */
    private static final int FLUSH_AFTER = 4;

    /** The same for a node of a Cluster, where a write is a command. */
    private static final int CLUSTER_FLUSH_AFTER = 256;

    private final int flushAfter;
    private final Set<Channel> channels = ConcurrentHashMap.newKeySet();

    private RedisTuning(int flushAfter) {
        this.flushAfter = flushAfter;
    }

    static RedisTuning ofServer() {
        return new RedisTuning(FLUSH_AFTER);
    }

    static RedisTuning ofCluster() {
        return new RedisTuning(CLUSTER_FLUSH_AFTER);
    }

    /** Makes the threads and timers of a client. */
    ClientResources newResources() {
        return DefaultClientResources.builder()
                .nettyCustomizer(this)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .reconnectDelay(() -> Delay.fullJitter(RECONNECT_MIN, RECONNECT_MAX, 10, TimeUnit.MILLISECONDS))
                .build();
    }

    static ClientOptions options(int requestQueueSize, SslOptions ssl) {
        return ClientOptions.builder()
                .autoReconnect(true)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                .protocolVersion(ProtocolVersion.RESP2)
                .requestQueueSize(requestQueueSize)
                .socketOptions(socketOptions())
                .sslOptions(ssl)
                // The link has a time limit of its own, which a borrowed connection gets, too.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
                .build();
    }

    static ClusterClientOptions clusterOptions(int requestQueueSize, SslOptions ssl) {
        return ClusterClientOptions.builder(options(requestQueueSize, ssl))
                .validateClusterNodeMembership(false)
                .topologyRefreshOptions(ClusterTopologyRefreshOptions.builder()
                        .enablePeriodicRefresh(TOPOLOGY_PERIOD)
                        .adaptiveRefreshTriggersTimeout(TOPOLOGY_PAUSE)
                        .refreshTriggersReconnectAttempts(1)
                        .build())
                .build();
    }

    /** Returns a copy whose handshake ends within the time limit. */
    static RedisURI limited(RedisURI uri) {
        RedisURI.Builder copy = RedisURI.builder(uri).withTimeout(CONNECT_LIMIT);
        if (uri.getSentinelMasterId() != null) {
            copy.withSentinelMasterId(uri.getSentinelMasterId());
            uri.getSentinels().forEach(sentinel -> copy.withSentinel(limited(sentinel)));
        }
        return copy.build();
    }

    private static SocketOptions socketOptions() {
        SocketOptions.Builder builder = SocketOptions.builder()
                .connectTimeout(CONNECT_LIMIT)
                .tcpNoDelay(true)
                .keepAlive(KeepAliveOptions.builder()
                        .enable()
                        .idle(TCP_LIMIT)
                        .interval(Duration.ofSeconds(1))
                        .count(3)
                        .build());
        if (EpollProvider.isAvailable()) {
            builder.tcpUserTimeout(TcpUserTimeoutOptions.builder()
                    .enable()
                    .tcpUserTimeout(TCP_LIMIT)
                    .build());
        }
        return builder.build();
    }

    /** Closes connections, so that Lettuce makes new ones. */
    @SuppressWarnings("FutureReturnValueIgnored") // Lettuce notices
    void disconnect(Predicate<InetSocketAddress> which) {
        for (Channel channel : channels) {
            if (channel.remoteAddress() instanceof InetSocketAddress remote && which.test(remote)) {
                channel.close();
            }
        }
    }

    @Override
    public void afterChannelInitialized(Channel channel) {
        channels.add(channel);
        channel.closeFuture().addListener(closed -> channels.remove(channel));
        ChannelHandler consolidation = new FlushConsolidationHandler(flushAfter, true);
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            channel.pipeline().addFirst(consolidation);
        } else {
            channel.pipeline().addAfter(channel.pipeline().context(tls).name(), "consolidation", consolidation);
        }
    }
}
