package io.github.tracker6.udp;

import io.github.tracker6.internal.LogLimiter;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One socket and the thread that receives from it, answers, and waits for the next datagrams. */
abstract class UdpWorker implements Runnable {
    static final Logger LOG = LoggerFactory.getLogger(UdpTrackerServer.class);
    /** Holds what an Ethernet frame can bring; the rest of a longer datagram is cut off by the receive call. */
    static final int RECEIVE_BYTES = 2_048;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    final UdpHandler handler;
    final UdpStats stats;
    private final Thread thread;
    private final LogLimiter failureLog = new LogLimiter();
    private final AtomicBoolean handling = new AtomicBoolean();
    private volatile boolean draining;

    UdpWorker(UdpHandler handler, UdpStats stats, String name) {
        this.handler = handler;
        this.stats = stats;
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    /** Returns whether the socket is open. */
    abstract boolean isOpen();

    /**
     * Waits for datagrams and handles them, between {@link #beginHandling} and {@link #endHandling}.
     *
     * @throws IOException if it failed, and another try may not
     */
    abstract void serve() throws IOException;

    /** Ends the thread and closes the socket. The port is free when the thread is at its end, or was never started. */
    abstract void close();

    /** Gives up what the thread alone may give up; called by the thread at its end. */
    void release() {}

    final void start() {
        thread.start();
    }

    /** Returns whether datagrams that arrive are received. */
    final boolean isAlive() {
        return thread.isAlive() && isOpen();
    }

    /** Returns whether the thread was started. */
    final boolean isStarted() {
        return thread.getState() != Thread.State.NEW;
    }

    /** Drops every datagram that arrives from now on; replies that are due still go out. */
    final void drain() {
        draining = true;
    }

    /** Returns whether a datagram is being handled. */
    final boolean isHandling() {
        return handling.getAcquire();
    }

    final void join(long deadlineNanos) throws InterruptedException {
        long millis = TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime());
        if (millis > 0 && thread != Thread.currentThread()) {
            thread.join(millis);
        }
    }

    @Override
    public final void run() {
        try {
            while (isOpen()) {
                try {
                    serve();
                } catch (IOException e) {
                    failed(e);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } finally {
            release();
        }
    }

    /** Says that datagrams came; returns false if they are to be dropped. */
    final boolean beginHandling() {
        if (draining) {
            return false;
        }
        handling.setRelease(true);
        return true;
    }

    final void endHandling() {
        handling.setRelease(false);
    }

    /** Counts a failure, and logs it unless another one was logged a moment ago. */
    final void failed(Exception failure) {
        stats.receiveFailures.increment();
        if (failureLog.tryAcquire()) {
            LOG.warn("A datagram was not handled", failure);
        }
    }
}
