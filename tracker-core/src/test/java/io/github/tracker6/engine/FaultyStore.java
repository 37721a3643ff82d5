package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** A store that does in each call what a test says; by default it answers at once. */
final class FaultyStore implements FullScrapeStore {
    volatile BiFunction<PeerUpdate, AnnounceResponse, CompletionStage<AnnounceResponse>> announcing =
            (update, response) -> response.done();
    volatile Function<ScrapeBatch, CompletionStage<ScrapeBatch>> scraping = ScrapeBatch::done;
    volatile Runnable prefetching = () -> {};
    volatile IntSupplier maintaining = () -> 0;

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        return announcing.apply(update, response);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        return scraping.apply(batch);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int limit, long nowMillis) {
        return scraping.apply(batch);
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        prefetching.run();
    }

    @Override
    public Duration peerTtl() {
        return Duration.ofHours(1);
    }

    @Override
    public StoreTotals totals() {
        return new StoreTotals(0, 0, 0, 0);
    }

    @Override
    public int maintain(long nowMillis) {
        return maintaining.getAsInt();
    }

    @Override
    public void close() {}
}
