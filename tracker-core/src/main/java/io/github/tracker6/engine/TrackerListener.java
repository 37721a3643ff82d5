package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;

/**
 * Is called after each result, for metrics and audit: on the thread that completes the announce or scrape, before the
 * caller has the answer. Be quick, do not block, and do not keep the request, the response or the batch. What a
 * listener throws is counted and logged, and changes no answer. Must be thread-safe.
 *
 * @since 0.1.0
 */
public interface TrackerListener {
    /** An announce was answered and not refused; {@link AnnounceRequest#event()} says which event it reported. */
    default void onAnnounce(AnnounceRequest request, AnnounceResponse response) {}

    /** An announce was refused. */
    default void onRefusal(AnnounceRequest request, Rejection rejection) {}

    /** A scrape was answered. */
    default void onScrape(ScrapeBatch batch) {}

    /**
     * Endpoints expired without a {@code stopped}. Called on the housekeeping thread, at most about once a second.
     *
     * @param endpoints how many since the last call; more than 0
     */
    default void onExpiry(int endpoints) {}
}
