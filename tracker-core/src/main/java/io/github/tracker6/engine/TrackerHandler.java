package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.InfoHashes;
import java.util.concurrent.CompletionStage;

/**
 * Answers announces and scrapes. To an adapter it is the {@link Tracker}, or a decorator of it; to a {@link
 * TrackerInterceptor} it is the rest of the way. Thread-safe.
 *
 * <p>A decorator overrides every method and passes on what it does not change: a default method that is not overridden
 * hides what the tracker behind it says.
 */
public interface TrackerHandler {
    /**
     * Answers an announce.
     *
     * @param request the announce; untouched by the caller until the stage completes
     * @param response filled in when the stage completes; {@linkplain AnnounceResponse#reset() reset} by the caller
     * @return completes with {@code response}, often before this method returns; exceptionally with a {@link
     *     io.github.tracker6.store.StoreException} where storage failed. A refusal is a value: {@link
     *     AnnounceResponse#rejection()}
     */
    CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response);

    /**
     * Answers a scrape.
     *
     * @param batch the info hashes; filled in when the stage completes
     * @return completes with {@code batch}, exceptionally with a {@link io.github.tracker6.store.StoreException} where
     *     storage failed
     */
    CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch);

    /**
     * Returns whether {@link #scrapeAll} lists swarms. Adapters ask first: a full scrape takes long and runs on a thread of
     * its own, a refusal does not.
     *
     * @return false by default
     */
    default boolean answersFullScrape() {
        return false;
    }

    /**
     * Answers a scrape without info hashes: a full scrape (BEP 48). May take long on the caller's thread.
     *
     * @param batch empty; filled in when the stage completes
     * @return completes as {@link #scrape} does; a refusal by default
     */
    default CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch) {
        return batch.reject(Rejection.FULL_SCRAPE_REFUSED);
    }

    /**
     * Returns the interval that an adapter sends where no answer to an announce holds one: with a refusal, and in a scrape.
     *
     * @return 1 or more, in seconds; by default {@link TrackerBuilder#DEFAULT_INTERVAL}
     */
    default int intervalSeconds() {
        return Math.toIntExact(TrackerBuilder.DEFAULT_INTERVAL.toSeconds());
    }

    /**
     * Tells which swarms the adapter asks for next, see {@link io.github.tracker6.store.SwarmStore#prefetch}. For adapters
     * that receive many requests at once. Does nothing by default.
     */
    default void prefetch(InfoHashes swarms) {}
}
