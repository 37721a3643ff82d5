package io.github.tracker6.http.netty;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpTrackerHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoEventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tracker's HTTP server: announces and scrapes over HTTP/1.1 and HTTP/1.0, on native epoll where that is on the class
 * path, on NIO elsewhere. Its threads are its own and keep the process alive until {@link #close()}; the tracker is
 * borrowed. Thread-safe; {@code close()} must not be called from one of its own threads.
 */
public final class HttpTrackerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerServer.class);

    private static final int MAX_WAITING_FULL_SCRAPES = 4;
    private static final long DRAIN_MILLIS = 4_000;
    private static final long CLOSE_MILLIS = 300;
    private static final long SHUTDOWN_MILLIS = 500;

    private final List<InetSocketAddress> asked;
    private final int workers;
    private final Transport transport;
    private final ServerContext context;
    private final ThreadPoolExecutor fullScrapes;
    private final List<WorkerLoop> workerLoops = new ArrayList<>();
    private @Nullable EventLoopGroup group;
    private @Nullable Listeners listeners;
    private boolean closed;

    HttpTrackerServer(HttpTrackerServerBuilder builder) {
        asked = Listeners.uncovered(builder.addresses);
        workers = builder.workers;
        transport = builder.transport;
        // Its one thread starts with the first full scrape, and ends when there is none for a while.
        fullScrapes = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MAX_WAITING_FULL_SCRAPES),
                new DefaultThreadFactory("tracker6-http-full-scrape", true));
        fullScrapes.allowCoreThreadTimeOut(true);
        HttpTrackerHandler handler = HttpTrackerHandler.builder(builder.tracker)
                .lan(builder.lan)
                .trustedProxies(builder.trustedProxies)
                .limits(builder.limits)
                .fullScrapeExecutor(fullScrapes)
                .build();
        ConnectionGate gate = new ConnectionGate(
                FileDescriptors.connections(builder.limits.maxConnections(), FileDescriptors.limit()),
                builder.limits.maxConnectionsPerAddress(),
                builder.lan,
                new SecureRandom().nextLong());
        context = new ServerContext(handler, builder.limits, gate, new HttpStats(handler), builder.proxyProtocol);
    }

    /** Returns a builder with every default, for a tracker that is borrowed. */
    public static HttpTrackerServerBuilder builder(Tracker tracker) {
        return new HttpTrackerServerBuilder(tracker);
    }

    /**
     * Listens on every address and begins to serve.
     *
     * @throws IOException if an address cannot be listened on, since its port is in use as a rule; then nothing stays
     *     open
     * @throws IllegalStateException if it was started or closed before
     */
    public synchronized void start() throws IOException {
        if (closed || group != null) {
            throw new IllegalStateException("an HTTP server starts once");
        }
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(
                workers, new DefaultThreadFactory("tracker6-http"), transport.ioHandlers());
        group = loops;
        for (EventExecutor loop : loops) {
            workerLoops.add(new WorkerLoop(new Worker(context), (IoEventLoop) loop));
        }
        Listeners opened = new Listeners(transport, workerLoops, context);
        listeners = opened;
        try {
            for (InetSocketAddress address : asked) {
                opened.listen(address);
            }
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
        LOG.info(
                "HTTP tracker listens on {}",
                opened.addresses().stream().map(Listeners::text).toList());
    }

    /** Returns the addresses that it listens on, with the ports that the system chose; empty before the start. */
    public synchronized List<InetSocketAddress> addresses() {
        return listeners == null ? List.of() : listeners.addresses();
    }

    /** Returns what it counts. A live view. */
    public HttpStats stats() {
        return context.stats();
    }

    /**
     * Stops: accepts no more connections, closes idle ones, gives answers that are owed, and closes within 5 seconds
     * whatever is still open. Idempotent; returns when everything is closed.
     */
    @Override
    public synchronized void close() {
        closed = true;
        if (listeners != null) {
            listeners.close();
            listeners = null;
            drain();
        }
        fullScrapes.shutdownNow();
        if (group != null) {
            group.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)
                    .awaitUninterruptibly(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
            group = null;
        }
    }

    private void drain() {
        tell(Worker::drain);
        if (!awaitDrained(DRAIN_MILLIS)) {
            LOG.warn(
                    "Closing {} connections that still wait for an answer",
                    context.stats().openConnections());
            tell(Worker::closeAll);
            awaitDrained(CLOSE_MILLIS);
        }
    }

    private void tell(Consumer<Worker> message) {
        for (WorkerLoop workerLoop : workerLoops) {
            try {
                workerLoop.loop().execute(() -> message.accept(workerLoop.worker()));
            } catch (RejectedExecutionException e) {
                workerLoop.worker().drained().complete(null); // the loop died, and its connections with it
            }
        }
    }

    private boolean awaitDrained(long millis) {
        CompletableFuture<?>[] all = workerLoops.stream()
                .map(workerLoop -> workerLoop.worker().drained())
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(all).get(millis, TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new AssertionError("draining does not fail", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false; // close at once
        }
    }
}
