package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.internal.LogLimiter;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls every listener. What one throws is counted and logged, and changes no answer. Thread-safe. */
final class Listeners {
    private static final Logger LOG = LoggerFactory.getLogger(TrackerListener.class);

    private final TrackerListener[] all;
    private final TrackerStats stats;
    private final LogLimiter limiter = new LogLimiter();

    Listeners(List<TrackerListener> listeners, TrackerStats stats) {
        this.all = listeners.toArray(TrackerListener[]::new);
        this.stats = stats;
    }

    /** Allocates nothing: it is a part of each announce. */
    void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
        for (TrackerListener listener : all) {
            try {
                listener.onAnnounce(request, response);
            } catch (Throwable e) {
                recordFailure(listener, e);
            }
        }
    }

    void onRefusal(AnnounceRequest request, Rejection rejection) {
        if (all.length > 0) {
            callEach(listener -> listener.onRefusal(request, rejection));
        }
    }

    void onScrape(ScrapeBatch batch) {
        if (all.length > 0) {
            callEach(listener -> listener.onScrape(batch));
        }
    }

    void onExpiry(int endpoints) {
        if (all.length > 0) {
            callEach(listener -> listener.onExpiry(endpoints));
        }
    }

    private void callEach(Consumer<TrackerListener> event) {
        for (TrackerListener listener : all) {
            try {
                event.accept(listener);
            } catch (Throwable e) {
                recordFailure(listener, e);
            }
        }
    }

    /** Counts and logs what an embedder's code throws; the answer does not depend on it. */
    void recordFailure(Object listener, Throwable failure) {
        stats.countListenerFailure();
        if (limiter.tryAcquire()) {
            LOG.warn("A listener failed: {}", listener.getClass().getName(), failure);
        }
    }
}
