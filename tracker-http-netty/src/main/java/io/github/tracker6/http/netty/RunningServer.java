package io.github.tracker6.http.netty;

import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthState;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a started server holds: event loops with their workers, and listening sockets. Used by one thread at a time. */
final class RunningServer {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerServer.class);

    private static final long DRAIN_MILLIS = 2_500;
    private static final long CLOSE_MILLIS = 300;
    private static final long SHUTDOWN_MILLIS = 500;

    private final ServerContext context;
    private final EventLoopGroup loops;
    private final List<WorkerLoop> workerLoops = new ArrayList<>();
    private final Listeners listeners;

    private RunningServer(ServerContext context, Transport transport, EventLoopGroup loops) {
        this.context = context;
        this.loops = loops;
        this.listeners = new Listeners(transport, workerLoops, context);
    }

    /**
     * Starts event loops and listens on every address.
     *
     * @throws IOException if an address cannot be listened on; then nothing stays open
     */
    static RunningServer start(ServerContext context, Transport transport, int workers, List<Binding> bindings)
            throws IOException {
        EventLoopGroup loops = transport.newLoops(workers, new DefaultThreadFactory("tracker6-http"));
        RunningServer server = new RunningServer(context, transport, loops);
        try {
            for (EventExecutor loop : loops) {
                WorkerLoop workerLoop = new WorkerLoop(new Worker(context), (EventLoop) loop);
                server.workerLoops.add(workerLoop);
                context.longestWaiting().add(workerLoop);
            }
            for (Binding binding : bindings) {
                server.listeners.listen(binding);
            }
            return server;
        } catch (Throwable e) {
            server.close();
            throw e;
        }
    }

    List<InetSocketAddress> addresses() {
        return listeners.addresses();
    }

    List<InetSocketAddress> tlsAddresses() {
        return listeners.tlsAddresses();
    }

    /** Returns how threads and sockets do. Thread-safe. */
    Health health() {
        Health sockets = listeners.health();
        long ended = workerLoops.stream()
                .filter(workerLoop -> workerLoop.loop().isShuttingDown())
                .count();
        return ended > 0 && sockets.state() != HealthState.DOWN
                ? Health.degraded(ended + " of " + workerLoops.size() + " threads have ended")
                : sockets;
    }

    /** Closes listening sockets, connections and event loops, in this order; returns when all are closed. */
    void close() {
        listeners.close();
        drain();
        loops.shutdownGracefully(0, SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(SHUTDOWN_MILLIS, TimeUnit.MILLISECONDS);
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
                workerLoop.worker().drained().complete(null); // the loop ended, and its connections with it
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
