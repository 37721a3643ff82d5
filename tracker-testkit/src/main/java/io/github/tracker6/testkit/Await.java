package io.github.tracker6.testkit;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits until another thread has done something, with a deadline. Stateless.
 *
 * @since 0.1.0
 */
public final class Await {
    /** How long {@link #until} waits at most: 30 seconds. */
    public static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final long PAUSE_NANOS = 1_000_000;

    private Await() {}

    /**
     * Returns as soon as a condition holds. Tests it about every millisecond.
     *
     * @param what the condition in words, for the message
     * @throws AssertionError if the condition does not hold within {@link #DEADLINE}
     */
    public static void until(String what, BooleanSupplier condition) {
        until(what, DEADLINE, condition);
    }

    static void until(String what, Duration limit, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - begin > limit.toNanos()) {
                throw new AssertionError("not within " + limit.toMillis() + " ms: " + what);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }
}
