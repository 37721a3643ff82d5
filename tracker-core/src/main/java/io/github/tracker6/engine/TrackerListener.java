package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;

/**
 * Hears what happened, for metrics and audit. Called on the thread that completes the announce, after the store did its
 * part: be quick, do not block, and keep neither request nor response. What a listener throws is counted and logged,
 * and never hurts an announce. Thread-safe.
 */
public interface TrackerListener {
    /** An announce was answered with peers; {@link AnnounceRequest#event()} tells started, completed and stopped. */
    default void announced(AnnounceRequest request, AnnounceResponse response) {}

    /** An announce was refused. */
    default void refused(AnnounceRequest request, Rejection rejection) {}

    /** A scrape was answered. */
    default void scraped(ScrapeBatch batch) {}

    /**
     * Endpoints expired without a {@code stopped}.
     *
     * @param endpoints how many since the last call; more than 0
     */
    default void expired(int endpoints) {}
}
