package io.github.tracker6.udp;

import io.github.tracker6.internal.FailureLines;
import io.github.tracker6.internal.HostFailure;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts failures to receive, handle and answer datagrams, and logs them, one line a second for each reason. Throws nothing,
 * so that a worker goes on in any case. Thread-safe.
 */
final class UdpFailures {
    private static final Logger LOG = LoggerFactory.getLogger(UdpTrackerServer.class);

    private final UdpStats stats;
    private final FailureLines lines = new FailureLines(Long.MAX_VALUE);

    UdpFailures(UdpStats stats) {
        this.stats = stats;
    }

    /** Records that a datagram was not received, or not handled. */
    void recordReceive(Throwable failure) {
        stats.receiveFailures.increment();
        log(lines, "A datagram was not handled: {}", failure);
    }

    /** Records that a late reply was not built, or not sent. */
    void recordLateReply(Throwable failure) {
        stats.receiveFailures.increment();
        log(lines, "A late reply was not sent: {}", failure);
    }

    /**
     * Records a reply that was not sent. Only what the host lacks or denies is logged: where the client cannot be reached,
     * it repeats its request.
     */
    void recordSend(Throwable failure) {
        recordSend(failure, 0);
    }

    /**
     * Records a reply that was not sent, as {@link #recordSend(Throwable)} does.
     *
     * @param errorNumber negative, of Linux
     */
    void recordSend(int errorNumber) {
        recordSend(null, errorNumber);
    }

    /**
     * Records that a socket was not opened, or that the host's addresses were not read.
     *
     * @param lines chooses the failures to log
     * @param message has a place for the description
     */
    void recordBind(FailureLines lines, String message, Throwable failure) {
        stats.bindFailures.increment();
        log(lines, message, failure);
    }

    private static void log(FailureLines lines, String message, Throwable failure) {
        try {
            String description = lines.describe(failure);
            if (description != null) {
                LOG.warn(message, description);
                LOG.debug("The failure in full", failure);
            }
        } catch (Throwable e) {
            // Without memory for a line the caller goes on all the same: the failure is counted.
        }
    }

    private void recordSend(@Nullable Throwable failure, int errorNumber) {
        stats.sendFailures.increment();
        try {
            HostFailure kind = failure == null ? HostFailure.ofErrorNumber(errorNumber) : HostFailure.of(failure);
            if (kind != HostFailure.OTHER) {
                if (lines.tryAcquire(kind)) {
                    LOG.warn("A reply was not sent: {}", kind.words());
                }
            } else if (failure == null) {
                LOG.debug("A reply was not sent: error {}", -errorNumber);
            } else {
                LOG.debug("A reply was not sent", failure);
            }
        } catch (Throwable e) {
            // Without memory for a line the worker goes on all the same: the failure is counted.
        }
    }
}
