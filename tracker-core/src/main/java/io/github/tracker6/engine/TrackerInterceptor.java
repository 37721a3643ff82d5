package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import java.util.concurrent.CompletionStage;

/**
 * A rule of the embedder's own on the way of announces and scrapes to the store: access lists, limits, passkeys. An
 * interceptor refuses with {@link AnnounceResponse#reject} or calls {@code next}; it may change the request before, and
 * the response after. Must be thread-safe.
 *
 * <p>Interceptors run in the order of their registration, on the adapter's thread, and must not block. For work that takes
 * time, return a stage that completes later, within {@link TrackerBuilder#requestTimeout}. It must not complete before the
 * stage of {@code next} does, because the store still writes into the response until then.
 *
 * <p>If the stage of {@code next} fails, let the returned stage fail too: the part that failed may still write into the
 * response. An answer in place of a part that timed out is turned into a failure.
 *
 * @since 0.1.0
 */
public interface TrackerInterceptor {
    /**
     * Handles an announce. The contract is that of {@link TrackerHandler#announce}.
     *
     * @param next the part of the chain behind this interceptor
     * @return completes with {@code response}
     */
    CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response, TrackerHandler next);

    /**
     * Handles a scrape. The contract is that of {@link TrackerHandler#scrape}. Calls {@code next} by default.
     *
     * <p>A scrape without info hashes comes here too, once the store has listed its swarms: the batch holds up to
     * {@link TrackerBuilder#MAX_FULL_SCRAPE_LIMIT} info hashes, and their counts already. {@link ScrapeBatch#hide}
     * takes one out.
     *
     * @param next the part of the chain behind this interceptor
     * @return completes with {@code batch}
     */
    default CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
        return next.scrape(batch);
    }
}
