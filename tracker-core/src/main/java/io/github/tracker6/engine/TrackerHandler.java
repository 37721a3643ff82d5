package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.InfoHashes;
import java.util.concurrent.CompletionStage;

/**
 * Answers announces and scrapes: for adapters it is the {@link Tracker} or a decorator of it, for a {@link
 * TrackerInterceptor} the part of the chain behind it. Thread-safe.
 *
 * <p>Rules for request, response and batch, which callers reuse:
 *
 * <ul>
 *   <li>The caller leaves them alone from the call until the stage completes.
 *   <li>When the stage has completed normally, they are the caller's again: it reads the answer and may reuse them.
 *   <li>When the stage has failed, or the method has thrown, the caller must drop them and never reuse them. A store or
 *       interceptor that is late may still write into them.
 * </ul>
 *
 * <p>Stages of the {@link Tracker} fail after {@link TrackerBuilder#requestTimeout}, so adapters need no time limit of
 * their own; its methods neither throw nor return null. Any other handler should do the same.
 *
 * <p>A decorator overrides every method and passes on what it does not change. A default method that it does not override
 * hides what the tracker behind it returns.
 *
 * @since 0.1.0
 */
public interface TrackerHandler {
    /**
     * Answers an announce. A refusal is an answer: see {@link AnnounceResponse#rejection()}.
     *
     * @param request the announce
     * @param response filled in when the stage completes; {@linkplain AnnounceResponse#reset() reset} by the caller
     * @return completes with {@code response}. It is {@link AnnounceResponse#done()} if the answer needed no wait, so the
     *     caller can tell without a callback. It fails with a {@link io.github.tracker6.store.StoreException} if storage
     *     failed, and with a {@link TrackerException} if an interceptor or the store is at fault
     */
    CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response);

    /**
     * Answers a scrape. A refusal is an answer: see {@link ScrapeBatch#rejection()}.
     *
     * @param batch the info hashes; the counts are filled in when the stage completes
     * @return completes with {@code batch}. It is {@link ScrapeBatch#done()} if the answer needed no wait. It fails as
     *     that of {@link #announce} does
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
     * Names swarms whose requests follow soon, see {@link io.github.tracker6.store.SwarmStore#prefetch}. For adapters
     * that receive many requests at once. Does nothing by default.
     */
    default void prefetch(InfoHashes swarms) {}
}
