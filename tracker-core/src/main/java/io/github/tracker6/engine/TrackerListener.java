package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;

/**
 * Takes note of what the tracker did, for metrics and audit. The tracker calls it on the thread that completes the
 * announce, after the store has recorded it and before the caller has the answer: be quick, do not block, and keep neither
 * request nor response. What a listener throws is counted and logged, and changes no answer. Must be thread-safe.
 */
public interface TrackerListener {
    /** An announce was answered with peers; {@link AnnounceRequest#event()} tells started, completed and stopped. */
    default void onAnnounce(AnnounceRequest request, AnnounceResponse response) {}

    /** An announce was refused. */
    default void onRefusal(AnnounceRequest request, Rejection rejection) {}

    /** A scrape was answered. */
    default void onScrape(ScrapeBatch batch) {}

    /**
     * Endpoints expired without a {@code stopped}.
     *
     * @param endpoints how many since the last call; more than 0
     */
    default void onExpiry(int endpoints) {}
}
