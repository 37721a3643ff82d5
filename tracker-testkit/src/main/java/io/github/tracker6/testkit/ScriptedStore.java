package io.github.tracker6.testkit;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A store that answers what a test tells it to, at once or when the test says so. */
public final class ScriptedStore implements FullScrapeStore {
    /** What every announce gets, of either family. */
    public final List<Endpoint> peers = new ArrayList<>();
    /** Complete, incomplete, downloaded and downloaders of each known swarm. */
    public final Map<InfoHash, int[]> swarms = new LinkedHashMap<>();
    /** Where it is set, every call waits for it. */
    public volatile @Nullable CompletableFuture<Void> gate;
    /** Where it is set, every call throws it. */
    public volatile @Nullable RuntimeException thrown;
    /** Where it is set, every announce is refused with it. */
    public volatile @Nullable Rejection rejection;

    /** How many announces came. */
    public volatile int announces;
    /** How many peers the last announce wanted. */
    public volatile int numWant;

    /** Makes a store without peers and swarms that answers at once. */
    public ScriptedStore() {}

    @Override
    public synchronized CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        announces++;
        numWant = update.numWant();
        throwIfTold();
        CompletableFuture<Void> held = gate;
        if (held != null) {
            return held.thenApply(ignored -> fill(response));
        }
        fill(response);
        return response.done();
    }

    private AnnounceResponse fill(AnnounceResponse response) {
        Rejection refusal = rejection;
        if (refusal != null) {
            var unused = response.reject(refusal);
            return response;
        }
        response.counts(3, 4, 5);
        peers.forEach(peer -> response.peers(peer.family()).add(peer));
        return response;
    }

    @Override
    public synchronized CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        throwIfTold();
        for (int i = 0; i < batch.size(); i++) {
            int[] counts = swarms.get(batch.infoHash(i));
            if (counts != null && !batch.hidden(i)) {
                batch.setCounts(i, counts[0], counts[1], counts[2], counts[3]);
            }
        }
        CompletableFuture<Void> held = gate;
        return held == null ? batch.done() : held.thenApply(ignored -> batch);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis) {
        throwIfTold();
        swarms.keySet().stream().limit(maxSwarms).forEach(batch::add);
        return scrape(batch, nowMillis);
    }

    private void throwIfTold() {
        RuntimeException told = thrown;
        if (told != null) {
            throw told;
        }
    }

    @Override
    public Duration peerTtl() {
        return Duration.ofMinutes(45);
    }

    @Override
    public StoreTotals totals() {
        return new StoreTotals(swarms.size(), 0, 0, 0);
    }

    @Override
    public void close() {}
}
