package io.github.tracker6.redis;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps swarms in Redis, so that any number of trackers share them: Redis 6.2 or newer, or Valkey; one server, one behind
 * Sentinel, or a Cluster. An announce is one round trip to the node that has the swarm; what comes while others are on their
 * way shares a script, unless it is a Cluster. Thread-safe.
 *
 * <p>All trackers on one Redis must keep peers equally long, use the same {@link RedisSwarmStoreBuilder#keyPrefix} and
 * have clocks that agree to within a minute. The first one writes down what they agree on, the secret key of host tags
 * among it, which the {@link io.github.tracker6.engine.Tracker} then uses by itself.
 *
 * <p>Counts of swarms of up to 96 hosts are exact. In larger ones, hosts that expired count until a tracker
 * that serves the swarm looks after it, a minute or so; they are never handed out.
 * {@linkplain #totals() Totals} are those of the last {@linkplain RedisSwarmStoreBuilder#totalsInterval interval}, and
 * count hosts of a swarm that no tracker looks after any more for up to twice the time to live. The caps on all
 * swarms and peers go by them, so that they can be passed by what joins within an interval.
 *
 * <p>In memory of its own it keeps when up to 131,072 swarms are due, and where up to 2,097,152 hosts of large ones are, in
 * 16 MiB at most; what it does not know costs Redis more, and nothing else.
 *
 * <p>While Redis is out of reach, calls fail at once with a {@link StoreException}; nothing is queued. Announces can be
 * answered from {@linkplain RedisSwarmStoreBuilder#recentAnswers recent answers} then.
 */
public final class RedisSwarmStore implements SwarmStore {
    private static final Logger LOG = LoggerFactory.getLogger(RedisSwarmStore.class);
    private static final long READY_WAIT_MILLIS = 3_000;
    private static final long MAINTENANCE_WAIT_MILLIS = 5_000;

    private final RedisLink link;
    private final RedisStoreOptions options;
    private final Opening opening;
    private final Maintenance maintenance;
    private final @Nullable RecentAnswers recentAnswers;
    private final AtomicInteger expired = new AtomicInteger();
    private volatile StoreTotals totals = new StoreTotals(0, 0, 0, 0);

    RedisSwarmStore(RedisLink link, RedisStoreOptions options) {
        this.link = link;
        this.options = options;
        this.opening = new Opening(link, options);
        this.maintenance = new Maintenance(options);
        this.recentAnswers = options.recentAnswers().isZero() ? null : new RecentAnswers(options.recentAnswers());
    }

    /** Returns a builder with every default. */
    public static RedisSwarmStoreBuilder builder() {
        return new RedisSwarmStoreBuilder();
    }

    /** Connects, and waits for that a moment: a Redis that is down is no failure, one that is not ours is. */
    RedisSwarmStore open() {
        link.start();
        try {
            opening.session().toCompletableFuture().get(READY_WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            // It goes on in the background; announces fail until then, and say why.
            var unused = opening.session().whenComplete(RedisSwarmStore::tell);
            return this;
        } catch (java.util.concurrent.ExecutionException e) {
            if (e.getCause() instanceof IllegalStateException disagreement) {
                close();
                throw disagreement;
            }
        }
        return this;
    }

    private static void tell(@Nullable Session session, @Nullable Throwable disagreement) {
        if (disagreement == null) {
            LOG.info("Redis answers now");
        } else {
            LOG.error("This tracker serves nothing: {}", disagreement.getMessage());
        }
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        Session session = opening.current();
        ThreadLocalRandom random = ThreadLocalRandom.current();
        CompletableFuture<AnnounceResponse> answer = session == null
                ? CompletableFuture.failedFuture(opening.absence())
                : new AnnounceRun(this, session, update, response, random).start();
        return recentAnswers == null ? answer : recentAnswers.behind(answer, update, response);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        Session session = opening.current();
        if (session == null) {
            return CompletableFuture.failedFuture(opening.absence());
        }
        return new ScrapeRun(session, batch, nowMillis).start();
    }

    @Override
    public Duration peerTtl() {
        return options.peerTtl();
    }

    @Override
    public @Nullable HostKey hostKey() {
        Session session = opening.current();
        return session == null ? null : session.agreement().hostKey();
    }

    @Override
    public StoreTotals totals() {
        return totals;
    }

    /**
     * Sweeps swarms that this tracker serves, and adds up the totals when they are due. Does nothing while Redis is out of
     * reach.
     */
    @Override
    public int maintain(long nowMillis) {
        Session known = opening.current();
        if (known != null && link.trouble() == null) {
            try {
                Session session = await(opening.confirm(known));
                if (session != null) {
                    maintain(session, nowMillis);
                }
            } catch (StoreException e) {
                if (link.trouble() == null) {
                    throw e;
                }
            }
        }
        return expired.getAndSet(0);
    }

    private void maintain(Session session, long nowMillis) {
        expired.addAndGet(await(maintenance.sweep(session, nowMillis)));
        CompletionStage<StoreTotals> sum = maintenance.totals(session, nowMillis);
        if (sum != null) {
            totals = await(sum);
        }
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture()
                    .orTimeout(MAINTENANCE_WAIT_MILLIS, TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException e) {
            throw RedisStoreException.of(e);
        }
    }

    @Override
    public void close() {
        link.close();
    }

    boolean isFullOfSwarms() {
        return totals.swarms() >= options.maxSwarms();
    }

    boolean isFullOfPeers() {
        return totals.hosts() >= options.maxPeers();
    }

    void expired(int endpoints) {
        if (endpoints > 0) {
            expired.addAndGet(endpoints);
        }
    }

    /** Tells nothing of where Redis is. */
    @Override
    public String toString() {
        return "RedisSwarmStore[" + link + "]";
    }
}
