package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.InfoHashes;
import java.util.concurrent.CompletionStage;

/**
 * What answers announces and scrapes: the {@link Tracker} to its adapters, and the rest of the way to a {@link
 * TrackerInterceptor}. Thread-safe.
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
     * Tells which swarms will be asked for next, see {@link io.github.tracker6.store.SwarmStore#prefetch}. For adapters that
     * receive many requests at once. Does nothing by default.
     */
    default void prefetch(InfoHashes swarms) {}
}
