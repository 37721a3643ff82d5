package io.github.tracker6.server;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.store.InfoHashes;
import java.util.concurrent.CompletionStage;

/**
 * Refuses what comes before the start and after the end. An HTTP server of the embedder's may still listen then; without this a
 * client would learn that its torrent is not tracked, or join a swarm that nobody sees. Thread-safe.
 */
final class WhileServing implements TrackerHandler {
    private final TrackerHandler tracker;
    private volatile boolean serves;

    WhileServing(TrackerHandler tracker) {
        this.tracker = tracker;
    }

    void serve(boolean serves) {
        this.serves = serves;
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
        return serves ? tracker.announce(request, response) : response.reject(Rejection.UNAVAILABLE);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
        return serves ? tracker.scrape(batch) : batch.reject(Rejection.UNAVAILABLE);
    }

    @Override
    public boolean answersFullScrape() {
        return tracker.answersFullScrape();
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch) {
        return serves ? tracker.scrapeAll(batch) : batch.reject(Rejection.UNAVAILABLE);
    }

    @Override
    public int intervalSeconds() {
        return tracker.intervalSeconds();
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        tracker.prefetch(swarms);
    }
}
