package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import java.util.concurrent.CompletionStage;

/**
 * Stands around the way of announces and scrapes to the store: access lists, limits, the embedder's own rules. An
 * interceptor refuses with {@link AnnounceResponse#reject} or calls {@code next}, and may change the request before
 * and the response after. Interceptors run in the order registered, on the adapter's thread: they must not block.
 * Thread-safe.
 */
public interface TrackerInterceptor {
    /**
     * Handles an announce; the contract is that of {@link TrackerHandler#announce}.
     *
     * @param next the rest of the way
     */
    CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response, TrackerHandler next);

    /**
     * Handles a scrape; passes it on by default.
     *
     * @param next the rest of the way
     */
    default CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
        return next.scrape(batch);
    }
}
