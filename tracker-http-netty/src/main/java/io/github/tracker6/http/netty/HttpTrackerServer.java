package io.github.tracker6.http.netty;

import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.health.Health;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.internal.FileDescriptors;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tracker's HTTP server: announces, scrapes and the embedder's routes over HTTP/1.1 and HTTP/1.0, plain or with TLS. It uses
 * native epoll if that is on the class path, with Netty 4.2, and NIO elsewhere. Its threads keep the process alive until {@link #close()}; the tracker is
 * borrowed. Thread-safe; {@code close()} must not be called from one of its own threads.
 *
 * @since 0.1.0
 */
public final class HttpTrackerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerServer.class);

    private static final int MAX_WAITING_FULL_SCRAPES = 4;
    private static final long FULL_SCRAPE_THREAD_SECONDS = 10;

    private final List<Binding> asked;
    private final int workers;
    private final @Nullable Transport transport;
    private final HttpLimits limits;
    private final boolean lan;
    private final ThreadPoolExecutor fullScrapes;
    private final HttpTrackerHandler handler;
    private final HttpStats stats;
    private final @Nullable TlsCertificate tls;
    private final HandshakeRate handshakeRate;
    private @Nullable TlsRefresh tlsRefresh;
    private volatile @Nullable RunningServer running;
    private volatile boolean closed;

    HttpTrackerServer(HttpTrackerServerBuilder builder) {
        asked = Listeners.uncovered(builder.bindings());
        workers = builder.workers;
        transport = builder.transport;
        tls = asked.stream().anyMatch(binding -> binding.tls() != null) ? builder.tls : null;
        handshakeRate = tls != null && builder.rateLimit ? HandshakeRate.limited() : HandshakeRate.unlimited();
        limits = builder.limits;
        lan = builder.lan;
        fullScrapes = fullScrapes();
        handler = builder.handler
                .lan(lan)
                .trustedProxies(builder.trustedProxies)
                .limits(limits)
                .fullScrapeExecutor(fullScrapes)
                .build();
        stats = new HttpStats(handler);
    }

    /** Returns the executor of full scrapes: one thread, which starts with the first and ends some time after the last. */
    private static ThreadPoolExecutor fullScrapes() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                FULL_SCRAPE_THREAD_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING_FULL_SCRAPES),
                new DefaultThreadFactory("tracker6-http-full-scrape", true));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /**
     * Returns a builder with every default, for a server of announces and scrapes.
     *
     * @param tracker the {@link io.github.tracker6.engine.Tracker}, or a decorator of it; borrowed
     */
    public static HttpTrackerServerBuilder builder(TrackerHandler tracker) {
        return new HttpTrackerServerBuilder(tracker);
    }

    /** Returns a builder with every default, for a server of routes alone, such as a status page. */
    public static HttpTrackerServerBuilder builder() {
        return new HttpTrackerServerBuilder();
    }

    /**
     * Listens on every address and begins to serve. May be called again after a failure.
     *
     * @throws IOException if an address cannot be listened on, usually because its port is in use; the message names
     *     the address, and nothing stays open
     * @throws IllegalStateException if the server runs already, or was closed, or if Netty is older than 4.1; the message then
     *     names its version and jar
     */
    public synchronized void start() throws IOException {
        if (closed) {
            throw new IllegalStateException("the HTTP server is closed");
        }
        if (running != null) {
            throw new IllegalStateException("the HTTP server runs already");
        }
        NettyVersion.check();
        RunningServer started;
        try {
            started = open();
        } catch (IncompatibleClassChangeError | NoClassDefFoundError e) {
            throw NettyVersion.NETTY.failure(e);
        }
        running = started;
        if (!started.addresses().isEmpty()) {
            LOG.info("HTTP tracker listens on {}", texts(started.addresses()));
        }
        if (tls != null) {
            tlsRefresh = TlsRefresh.start(tls);
            LOG.info("HTTPS tracker listens on {}", texts(started.tlsAddresses()));
        }
    }

    private RunningServer open() throws IOException {
        long fileLimit = FileDescriptors.limit();
        ConnectionGate gate = new ConnectionGate(
                ConnectionGate.maxTotal(limits.maxConnections(), fileLimit),
                limits.maxConnectionsPerAddress(),
                limits.maxConnectionsPerPrefix(),
                lan,
                new SecureRandom().nextLong());
        return RunningServer.start(
                new ServerContext(
                        handler,
                        limits,
                        gate,
                        new LongestWaiting(),
                        stats,
                        new HttpFailures(stats, fileLimit),
                        new ProxyWarnings(handler),
                        handshakeRate),
                transport == null ? Transport.best() : transport,
                workers,
                asked);
    }

    private static List<String> texts(List<InetSocketAddress> addresses) {
        return addresses.stream().map(Listeners::text).toList();
    }

    /** Returns where it serves plain HTTP, with the ports that the system chose; empty while it does not run. */
    public List<InetSocketAddress> addresses() {
        RunningServer server = running;
        return server == null ? List.of() : server.addresses();
    }

    /** Returns where it serves HTTPS, with the ports that the system chose; empty while it does not run. */
    public List<InetSocketAddress> tlsAddresses() {
        RunningServer server = running;
        return server == null ? List.of() : server.tlsAddresses();
    }

    /**
     * Returns how the server does: down before {@link #start()}, as soon as {@link #close()} begins, and where no socket is
     * open; degraded where a socket is closed, where a thread has ended, and where IPv6 was asked for and was missing at the
     * start. Does not wait.
     */
    public Health health() {
        RunningServer server = running;
        if (closed) {
            return Health.down("closed");
        }
        return server == null ? Health.down("not started") : server.health();
    }

    /** Returns the counters. A live view. */
    public HttpStats stats() {
        return stats;
    }

    /**
     * Stops: accepts no more connections, closes idle ones, and answers requests under way. What is still open after 5
     * seconds is closed. Idempotent; returns when everything is closed.
     */
    @Override
    public synchronized void close() {
        closed = true;
        if (tlsRefresh != null) {
            tlsRefresh.close();
        }
        RunningServer server = running;
        if (server != null) {
            server.close();
            running = null;
        }
        fullScrapes.shutdownNow();
    }
}
