package io.github.tracker6.store.plain;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreTotals;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A store whose subclass only says where the swarms are kept: {@link #change} and {@link #infoHashes} over a
 * {@link java.util.concurrent.ConcurrentHashMap} are a complete store. This class keeps every rule of
 * {@link io.github.tracker6.store.SwarmStore} by means of {@link PlainSwarm}. Thread-safe if the subclass is.
 *
 * <p>Every call completes before it returns, on the caller's thread, so {@link #change} must not wait for I/O.
 *
 * @since 0.1.0
 */
public abstract class PlainSwarmStore implements FullScrapeStore {
    /** Swarms that one call of {@link #maintain} looks at, so that it takes milliseconds. */
    private static final int SWARMS_PER_CALL = 16_384;

    private final Capacity capacity;

    /** Where the next call of {@link #maintain} goes on. */
    private Iterator<InfoHash> toMaintain = Collections.emptyIterator();

    /** Makes a store whose random numbers come from a secure source. */
    protected PlainSwarmStore(StoreOptions options) {
        this(options, new SecureRandom());
    }

    /**
     * Makes a store.
     *
     * @param random the source of the seeds for sampling; used by one thread at a time. A seeded one makes a test repeat.
     */
    protected PlainSwarmStore(StoreOptions options, RandomGenerator random) {
        this.capacity = new Capacity(options, random);
    }

    /**
     * Changes one swarm as one critical section. Calls {@code change} once, on this thread, with the swarm that is kept
     * under the info hash, or null where there is none; then keeps what {@code change} returns, or nothing where that is
     * null. Two changes of one swarm never overlap, and the later sees what the earlier did.
     *
     * @throws StoreException if the swarm could not be read or kept
     */
    protected abstract void change(InfoHash infoHash, UnaryOperator<@Nullable PlainSwarm> change);

    /**
     * Returns the info hashes under which swarms are kept, in any order. Swarms may come and go during the iteration:
     * it must not fail then, and may show such a change or not, as
     * {@link java.util.concurrent.ConcurrentHashMap#keySet()}.
     */
    protected abstract Iterable<InfoHash> infoHashes();

    /**
     * Puts back a saved swarm, even beyond the caps. Does nothing if a swarm is kept under that info hash already.
     *
     * @param downloaded as {@link PlainSwarm#downloaded()} returned it
     * @param peers as {@link PlainSwarm#peers()} returned them; those that have expired since are dropped at the next
     *     call
     */
    protected final void restore(InfoHash infoHash, int downloaded, Collection<PlainPeer> peers) {
        change(infoHash, swarm -> swarm == null ? new PlainSwarm(capacity).restore(downloaded, peers) : swarm);
    }

    @Override
    public final CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        try {
            change(
                    update.infoHash(),
                    swarm -> (swarm == null ? new PlainSwarm(capacity) : swarm).announce(update, response));
            return response.done();
        } catch (StoreException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public final CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        try {
            for (int i = 0; i < batch.size(); i++) {
                int index = i;
                if (!batch.hidden(index)) {
                    changeKnown(batch.infoHash(index), swarm -> swarm.scrape(batch, index, nowMillis));
                }
            }
            return batch.done();
        } catch (StoreException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public final CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis) {
        try {
            int max = batch.size() + maxSwarms;
            Iterator<InfoHash> all = infoHashes().iterator();
            while (all.hasNext() && batch.size() < max) {
                InfoHash infoHash = all.next();
                changeKnown(infoHash, swarm -> {
                    PlainSwarm kept = swarm.expire(nowMillis);
                    return swarm.hasPeers() ? swarm.scrape(batch.add(infoHash), batch.size() - 1, nowMillis) : kept;
                });
            }
            return batch.done();
        } catch (StoreException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    @Override
    public final void reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
        changeKnown(torrent, swarm -> swarm.reachability(endpoint, found));
    }

    @Override
    public final Duration peerTtl() {
        return capacity.options.peerTtl();
    }

    @Override
    public final StoreTotals totals() {
        return capacity.totals();
    }

    /** Removes what has expired from up to 16,384 swarms; the next call goes on with those behind them. */
    @Override
    public final synchronized int maintain(long nowMillis) {
        if (!toMaintain.hasNext()) {
            toMaintain = infoHashes().iterator();
        }
        for (int i = 0; i < SWARMS_PER_CALL && toMaintain.hasNext(); i++) {
            changeKnown(toMaintain.next(), swarm -> swarm.expire(nowMillis));
        }
        return capacity.takeExpired();
    }

    /** Does nothing: the garbage collector frees the memory. A store that holds anything else overrides it. */
    @Override
    public void close() {}

    /** Changes a swarm if there is one. */
    private void changeKnown(InfoHash infoHash, KnownChange change) {
        change(infoHash, swarm -> swarm == null ? null : change.apply(swarm));
    }

    /** A change of a swarm that is kept; returns what is left to keep of it. */
    private interface KnownChange {
        @Nullable
        PlainSwarm apply(PlainSwarm swarm);
    }
}
