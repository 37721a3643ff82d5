package io.github.tracker6.claims;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that decides claims and makes probes. A failure, an {@link Error} too, is counted and costs one claim or
 * one probe; the thread goes on. Thread-safe.
 */
final class ClaimLoop implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AddressClaims.class);
    private static final int MAX_WAITING = 4_096;
    private static final int MAX_PER_TURN = 256;
    private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(5);

    /** After a failure, so that one that repeats does not take a whole core. */
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private final BlockingQueue<Claim> inbox = new ArrayBlockingQueue<>(MAX_WAITING);
    private final HandshakeProber prober;
    private final ClaimProcessor processor;
    private final ClaimAnnouncer announcer;
    private final Thread thread;
    private volatile boolean closed;

    ClaimLoop(HandshakeProber prober, ClaimProcessor processor, ClaimAnnouncer announcer) {
        this.prober = prober;
        this.processor = processor;
        this.announcer = announcer;
        this.thread = new Thread(this, "tracker6-claims");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Queues a claim without waiting. Returns false if the queue is full. */
    boolean offer(Claim claim) {
        boolean queued = inbox.offer(claim);
        if (queued) {
            prober.wakeup();
        }
        return queued;
    }

    @Override
    public void run() {
        try (prober) {
            while (!closed) {
                try {
                    turn();
                } catch (Throwable e) {
                    announcer.recordFailure(e);
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        } catch (IOException e) {
            LOG.debug("The selector of the probes was not closed", e);
        }
    }

    private void turn() throws IOException {
        for (int i = 0; i < MAX_PER_TURN; i++) {
            Claim claim = inbox.poll();
            if (claim == null) {
                break;
            }
            processor.handle(claim);
        }
        prober.poll(inbox.isEmpty() && !closed);
    }

    /** Ends the thread, and with it all probes. */
    @Override
    public void close() {
        closed = true;
        prober.wakeup();
        try {
            thread.join(JOIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
