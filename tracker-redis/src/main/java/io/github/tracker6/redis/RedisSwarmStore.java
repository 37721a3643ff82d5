package io.github.tracker6.redis;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.shared.SharedStoreHealth;
import io.github.tracker6.store.shared.SharedSwarmStore;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Shares swarms with other trackers through one Redis: Redis 6.2 or newer, or Valkey; one server, one behind Sentinel, or a
 * Cluster. Each tracker holds all swarms in its own memory and answers from it, whether Redis is in reach or not; Redis
 * carries what changed. A {@link SharedSwarmStore} over a stream in Redis, and as exact as that. Thread-safe; every call
 * completes before it returns.
 *
 * @since 0.1.0
 */
public final class RedisSwarmStore implements FullScrapeStore {
    private final SharedSwarmStore shared;
    private final AtomicBoolean started = new AtomicBoolean();

    RedisSwarmStore(SharedSwarmStore shared) {
        this.shared = shared;
    }

    /** Returns a builder with every default. */
    public static RedisSwarmStoreBuilder builder() {
        return new RedisSwarmStoreBuilder();
    }

    /**
     * Begins to share, in the background: connects to Redis, and goes on trying while it is out of reach. Does not wait, and
     * does not fail; {@link #health()} tells how far it got. The first announce, scrape or housekeeping calls it, too.
     * Idempotent.
     *
     * @return this
     */
    public RedisSwarmStore start() {
        if (started.compareAndSet(false, true)) {
            shared.start();
        }
        return this;
    }

    /**
     * Writes the swarms and the host key to the file of {@link
     * io.github.tracker6.store.shared.SharedSwarmStoreBuilder#state}, if there is one, from which {@link #start} loads
     * them. Does not disturb other calls. One call at a time.
     *
     * @throws IOException if the file can't be written
     */
    public void saveState() throws IOException {
        shared.saveState();
    }

    /** Returns what this tracker knows of Redis and of the other trackers, and how its table does. */
    @Override
    public SharedStoreHealth health() {
        return shared.health();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        if (!started.getPlain()) {
            start();
        }
        return shared.announce(update, response);
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        shared.prefetch(swarms);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        start();
        return shared.scrape(batch, nowMillis);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis) {
        start();
        return shared.scrapeAll(batch, maxSwarms, nowMillis);
    }

    @Override
    public void reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
        shared.reachability(torrent, endpoint, found, nowMillis);
    }

    @Override
    public Duration peerTtl() {
        return shared.peerTtl();
    }

    /** Returns the key that the trackers on this Redis agreed on, or this one's own until it joined them. */
    @Override
    public HostKey hostKey() {
        return shared.hostKey();
    }

    @Override
    public StoreTotals totals() {
        return shared.totals();
    }

    @Override
    public int maintain(long nowMillis) {
        start();
        return shared.maintain(nowMillis);
    }

    /**
     * Returns a number that sums up all swarms, without times. Trackers that hold the same return the same, where nothing
     * changes meanwhile. Visits the whole table.
     */
    public long digest() {
        return shared.digest();
    }

    /** Sends what is to be sent, as far as Redis answers within some seconds, and ends all connections. Idempotent. */
    @Override
    public void close() {
        shared.close();
    }

    /** Does not tell where Redis is. */
    @Override
    public String toString() {
        return "RedisSwarmStore[" + shared.health().phase() + "]";
    }
}
