package io.github.tracker6.udp;

import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.health.Health;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A tracker over UDP (BEP 15, BEP 41) on sockets of its own. Its threads are daemons: one per worker and socket, and one
 * that checks the sockets and the host's addresses. Thread-safe.
 *
 * <p>{@link UdpTrackerServerBuilder#build()} does no I/O. {@link #start()} opens all sockets or none, and can be called
 * again after a failure. {@link #close()} is final.
 *
 * <p>The tracker is borrowed: {@link #close()} leaves it open. If the tracker completes a request later, the thread
 * that completes the stage sends the reply.
 *
 * @since 0.1.0
 */
public final class UdpTrackerServer implements AutoCloseable {
    private static final long SCAN_PERIOD_MILLIS = 3_000;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final UdpStats stats = new UdpStats();
    private final ExchangePool pool;
    private final UdpHandler handler;
    private final ListenOptions options;
    private volatile @Nullable UdpListeners listeners;
    private @Nullable ScheduledExecutorService housekeeping;
    private volatile boolean closed;

    UdpTrackerServer(UdpTrackerServerBuilder options) {
        this.pool = new ExchangePool(options.maxPending);
        this.handler = new UdpHandler(options, stats, pool);
        this.options = ListenOptions.of(options);
    }

    /**
     * Returns a builder with every default and no address.
     *
     * @param tracker answers the requests; borrowed
     */
    public static UdpTrackerServerBuilder builder(TrackerHandler tracker) {
        return new UdpTrackerServerBuilder(tracker);
    }

    /**
     * Opens the sockets and starts the threads. After a failure no socket and no thread is left, and the server can be
     * started again.
     *
     * @throws IOException if an address cannot be listened on, such as a {@link java.net.BindException} that names
     *     address and port where another program has the port; or if {@link UdpTransport#NATIVE} was asked for and its
     *     self-test fails, with a message that says why
     * @throws IllegalStateException if the server is started already, or closed
     */
    public synchronized void start() throws IOException {
        if (housekeeping != null || closed) {
            throw new IllegalStateException(closed ? "the server is closed" : "the server is started already");
        }
        UdpListeners opened = new UdpListeners(options, TransportChoice.of(options.transport()), handler, stats);
        opened.open();
        try {
            housekeeping = startHousekeeping();
        } catch (Throwable e) {
            opened.close();
            throw e;
        }
        listeners = opened;
    }

    private ScheduledExecutorService startHousekeeping() {
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tracker6-udp-addresses");
            thread.setDaemon(true);
            return thread;
        });
        var unused = executor.scheduleWithFixedDelay(
                this::scan, SCAN_PERIOD_MILLIS, SCAN_PERIOD_MILLIS, TimeUnit.MILLISECONDS);
        return executor;
    }

    /**
     * Returns the transport in use, {@link UdpTransport#NIO} or {@link UdpTransport#NATIVE}. Before the start it is the
     * one that was asked for, which may be {@link UdpTransport#AUTO}.
     */
    public UdpTransport transport() {
        UdpListeners running = listeners;
        return running == null ? options.transport() : running.transport();
    }

    /**
     * Returns the addresses that the server listens on now, with their actual ports; for a wildcard, each address that
     * it includes. Empty before {@link #start()} and after {@link #close()}.
     */
    public List<InetSocketAddress> addresses() {
        UdpListeners running = listeners;
        return running == null ? List.of() : running.addresses();
    }

    /**
     * Returns how the server does: down before {@link #start()}, as soon as {@link #close()} begins, and where no socket is
     * open; degraded where an address that it should listen on has no socket, where a thread has ended, and where the
     * system's addresses can't be read. Sockets are opened again within seconds. Does not wait.
     */
    public Health health() {
        UdpListeners running = listeners;
        if (closed) {
            return Health.down("closed");
        }
        return running == null ? Health.down("not started") : running.health();
    }

    /** Returns the counters. A live view. */
    public UdpStats stats() {
        return stats;
    }

    /**
     * Drops new datagrams, waits for the replies to earlier requests, then closes the sockets. Takes less than 5
     * seconds: it gives up on requests whose storage takes longer. Idempotent.
     */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (housekeeping != null) {
            housekeeping.shutdownNow();
        }
        UdpListeners running = listeners;
        if (running != null) {
            drain(running);
            running.close();
        }
    }

    private void drain(UdpListeners running) {
        running.drain();
        long deadline = System.nanoTime() + DRAIN_NANOS;
        boolean interrupted = false;
        // In this order: a request that is left waiting is counted as such before its worker lets go of it.
        while ((running.isHandling() || pool.pending() > 0) && System.nanoTime() - deadline < 0 && !interrupted) {
            LockSupport.parkNanos(POLL_NANOS);
            interrupted = Thread.currentThread().isInterrupted();
        }
    }

    /** Looks for new and lost addresses of the host now. The server itself does so every 3 seconds. */
    void scan() {
        UdpListeners running = listeners;
        if (running == null) {
            return;
        }
        try {
            running.reconcile();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // close() was called
        } catch (Throwable e) {
            // An exception would end the schedule.
            running.recordScanFailure(e);
        }
    }
}
