package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.InfoHashes;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Answers a scrape without info hashes: the store lists its swarms, and then the interceptors see them as a scrape of
 * these swarms, so that they hide and refuse what they hide and refuse there. Thread-safe.
 */
final class FullScrapeCall {
    private final TrackerHandler store;
    private final ChainPart storePart;
    private final List<TrackerInterceptor> interceptors;
    private final PendingStages pending;

    FullScrapeCall(
            TrackerHandler store, ChainPart storePart, List<TrackerInterceptor> interceptors, PendingStages pending) {
        this.store = store;
        this.storePart = storePart;
        this.interceptors = interceptors;
        this.pending = pending;
    }

    /** Answers as {@link Tracker#scrapeAll} does. */
    CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch) {
        CompletionStage<ScrapeBatch> listing = store.scrapeAll(batch);
        if (listing == batch.done()) {
            return passOn(batch);
        }
        PendingStage<ScrapeBatch> whole = new PendingStage<>(batch, storePart);
        var unused = listing.whenComplete((listed, failure) -> {
            if (failure == null) {
                whole.follow(passOn(batch));
            } else {
                whole.fail(storePart.failure(failure));
            }
        });
        return whole;
    }

    /** Passes what the store listed through the interceptors. */
    private CompletionStage<ScrapeBatch> passOn(ScrapeBatch batch) {
        return batch.rejection() == null
                ? InterceptorCall.chain(interceptors, new Listed(batch), pending)
                        .scrape(batch)
                : batch.done();
    }

    /** The end of the chain: the store, which has the counts of one batch already. */
    private final class Listed implements TrackerHandler {
        private final ScrapeBatch listed;

        Listed(ScrapeBatch listed) {
            this.listed = listed;
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
            return batch == listed ? batch.done() : store.scrape(batch);
        }

        @Override
        public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
            return store.announce(request, response);
        }

        @Override
        public boolean answersFullScrape() {
            return store.answersFullScrape();
        }

        @Override
        public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch) {
            return store.scrapeAll(batch);
        }

        @Override
        public int intervalSeconds() {
            return store.intervalSeconds();
        }

        @Override
        public void prefetch(InfoHashes swarms) {
            store.prefetch(swarms);
        }
    }
}
