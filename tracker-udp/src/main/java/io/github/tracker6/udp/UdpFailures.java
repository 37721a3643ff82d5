package io.github.tracker6.udp;

import io.github.tracker6.internal.FailureLines;
import io.github.tracker6.internal.HostFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts failures to receive, handle and answer datagrams, and logs them, one line a second for each reason. Throws nothing,
 * so that a worker goes on in any case. Thread-safe.
 */
final class UdpFailures {
    private static final Logger LOG = LoggerFactory.getLogger(UdpTrackerServer.class);
    private static final String NOT_SENT = "A reply was not sent: {}";

    private final UdpStats stats;
    private final FailureLines lines = new FailureLines(Long.MAX_VALUE);

    UdpFailures(UdpStats stats) {
        this.stats = stats;
    }

    /** Records that a datagram was not received, or not handled. */
    void recordReceive(Throwable failure) {
        stats.receiveFailures.increment();
        log("A datagram was not handled: {}", failure);
    }

    /** Records that a late reply was not built, or not sent. */
    void recordLateReply(Throwable failure) {
        stats.receiveFailures.increment();
        log("A late reply was not sent: {}", failure);
    }

    /**
     * Records a reply that was not sent. Only what the host lacks or denies is logged: where the client cannot be reached,
     * it repeats its request.
     */
    void recordSend(Throwable failure) {
        stats.sendFailures.increment();
        try {
            HostFailure kind = HostFailure.of(failure);
            if (kind == HostFailure.OTHER) {
                LOG.debug("A reply was not sent", failure);
            } else if (lines.tryAcquire(kind)) {
                LOG.warn(NOT_SENT, kind.words());
            }
        } catch (Throwable e) {
            // As in log().
        }
    }

    /**
     * Records a reply that was not sent, as {@link #recordSend(Throwable)} does.
     *
     * @param errorNumber negative, of Linux
     */
    void recordSend(int errorNumber) {
        stats.sendFailures.increment();
        try {
            HostFailure kind = HostFailure.ofErrorNumber(errorNumber);
            if (kind == HostFailure.OTHER) {
                LOG.debug("A reply was not sent: error {}", -errorNumber);
            } else if (lines.tryAcquire(kind)) {
                LOG.warn(NOT_SENT, kind.words());
            }
        } catch (Throwable e) {
            // As in log().
        }
    }

    private void log(String message, Throwable failure) {
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
