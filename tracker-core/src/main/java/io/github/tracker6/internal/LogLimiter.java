package io.github.tracker6.internal;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Lets one log line a second through. Thread-safe. */
public final class LogLimiter {
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final AtomicLong nextNanos = new AtomicLong(System.nanoTime());

    /** Makes a limiter that lets the first line through. */
    public LogLimiter() {}

    /** Returns whether a line may be logged now. */
    public boolean tryAcquire() {
        long now = System.nanoTime();
        long next = nextNanos.get();
        return now - next >= 0 && nextNanos.compareAndSet(next, now + PERIOD_NANOS);
    }
}
