package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.internal.LogLimiter;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells every listener, and keeps what one throws away from the announce. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerListener.class);

    private final TrackerListener[] all;
    private final TrackerStats stats;
    private final LogLimiter limiter = new LogLimiter();

    Listeners(List<TrackerListener> listeners, TrackerStats stats) {
        this.all = listeners.toArray(TrackerListener[]::new);
        this.stats = stats;
    }

    void announced(AnnounceRequest request, AnnounceResponse response) {
        if (all.length > 0) {
            tell(listener -> listener.announced(request, response));
        }
    }

    void refused(AnnounceRequest request, Rejection rejection) {
        if (all.length > 0) {
            tell(listener -> listener.refused(request, rejection));
        }
    }

    void scraped(ScrapeBatch batch) {
        stats.scraped();
        if (all.length > 0) {
            tell(listener -> listener.scraped(batch));
        }
    }

    void expired(int endpoints) {
        stats.expired(endpoints);
        if (all.length > 0) {
            tell(listener -> listener.expired(endpoints));
        }
    }

    private void tell(Consumer<TrackerListener> message) {
        for (TrackerListener listener : all) {
            try {
                message.accept(listener);
            } catch (RuntimeException e) {
                stats.listenerFailed();
                if (limiter.tryAcquire()) {
                    LOG.warn("A listener failed: {}", listener.getClass().getName(), e);
                }
            }
        }
    }
}
