package io.github.tracker6.internal;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** A time in milliseconds that starts at the wall clock's, then follows {@link System#nanoTime()}. It never steps. */
public final class MonotonicMillis implements LongSupplier {
    private final long startMillis = System.currentTimeMillis();
    private final long startNanos = System.nanoTime();

    /** Starts now. */
    public MonotonicMillis() {}

    @Override
    public long getAsLong() {
        return startMillis + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNanos);
    }
}
