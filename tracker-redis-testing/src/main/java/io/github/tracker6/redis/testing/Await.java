package io.github.tracker6.redis.testing;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Waits for a condition, with a deadline. Stateless. */
final class Await {
    private static final long POLL_NANOS = 10_000_000;

    private Await() {}

    /**
     * Returns as soon as a condition holds. An exception of the condition means that it does not hold yet.
     *
     * @param what the condition in words, for the message
     * @throws IllegalStateException if the condition does not hold within the limit
     */
    static void until(String what, Duration limit, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        Exception last;
        do {
            last = null;
            try {
                if (condition.call()) {
                    return;
                }
            } catch (Exception failure) {
                last = failure;
            }
            LockSupport.parkNanos(POLL_NANOS);
        } while (System.nanoTime() < deadline && !Thread.currentThread().isInterrupted());
        throw timedOut(what, limit, last);
    }

    private static IllegalStateException timedOut(String what, Duration limit, @Nullable Exception last) {
        return new IllegalStateException("Not within " + limit.toMillis() + " ms: " + what, last);
    }
}
