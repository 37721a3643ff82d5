package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.testkit.ScriptedStore;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** One connection in memory, whose clock stands still until it is told to go on. */
final class Wire {
    static final String HASH = "%124Vx%9a%bc%de%f1%23%45%67%89%ab%cd%ef%12%34%56%78%9A";
    static final String ANNOUNCE = "/announce?info_hash=" + HASH + "&peer_id=-LT2080-abcdefghijkl&port=6881";
    static final String GET = "GET " + ANNOUNCE + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n";
    static final String SCRAPE = "GET /scrape?info_hash=" + HASH + " HTTP/1.1\r\nHost: tracker.example.org\r\n\r\n";
    static final String GET_AND_CLOSE = GET.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");

    final ScriptedStore store;
    final ServerContext context;
    final Worker worker;
    final ConnectionGate gate;
    final EmbeddedChannel channel;

    Wire() {
        this(HttpLimits.defaults());
    }

    Wire(HttpLimits limits) {
        this(new ScriptedStore(), limits, false, "2001:db8::1");
    }

    Wire(ScriptedStore store, HttpLimits limits, boolean proxyProtocol, String source, String... trusted) {
        this(
                store,
                HttpTrackerHandler.builder(
                                Tracker.builder().store(store).intervalSpread(0).build())
                        .lan(true)
                        .limits(limits)
                        .rateLimit(false)
                        .trustedProxies(
                                List.of(trusted).stream().map(Cidr::parse).toList())
                        .build(),
                limits,
                proxyProtocol,
                source);
    }

    /** A connection to any handler. */
    Wire(HttpTrackerHandler handler) {
        this(new ScriptedStore(), handler, HttpLimits.defaults(), false, "2001:db8::1");
    }

    private Wire(
            ScriptedStore store, HttpTrackerHandler handler, HttpLimits limits, boolean proxyProtocol, String source) {
        this.store = store;
        gate = new ConnectionGate(
                limits.maxConnections(),
                limits.maxConnectionsPerAddress(),
                limits.maxConnectionsPerPrefix(),
                false,
                42);
        HttpStats stats = new HttpStats(handler);
        context = new ServerContext(
                handler,
                limits,
                gate,
                new LongestWaiting(),
                stats,
                new HttpFailures(stats, 1_024),
                new ProxyWarnings(handler),
                HandshakeRate.unlimited());
        worker = new Worker(context);
        channel = new EmbeddedChannel();
        channel.freezeTime();
        channel.config().setAutoRead(false);
        Endpoint client = Endpoint.parse(source.contains(":") ? "[" + source + "]:1" : source + ":1");
        HttpConnection connection =
                Objects.requireNonNull(HttpConnection.admit(worker, listener(proxyProtocol), client));
        channel.pipeline().addLast(new ChannelIo(connection, null));
        channel.pipeline().fireChannelActive();
    }

    /** Returns what a listener says of its connections. */
    static Binding listener(boolean proxyProtocol) {
        return new Binding(Endpoint.parse("[2001:db8::ffff]:6969").socketAddress(), proxyProtocol, null);
    }

    /** Sends text, each character as one byte, in one piece, and returns what was answered. */
    String send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    String send(byte[] bytes) {
        if (channel.isOpen()) {
            // not from the channel's own allocator, so that a leak of what it reads shows too
            ByteBuf buffer =
                    ByteBufAllocator.DEFAULT.buffer(Math.max(1, bytes.length)).writeBytes(bytes);
            channel.writeInbound(buffer);
        }
        return received();
    }

    /** Returns what was answered since the last call. */
    String received() {
        channel.runPendingTasks();
        StringBuilder text = new StringBuilder();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            text.append(out.toString(StandardCharsets.ISO_8859_1));
            out.release();
        }
        return text.toString();
    }

    /** Ends the client's side. */
    void endInput() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        channel.runPendingTasks();
    }

    /** Loses the connection. */
    void close() {
        channel.close().awaitUninterruptibly();
    }

    boolean open() {
        return channel.isOpen();
    }

    /** Lets time pass, tick by tick. */
    void pass(Duration time) {
        Duration tick = Duration.ofMillis(25);
        for (Duration gone = Duration.ZERO; gone.compareTo(time) < 0; gone = gone.plus(tick)) {
            channel.advanceTimeBy(tick.toNanos(), TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
        }
        channel.runPendingTasks();
    }

    static int count(String text, String part) {
        return text.split(java.util.regex.Pattern.quote(part), -1).length - 1;
    }
}
