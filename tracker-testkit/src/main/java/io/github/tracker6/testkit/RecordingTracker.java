package io.github.tracker6.testkit;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A tracker that notes what reaches it, and answers at once or when the test completes {@link #gate}. Thread-safe. */
final class RecordingTracker implements TrackerHandler {
    /** An announce as it reached the tracker. */
    record Seen(
            InfoHash infoHash, Endpoint source, @Nullable String path) {}

    final List<Seen> announces = new CopyOnWriteArrayList<>();
    final List<InfoHash> scraped = new CopyOnWriteArrayList<>();

    /** If set, every announce waits for it. */
    volatile @Nullable CompletableFuture<Void> gate;

    @Override
    public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
        announces.add(new Seen(request.infoHash(), request.source(), request.path()));
        CompletableFuture<Void> held = gate;
        if (held != null) {
            return held.thenApply(ignored -> fill(response));
        }
        fill(response);
        return response.done();
    }

    private static AnnounceResponse fill(AnnounceResponse response) {
        return response.intervalSeconds(1_800).counts(3, 4, 5);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            scraped.add(batch.infoHash(i));
            batch.setCounts(i, 1, 2, 3, 2);
        }
        return batch.done();
    }
}
