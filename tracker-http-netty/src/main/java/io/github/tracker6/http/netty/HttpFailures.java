package io.github.tracker6.http.netty;

import io.github.tracker6.internal.FailureLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the failures of a server and its host, and logs them, one line a second for each reason. Thread-safe. */
final class HttpFailures {
    /** How long a listener pauses, so that it does not use up a processor while the reason lasts. */
    static final long PAUSE_MILLIS = 100;

    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerServer.class);

    private final HttpStats stats;
    private final FailureLines lines;

    /**
     * Makes an instance.
     *
     * @param fileLimit how many files the process may have open, or {@code Long.MAX_VALUE}
     */
    HttpFailures(HttpStats stats, long fileLimit) {
        this.stats = stats;
        this.lines = new FailureLines(fileLimit);
    }

    /** Records that a connection was not accepted. */
    void recordAccept(Throwable failure) {
        record("A connection was not accepted: {}", failure);
    }

    /** Records a failure while a connection is served; it is closed, as a rule. */
    void recordConnection(Throwable failure) {
        record("Closed a connection because of {}", failure);
    }

    private void record(String message, Throwable failure) {
        stats.errors.increment();
        try {
            String description = lines.describe(failure);
            if (description != null) {
                LOG.warn(message, description);
                LOG.debug("The failure in full", failure);
            }
        } catch (Throwable e) {
            // Without memory for a line the worker goes on all the same: the failure is counted.
        }
    }
}
