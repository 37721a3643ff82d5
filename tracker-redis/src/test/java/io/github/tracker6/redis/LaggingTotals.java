package io.github.tracker6.redis;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Lets a store whose totals lag behind catch up before they are looked at, as a second of housekeeping does. */
final class LaggingTotals implements SwarmStore {
    private final SwarmStore store;
    private final boolean capped;
    private long nowMillis;

    /**
     * Wraps a store.
     *
     * @param capped whether caps on totals are tested, so that totals are to be right before each announce
     */
    LaggingTotals(SwarmStore store, boolean capped) {
        this.store = store;
        this.capped = capped;
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        nowMillis = update.nowMillis();
        if (capped) {
            store.maintain(nowMillis);
        }
        return store.announce(update, response);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long now) {
        return store.scrape(batch, now);
    }

    @Override
    public Duration peerTtl() {
        return store.peerTtl();
    }

    @Override
    public StoreTotals totals() {
        store.maintain(nowMillis);
        return store.totals();
    }

    @Override
    public int maintain(long now) {
        nowMillis = now;
        return store.maintain(now);
    }

    @Override
    public void close() {
        store.close();
    }
}
