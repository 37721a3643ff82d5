package io.github.tracker6.udp;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One socket and its thread, which receives datagrams, handles them and sends the replies. A failure is counted and
 * logged, an {@link Error} too, and the thread goes on with the next datagrams.
 */
abstract class UdpWorker implements Runnable {
    /** Holds what an Ethernet frame can bring; the receive call cuts longer datagrams off. */
    static final int RECEIVE_BYTES = 2_048;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    final UdpHandler handler;
    final UdpStats stats;
    final AnswerSampler sampler;
    private final Thread thread;
    private final AtomicBoolean handling = new AtomicBoolean();
    private volatile boolean draining;
    private @Nullable Exchange exchange;

    UdpWorker(UdpHandler handler, UdpStats stats, String name) {
        this.handler = handler;
        this.stats = stats;
        this.sampler = new AnswerSampler(stats.answerTimes());
        this.thread = new Thread(this, name);
        thread.setDaemon(true);
    }

    /** Returns whether the socket is open. */
    abstract boolean isOpen();

    /**
     * Waits for datagrams and handles them, between {@link #beginHandling} and {@link #endHandling}.
     *
     * @throws IOException if this failed; the next call may succeed
     */
    abstract void serve() throws IOException;

    /** Returns the sender of a late reply to the packet that is being handled. */
    abstract ReplySender replySender();

    /** Ends the thread and closes the socket. The port is free when the thread has ended, or was never started. */
    abstract void close();

    /** Closes what only the thread itself may close. The thread calls this at its end. */
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

    /** Drops every datagram that arrives from now on. Late replies are still sent. */
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
                } catch (Throwable e) {
                    failures().recordReceive(e);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } finally {
            release();
        }
    }

    /** Marks that datagrams are being handled from now on; returns false if they are to be dropped. */
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

    /** Returns the exchange for the next request: the last one, unless it is still in use. */
    final Exchange exchange() {
        Exchange current = exchange;
        if (current == null || current.isDiscarded()) {
            current = handler.newExchange();
            current.senders(this::replySender);
            current.sampler(sampler);
            exchange = current;
        }
        return current;
    }

    /** Leaves the exchange to the thread that completes its stage, or after a failure to the garbage collector. */
    final void dropExchange() {
        exchange = null;
    }

    final UdpFailures failures() {
        return handler.failures();
    }
}
