package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A store with a backend that answers when the test says so, or not at all. */
final class ScriptedStore implements SwarmStore {
    final CompletableFuture<Void> backend = new CompletableFuture<>();
    final AtomicInteger maintained = new AtomicInteger();
    volatile boolean maintenanceFails;
    volatile boolean closed;
    volatile @Nullable InfoHashes expected;

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        return backend.thenApply(unused -> response.counts(1, 2, 3));
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        return backend.thenApply(unused -> batch);
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        expected = swarms;
    }

    @Override
    public Duration peerTtl() {
        return Duration.ofHours(1);
    }

    @Override
    public StoreTotals totals() {
        return new StoreTotals(1, 2, 3, 4);
    }

    @Override
    public int maintain(long nowMillis) {
        maintained.incrementAndGet();
        if (maintenanceFails) {
            maintenanceFails = false;
            throw new IllegalStateException("planted");
        }
        return 3;
    }

    @Override
    public void close() {
        closed = true;
    }
}
