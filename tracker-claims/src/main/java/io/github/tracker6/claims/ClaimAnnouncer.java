package io.github.tracker6.claims;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.store.StoreException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces endpoints on behalf of their hosts; counts and logs refusals and failures. Thread-safe. */
final class ClaimAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(AddressClaims.class);

    private final ClaimStats stats;
    private final LogLimiter limiter = new LogLimiter();

    ClaimAnnouncer(ClaimStats stats) {
        this.stats = stats;
    }

    /** Announces to the rest of the tracker. A failure is recorded, not thrown. */
    void announce(AnnounceRequest request, TrackerHandler next) {
        try {
            AnnounceResponse response = new AnnounceResponse();
            var unused =
                    next.announce(request, response).whenComplete((answer, failure) -> recordAnswer(response, failure));
        } catch (Throwable e) {
            recordFailure(e);
        }
    }

    /** Counts a claim that has no effect, and logs it at DEBUG. */
    void recordRefusal(Endpoint source, InfoHash infoHash, ClaimRefusal reason) {
        stats.countRefusal(reason);
        LOG.debug("A claim of {} for {} had no effect: {}", source, infoHash, reason);
    }

    /** Counts a failure, and logs it unless another one was logged within the last second. Never throws. */
    void recordFailure(Throwable failure) {
        stats.countFailure();
        if (limiter.tryAcquire()) {
            try {
                LOG.warn("A claim is lost; the host's next announce repeats it: {}", StoreException.describe(failure));
                LOG.debug("The last one in full", failure);
            } catch (Throwable e) {
                // Without memory for a log line the claims go on all the same: the failure is counted.
            }
        }
    }

    private void recordAnswer(AnnounceResponse response, @Nullable Throwable failure) {
        if (failure != null) {
            recordFailure(failure);
        } else if (response.rejection() != null || response.unlistedBy() != null) {
            stats.countRefusedByTracker();
        }
    }
}
