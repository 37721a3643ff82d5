package io.github.tracker6.store;

import io.github.tracker6.ScrapeBatch;
import java.util.concurrent.CompletionStage;

/**
 * A store that can list its swarms, for a scrape without info hashes (BEP 48, "scrape all").
 *
 * @since 0.1.0
 */
public interface FullScrapeStore extends SwarmStore {
    /**
     * Adds swarms that hold peers to the batch, with their counts, in any order. Keeps what the batch holds already.
     *
     * @param maxSwarms how many to add at most, 1 or more
     * @param nowMillis the caller's time, in milliseconds
     * @return completes with {@code batch}; exceptionally with a {@link StoreException} where storage failed
     */
    CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis);
}
