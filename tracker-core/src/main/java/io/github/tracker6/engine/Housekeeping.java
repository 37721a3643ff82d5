package io.github.tracker6.engine;

import io.github.tracker6.internal.SteadyClock;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.SwarmStore;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that once a second lets the store do its housekeeping, measures the load, lets the clock catch up after a
 * sleep, and adds points to the adoption series. It survives whatever the store throws. Thread-safe.
 */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);
    private static final long PERIOD_MILLIS = 1_000;
    private static final long CLOSE_GRACE_MILLIS = 1_000;

    private final SwarmStore store;
    private final Clock clock;
    private final Listeners listeners;
    private final TrackerStats stats;
    private final AdoptionSeries adoption;
    private final Intervals intervals;
    private final EngineHealth health;
    private final List<Runnable> steps = List.of(this::catchUp, this::maintain, this::measure, this::notePoint);
    private @Nullable ScheduledExecutorService executor;
    private volatile @Nullable Thread thread;

    Housekeeping(
            SwarmStore store,
            Clock clock,
            Listeners listeners,
            TrackerStats stats,
            AdoptionSeries adoption,
            Intervals intervals,
            EngineHealth health) {
        this.store = store;
        this.clock = clock;
        this.listeners = listeners;
        this.stats = stats;
        this.adoption = adoption;
        this.intervals = intervals;
        this.health = health;
    }

    synchronized void start() {
        var ignored = attempt(() -> intervals.start(
                clock.millis(), stats.announces(), store.totals().hosts()));
        ScheduledExecutorService started = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "tracker6-housekeeping");
            made.setDaemon(true);
            thread = made;
            return made;
        });
        executor = started;
        var unused = started.scheduleWithFixedDelay(this::turn, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void turn() {
        health.beginTurn();
        String failure = "";
        for (Runnable step : steps) {
            String failed = attempt(step);
            failure = failed.isEmpty() ? failure : failed;
        }
        health.endTurn(failure);
    }

    private void catchUp() {
        SteadyClock.catchUp(clock);
    }

    private void measure() {
        long hosts = intervals.isCold() ? store.totals().hosts() : 0;
        intervals.turn(clock.millis(), stats.announces(), hosts);
    }

    private void maintain() {
        int expired = store.maintain(clock.millis());
        if (expired > 0) {
            stats.countExpired(expired);
            listeners.onExpiry(expired);
        }
    }

    private void notePoint() {
        long nowMillis = clock.millis();
        if (adoption.isDue(nowMillis)) {
            adoption.add(nowMillis, store.totals());
        }
    }

    /** Runs a task; returns in one line why it failed, or "". */
    private String attempt(Runnable task) {
        try {
            task.run();
            return "";
        } catch (StoreException e) {
            stats.countHousekeepingFailure();
            LOG.warn("The store's housekeeping failed; it is tried again in {} ms: {}", PERIOD_MILLIS, e.getMessage());
            return String.valueOf(e.getMessage());
        } catch (Throwable e) { // would end the thread's task for ever
            stats.countHousekeepingFailure();
            LOG.warn("The store's housekeeping failed; it is tried again in {} ms", PERIOD_MILLIS, e);
            return e.toString();
        }
    }

    /** Lets a turn that runs come to its end, for a second at most, then interrupts it. Idempotent. */
    synchronized void close() {
        ScheduledExecutorService started = executor;
        if (started == null) {
            return;
        }
        executor = null;
        started.shutdown();
        try {
            if (Thread.currentThread() != thread) {
                var unused = started.awaitTermination(CLOSE_GRACE_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            started.shutdownNow();
        }
    }
}
