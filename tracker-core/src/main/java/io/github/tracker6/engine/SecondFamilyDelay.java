package io.github.tracker6.engine;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The wait of a provisional answer for the same host's announce over IPv6: lets a fixed time pass, then starts the second
 * look at the store, on the executor that completes stages. Bounded. Thread-safe.
 */
final class SecondFamilyDelay {
    /** The most answers that wait, or are given after their wait, at a time. */
    static final int MAX_WAITING = 1_024;

    private final EngineThreads threads;
    private final long delayMillis;
    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private volatile boolean open;

    SecondFamilyDelay(EngineThreads threads, Duration delay) {
        this.threads = threads;
        this.delayMillis = delay.toMillis();
    }

    /** One answer that waits. Ends once: when its time has passed, or when the tracker is closed. */
    private final class Wait implements Runnable {
        private final AtomicBoolean ended = new AtomicBoolean();
        private final Runnable secondLook;

        Wait(Runnable secondLook) {
            this.secondLook = secondLook;
        }

        void end() {
            if (ended.compareAndSet(false, true)) {
                waits.remove(this);
                threads.dispatch(this);
            }
        }

        @Override
        public void run() {
            try {
                secondLook.run();
            } finally {
                room.release();
            }
        }
    }

    void start() {
        open = delayMillis > 0;
    }

    /** Returns whether answers may wait at all. */
    boolean isOpen() {
        return open;
    }

    /**
     * Lets an answer wait.
     *
     * @param secondLook is run once, later; it must not throw
     * @return false if it may not wait, as too many do, or none may; then the second look is never run
     */
    boolean tryWait(Runnable secondLook) {
        if (!open || !room.tryAcquire()) {
            return false;
        }
        Wait wait = new Wait(secondLook);
        waits.add(wait);
        try {
            threads.schedule(wait::end, delayMillis);
        } catch (RejectedExecutionException e) {
            wait.end(); // the tracker is being closed
        }
        if (!open) {
            wait.end(); // close() may have looked at the set before this one was in it
        }
        return true;
    }

    /** Ends every wait now; from here on no answer waits. */
    void close() {
        open = false;
        waits.forEach(Wait::end);
    }
}
