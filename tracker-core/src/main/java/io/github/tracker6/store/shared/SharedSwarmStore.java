package io.github.tracker6.store.shared;

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
import io.github.tracker6.store.memory.MemoryReplica;
import io.github.tracker6.store.memory.SwarmFile;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the swarms in this process and shares them with other nodes through a {@link ChangeLog}. Every announce and scrape
 * is answered from memory, at once, whether the log is in reach or not; other nodes hear of an announce some 25 ms later, or
 * when the log is in reach again. Every call completes before it returns. Thread-safe.
 *
 * <p>Nodes that have read the same part of the log, and of which none has changes that are not in it, hold the same.
 * Counts of downloads are exact: a host that announces over two nodes counts once. Expiry is each node's own affair. Caps hold
 * for what this node hears.
 *
 * @since 0.1.0
 */
public final class SharedSwarmStore implements FullScrapeStore {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSwarmStore.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(8);

    private final ChangeLog log;
    private final ScheduledExecutorService executor;
    private final boolean ownsExecutor;
    private final StoreTime time;
    private final Duration peerTtl;
    private final Replication replication;
    private final CompletableFuture<Boolean> closing = new CompletableFuture<>();
    private final @Nullable SwarmFile state;
    private volatile MemoryReplica replica;
    private volatile boolean timeKnown;

    SharedSwarmStore(SharedSwarmStoreBuilder builder, ChangeLog log) {
        SharedStoreOptions options = builder.options();
        this.log = log;
        this.ownsExecutor = builder.executor == null;
        this.executor = builder.executor == null ? newExecutor() : builder.executor;
        this.time = new StoreTime(builder.clock);
        this.peerTtl = options.peerTtl();
        long node = options.random().nextLong();
        HostKey hostKey =
                new HostKey(options.random().nextLong(), options.random().nextLong());
        this.state = builder.state;
        MemoryReplica first = new MemoryReplica(options.tableOptions(), node, hostKey, options.peerTtl());
        this.replica = first;
        this.replication = new Replication(options, log, executor, time, node, first, table -> replica = table);
    }

    /** Returns a builder with every default. */
    public static SharedSwarmStoreBuilder builder() {
        return new SharedSwarmStoreBuilder();
    }

    private static ScheduledExecutorService newExecutor() {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tracker6-shared-store");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to share: connects to the log and joins the other nodes. Does not wait; {@link #health()} tells how far it got.
     * Before, and while the log is out of reach, the store answers from what it knows. Loads the {@linkplain
     * SharedSwarmStoreBuilder#state state} first, where there is one. Called once.
     *
     * @return this
     */
    public SharedSwarmStore start() {
        replication.start(loadState());
        return this;
    }

    /** Loads the state; returns whether it holds peers. */
    private boolean loadState() {
        SwarmFile file = state;
        try {
            Optional<SwarmFile.Loaded> loaded =
                    file == null ? Optional.empty() : file.load(replica.store(), time.callerNow());
            if (loaded.isEmpty()) {
                return false;
            }
            HostKey hostKey = loaded.get().hostKey();
            if (hostKey != null) {
                replica.hostKey(hostKey);
            }
            return loaded.get().endpoints() > 0;
        } catch (IOException e) {
            LOG.warn("The state can't be read; the store starts without: {}", e.toString());
            return false;
        }
    }

    /**
     * Writes the swarms and the host key to the file from which {@link #start} loads them, if there is one. Does not disturb
     * other calls. One call at a time.
     *
     * @throws IOException if the file can't be written
     */
    public void saveState() throws IOException {
        if (state != null) {
            MemoryReplica current = replica;
            state.save(current.store(), current.hostKey());
        }
    }

    /** Returns what this node knows of the log, and how its table does. About a second old at most. */
    @Override
    public SharedStoreHealth health() {
        return replication.health();
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        if (!timeKnown) {
            noteTime(update.nowMillis());
        }
        while (!replica.announce(update, response)) {
            Thread.onSpinWait();
        }
        replication.wake();
        return response.done();
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        replica.store().prefetch(swarms);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
        return replica.store().scrape(batch, nowMillis);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch, int maxSwarms, long nowMillis) {
        return replica.store().scrapeAll(batch, maxSwarms, nowMillis);
    }

    @Override
    public void reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {
        while (!replica.reachability(torrent, endpoint, found, nowMillis)) {
            Thread.onSpinWait();
        }
        replication.wake();
    }

    @Override
    public Duration peerTtl() {
        return peerTtl;
    }

    /** Returns the key that the nodes agreed on, or this node's own until it joined them. */
    @Override
    public HostKey hostKey() {
        return replica.hostKey();
    }

    @Override
    public StoreTotals totals() {
        return replica.store().totals();
    }

    @Override
    public int maintain(long nowMillis) {
        time.catchUp();
        noteTime(nowMillis);
        return replica.store().maintain(nowMillis);
    }

    /**
     * Returns a number that sums up all swarms, endpoints, roles and counts of downloads, without times. Nodes that hold the
     * same return the same, where nothing changes meanwhile. Visits the whole table.
     */
    public long digest() {
        return replica.digest();
    }

    private void noteTime(long callerMillis) {
        time.noteCaller(callerMillis);
        timeKnown = true;
    }

    /**
     * Sends what is to be sent, writes a snapshot if one is due, and ends; all of it only as far as the log answers within a
     * few seconds. Closes the log. Idempotent.
     */
    @Override
    public void close() {
        try {
            boolean all = closeSoon().toCompletableFuture().get(CLOSE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            if (!all) {
                LOG.warn("The shared store was closed with changes that the log does not have");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException e) {
            LOG.warn("The shared store was not closed in good order: {}", e.toString());
        }
        log.close();
        if (ownsExecutor) {
            executor.shutdownNow();
        }
    }

    /**
     * Begins to close as {@link #close()} does, without waiting, and without closing the log.
     *
     * @return completes with whether the log has all changes of this node
     */
    public CompletionStage<Boolean> closeSoon() {
        replication.close(closing);
        return closing;
    }
}
