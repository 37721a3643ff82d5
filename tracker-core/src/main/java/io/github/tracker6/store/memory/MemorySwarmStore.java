package io.github.tracker6.store.memory;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Placeholder body until the tables land on this branch. */
public final class MemorySwarmStore implements FullScrapeStore {
    private final Duration peerTtl;

    MemorySwarmStore(MemorySwarmStoreBuilder builder) {
        peerTtl = builder.peerTtl;
    }

    /** Returns a builder with every default. */
    public static MemorySwarmStoreBuilder builder() {
        return new MemorySwarmStoreBuilder();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        return response.done();
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        return batch.done();
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis) {
        return batch.done();
    }

    @Override
    public Duration peerTtl() {
        return peerTtl;
    }

    @Override
    public StoreTotals totals() {
        return new StoreTotals(0, 0, 0, 0);
    }

    @Override
    public void close() {}
}
