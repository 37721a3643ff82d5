package io.github.tracker6.claims;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.store.StoreException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Announces endpoints on behalf of their hosts, and counts what goes wrong. Thread-safe. */
final class ClaimAnnouncer {
    private static final Logger LOG = LoggerFactory.getLogger(AddressClaims.class);

    private final ClaimStats stats;
    private final LogLimiter limiter = new LogLimiter();

    ClaimAnnouncer(ClaimStats stats) {
        this.stats = stats;
    }

    void announce(AnnounceRequest request, TrackerHandler next) {
        try {
            var unused = next.announce(request, new AnnounceResponse()).whenComplete(this::answered);
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    void failed(Throwable failure) {
        stats.countFailure();
        if (limiter.tryAcquire()) {
            LOG.warn("A claim is lost; the host's next announce repeats it: {}", StoreException.describe(failure));
            LOG.debug("The last one in full", failure);
        }
    }

    private void answered(AnnounceResponse response, Throwable failure) {
        if (failure != null) {
            failed(failure);
        } else if (response.rejection() != null) {
            stats.countRefusedByTracker();
        }
    }
}
