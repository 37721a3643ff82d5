package io.github.tracker6.claims;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that makes probes, and decides what to probe. A failure, an {@link Error} too, is counted and costs one item
 * or one probe; the thread goes on. Thread-safe.
 *
 * @param <T> what other threads offer: claims, or endpoints
 */
final class ProbeLoop<T> implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeLoop.class);
    private static final int MAX_WAITING = 4_096;
    private static final int MAX_PER_TURN = 256;
    private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(5);

    /** How often {@link Work#tick} is called at least. */
    private static final long TICK_MILLIS = 1_000;

    /** After a failure, so that one that repeats does not take a whole core. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final BlockingQueue<T> inbox = new ArrayBlockingQueue<>(MAX_WAITING);
    private final ProbeSelector selector;
    private final Work<T> work;
    private final Thread thread;
    private volatile boolean closed;

    /** What the thread does. */
    interface Work<T> {
        void handle(T item);

        /** Does what time asks for. Called about once a second, and more often. */
        default void tick() {}

        /** Counts a failure of the methods above, or of a probe's result. Never throws. */
        void recordFailure(Throwable failure);
    }

    /**
     * Makes a loop that does not run yet.
     *
     * @param selector closed by the thread at its end
     */
    ProbeLoop(String threadName, ProbeSelector selector, Work<T> work) {
        this.selector = selector;
        this.work = work;
        this.thread = new Thread(this, threadName);
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Queues an item without waiting. Returns false if the queue is full. */
    boolean offer(T item) {
        boolean queued = inbox.offer(item);
        if (queued) {
            selector.wakeup();
        }
        return queued;
    }

    /** Returns how many items wait. Thread-safe. */
    int waiting() {
        return inbox.size();
    }

    /** Returns whether the thread runs. */
    boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void run() {
        try (selector) {
            while (!closed) {
                try {
                    turn();
                } catch (Throwable e) {
                    work.recordFailure(e);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (IOException e) {
            LOG.debug("The selector of the probes was not closed", e);
        }
    }

    private void turn() throws IOException {
        for (int i = 0; i < MAX_PER_TURN; i++) {
            T item = inbox.poll();
            if (item == null) {
                break;
            }
            work.handle(item);
        }
        work.tick();
        selector.poll(inbox.isEmpty() && !closed ? TICK_MILLIS : 0);
    }

    /** Ends the thread, and with it all probes. */
    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
