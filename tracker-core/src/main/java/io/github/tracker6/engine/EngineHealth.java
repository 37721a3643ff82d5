package io.github.tracker6.engine;

import io.github.tracker6.health.Health;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How the engine does. It is degraded only by what lasts: housekeeping that fails three times in a row or does not end, and
 * requests that reached the time limit within the last minute. Thread-safe.
 */
final class EngineHealth {
    static final int FAILED_TURNS = 3;
    static final long LONG_TURN_NANOS = TimeUnit.SECONDS.toNanos(30);
    static final long RECENT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final LongSupplier nanoTime;
    private volatile int failedTurns;
    private volatile String failure = "";
    private volatile boolean isInTurn;
    private volatile long turnBeganNanos;
    private volatile boolean anyTimeout;
    private volatile long lastTimeoutNanos;

    EngineHealth(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Notes that a turn of housekeeping begins. Called by one thread. */
    void beginTurn() {
        turnBeganNanos = nanoTime.getAsLong();
        isInTurn = true;
    }

    /**
     * Notes that a turn of housekeeping has ended. Called by one thread.
     *
     * @param newFailure what failed in it, in one line; "" for nothing
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void endTurn(String newFailure) {
        isInTurn = false;
        if (newFailure.isEmpty()) {
            failedTurns = 0;
        } else {
            failure = newFailure;
            failedTurns++;
        }
    }

    /** Notes that a request reached the time limit. */
    void noteTimeout() {
        lastTimeoutNanos = nanoTime.getAsLong();
        anyTimeout = true;
    }

    /** Returns how an engine does that is started. */
    Health ofStarted() {
        if (isInTurn && nanoTime.getAsLong() - turnBeganNanos >= LONG_TURN_NANOS) {
            return Health.degraded("the store's housekeeping has not ended for more than "
                    + TimeUnit.NANOSECONDS.toSeconds(LONG_TURN_NANOS) + " s");
        }
        if (failedTurns >= FAILED_TURNS) {
            return Health.degraded("the store's housekeeping fails: " + failure);
        }
        if (anyTimeout && nanoTime.getAsLong() - lastTimeoutNanos < RECENT_NANOS) {
            return Health.degraded("requests reached the time limit within the last minute");
        }
        return Health.UP;
    }
}
