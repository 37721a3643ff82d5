package io.github.tracker6.udp;

import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.internal.LogLimiter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a tracker over UDP (BEP 15, BEP 41). It has one daemon thread per socket, and one that follows the addresses
 * of the host. Thread-safe.
 *
 * <p>The tracker is borrowed: {@link #close()} leaves it open. If the tracker completes a request later, the thread
 * that completes the stage sends the reply.
 */
public final class UdpTrackerServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UdpTrackerServer.class);
    private static final long SCAN_PERIOD_MILLIS = 3_000;
    private static final long DRAIN_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final UdpStats stats = new UdpStats();
    private final ExchangePool pool;
    private final UdpListeners listeners;
    private final LogLimiter scanLog = new LogLimiter();
    private @Nullable ScheduledExecutorService housekeeping;
    private boolean closed;

    UdpTrackerServer(UdpTrackerServerBuilder options) {
        this.pool = new ExchangePool(options.maxPending);
        this.listeners = new UdpListeners(options, new UdpHandler(options, stats, pool), stats);
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
     * Opens the sockets and starts the threads. If this fails, nothing stays open, and the server can be started again.
     *
     * @throws IOException if it is not possible to listen on one of the addresses; a {@link java.net.BindException}
     *     that names address and port if another program has the port
     * @throws IllegalStateException if the server runs, or was closed
     */
    public synchronized void start() throws IOException {
        if (housekeeping != null || closed) {
            throw new IllegalStateException(closed ? "the server is closed" : "the server is started already");
        }
        listeners.open();
        try {
            housekeeping = startHousekeeping();
        } catch (Throwable e) {
            listeners.abandon();
            throw e;
        }
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

    /** Returns the transport in use: {@link UdpTransport#NIO} or {@link UdpTransport#NATIVE}. */
    public UdpTransport transport() {
        return listeners.transport();
    }

    /**
     * Returns the addresses that the server listens on now, with their actual ports; for a wildcard, each address that
     * it includes. Empty before {@link #start()} and after {@link #close()}.
     */
    public List<InetSocketAddress> addresses() {
        return listeners.addresses();
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
        listeners.drain();
        long deadline = System.nanoTime() + DRAIN_NANOS;
        boolean interrupted = false;
        // In this order: a worker first counts a request as pending and then stops handling it.
        while ((listeners.isHandling() || pool.pending() > 0) && System.nanoTime() - deadline < 0 && !interrupted) {
            LockSupport.parkNanos(POLL_NANOS);
            interrupted = Thread.currentThread().isInterrupted();
        }
        try {
            listeners.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Looks for new and lost addresses of the host now. The server itself does so every 3 seconds. */
    void scan() {
        try {
            listeners.reconcile();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // close() was called
        } catch (Throwable e) {
            // An exception would end the schedule.
            stats.bindFailures.increment();
            if (scanLog.tryAcquire()) {
                LOG.warn("The host's addresses could not be read; they are read again in {} ms", SCAN_PERIOD_MILLIS, e);
            }
        }
    }
}
