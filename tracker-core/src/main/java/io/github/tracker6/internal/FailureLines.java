package io.github.tracker6.internal;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Chooses the failures to log: one line a second for each kind. Thread-safe. */
public final class FailureLines {
    private final long fileLimit;
    private final Map<HostFailure, LogLimiter> limiters = new EnumMap<>(HostFailure.class);

    /**
     * Makes an instance that lets the first line of each kind through.
     *
     * @param fileLimit how many files the process may have open, or {@code Long.MAX_VALUE}; it cannot be read any more
     *     when it is reached
     */
    public FailureLines(long fileLimit) {
        this.fileLimit = fileLimit;
        for (HostFailure kind : HostFailure.values()) {
            limiters.put(kind, new LogLimiter());
        }
    }

    /** Returns whether a line of a kind may be logged now. */
    public boolean tryAcquire(HostFailure kind) {
        LogLimiter limiter = limiters.get(kind);
        return limiter != null && limiter.tryAcquire();
    }

    /** Returns the description of a failure for a line that may be logged now; null if there is to be no line. */
    public @Nullable String describe(Throwable failure) {
        HostFailure kind = HostFailure.of(failure);
        return tryAcquire(kind) ? kind.describe(failure, fileLimit) : null;
    }
}
