package io.github.tracker6.http.netty;

import io.github.tracker6.internal.LogLimiter;
import java.util.EnumMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts failures to accept connections and logs them, one line a second for each reason. Thread-safe. */
final class AcceptFailures {
    /** How long a listener pauses, so that it does not use up a processor while the reason lasts. */
    static final long PAUSE_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerServer.class);

    private final HttpStats stats;
    private final long fileLimit;
    private final Map<HostFailure, LogLimiter> limiters = new EnumMap<>(HostFailure.class);

    /**
     * Makes an instance.
     *
     * @param fileLimit how many files the process may have open, or {@code Long.MAX_VALUE}; it could not be read any more
     *     when it is reached
     */
    AcceptFailures(HttpStats stats, long fileLimit) {
        this.stats = stats;
        this.fileLimit = fileLimit;
        for (HostFailure kind : HostFailure.values()) {
            limiters.put(kind, new LogLimiter());
        }
    }

    void record(Throwable failure) {
        stats.errors.increment();
        HostFailure kind = HostFailure.of(failure);
        LogLimiter limiter = limiters.get(kind);
        if (limiter != null && limiter.tryAcquire()) {
            LOG.warn("A connection was not accepted: {}", kind.describe(failure, fileLimit));
            LOG.debug("The failure in full", failure);
        }
    }
}
