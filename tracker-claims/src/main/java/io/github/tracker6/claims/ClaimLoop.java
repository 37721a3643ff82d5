package io.github.tracker6.claims;

import java.io.IOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one thread on which claims are decided and probes are made. Thread-safe. */
final class ClaimLoop implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AddressClaims.class);
    private static final int MAX_WAITING = 4_096;
    private static final int MAX_PER_TURN = 256;
    private static final long JOIN_MILLIS = TimeUnit.SECONDS.toMillis(5);

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

    /** Hands a claim over without waiting; returns false where too many wait. */
    boolean offer(Claim claim) {
        boolean taken = inbox.offer(claim);
        if (taken) {
            prober.wakeup();
        }
        return taken;
    }

    @Override
    public void run() {
        try (prober) {
            while (!closed) {
                turn();
            }
        } catch (IOException e) {
            LOG.error("Address claims are not looked at any more", e);
        }
    }

    private void turn() throws IOException {
        try {
            for (int i = 0; i < MAX_PER_TURN; i++) {
                Claim claim = inbox.poll();
                if (claim == null) {
                    break;
                }
                processor.handle(claim);
            }
            prober.poll(inbox.isEmpty() && !closed);
        } catch (RuntimeException e) {
            announcer.failed(e);
        }
    }

    /** Ends the thread and the probes under way. */
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
