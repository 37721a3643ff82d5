package io.github.tracker6.engine;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The waits of provisional answers, all for the same cause: each lets a time pass, or ends before that, and then starts the second look at the
 * store, on the executor that completes stages. Bounded. Thread-safe.
 */
final class AnswerDelay {
    /** The most answers that wait for the same cause, or are given after their wait, at a time. */
    static final int MAX_WAITING = 1_024;

    private final EngineThreads threads;
    private final Semaphore room = new Semaphore(MAX_WAITING);
    private final Set<Wait> waits = ConcurrentHashMap.newKeySet();
    private volatile boolean open;

    AnswerDelay(EngineThreads threads) {
        this.threads = threads;
    }

    /** The place of one answer. Ends once: when its time has passed, by {@link #end}, or when the tracker is closed. */
    final class Wait implements Runnable {
        private final Runnable secondLook;
        private final AtomicBoolean ended = new AtomicBoolean();
        private volatile @Nullable Future<?> timeout;

        private Wait(Runnable secondLook) {
            this.secondLook = secondLook;
        }

        /**
         * Lets the answer wait, unless the wait has ended already.
         *
         * @param longestMillis how long it waits at most, 1 or more
         */
        void begin(long longestMillis) {
            waits.add(this);
            try {
                timeout = threads.schedule(this::end, longestMillis);
            } catch (RejectedExecutionException e) {
                end(); // the tracker is being closed
            }
            if (!open) {
                end(); // close() may have looked at the set before this one was in it
            }
            if (ended.get()) {
                forget(); // it ended before it was in the set, or had a timeout
            }
        }

        /** Ends the wait, and starts the second look on the executor. May come before {@link #begin}. */
        void end() {
            if (ended.compareAndSet(false, true)) {
                forget();
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

        private void forget() {
            waits.remove(this);
            Future<?> running = timeout;
            if (running != null) {
                running.cancel(false);
            }
        }
    }

    void start() {
        open = true;
    }

    /** Returns whether answers may wait at all. */
    boolean isOpen() {
        return open;
    }

    /**
     * Takes a place for an answer. Call {@link Wait#begin} or {@link Wait#end} next.
     *
     * @param secondLook is run once if the answer waits; it must not throw
     * @return null if it may not wait, as too many do, or none may
     */
    @Nullable
    Wait reserve(Runnable secondLook) {
        return open && room.tryAcquire() ? new Wait(secondLook) : null;
    }

    /** Ends every wait now; from here on no answer waits. */
    void close() {
        open = false;
        waits.forEach(Wait::end);
    }
}
