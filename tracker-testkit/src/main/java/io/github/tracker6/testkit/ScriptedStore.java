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

/**
 * A store whose answers a test sets, at once or when the test completes {@link #gate}. Its methods are thread-safe. The
 * list and the map are not: fill them before the first request.
 *
 * @since 0.1.0
 */
public final class ScriptedStore implements FullScrapeStore {
    /** The peers of every answer to an announce, of either family. */
    public final List<Endpoint> peers = new ArrayList<>();
    /** Complete, incomplete, downloaded and downloaders of each known swarm. */
    public final Map<InfoHash, int[]> swarms = new LinkedHashMap<>();
    /** If set, every announce and scrape waits for it; default null. */
    public volatile @Nullable CompletableFuture<Void> gate;
    /** If set, every announce and scrape throws it; default null. */
    public volatile @Nullable RuntimeException thrown;
    /** If set, every announce is refused with it; default null. */
    public volatile @Nullable Rejection rejection;

    /** How many announces there were. */
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
