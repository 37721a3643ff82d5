package io.github.tracker6.engine;

import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.SwarmStore;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thread that lets the store do its slices of housekeeping, and notes how far IPv6 has come. */
final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final SwarmStore store;
    private final Clock clock;
    private final Listeners listeners;
    private final TrackerStats stats;
    private final AdoptionSeries adoption;
    private @Nullable ScheduledExecutorService executor;
    private boolean closed;

    Housekeeping(SwarmStore store, Clock clock, Listeners listeners, TrackerStats stats, AdoptionSeries adoption) {
        this.store = store;
        this.clock = clock;
        this.listeners = listeners;
        this.stats = stats;
        this.adoption = adoption;
    }

    synchronized void start() {
        if (executor != null || closed) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tracker6-housekeeping");
            thread.setDaemon(true);
            return thread;
        });
        var unused = executor.scheduleWithFixedDelay(this::slice, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void slice() {
        try {
            long nowMillis = clock.millis();
            int expired = store.maintain(nowMillis);
            if (expired > 0) {
                listeners.expired(expired);
            }
            if (adoption.isDue(nowMillis)) {
                adoption.add(nowMillis, store.totals());
            }
        } catch (StoreException e) {
            stats.failed();
            LOG.warn("The store's housekeeping failed; it is tried again in {} ms: {}", PERIOD_MILLIS, e.getMessage());
        } catch (RuntimeException e) {
            stats.failed();
            LOG.warn("The store's housekeeping failed; it is tried again in {} ms", PERIOD_MILLIS, e);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
