package io.github.tracker6.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The announces and scrapes that wait for an interceptor or the store. Fails those that wait for too long, and those that
 * are left when the tracker is closed. There is no timer per stage: one task looks at the oldest stages of each shard
 * about ten times within the limit. Thread-safe.
 */
final class PendingStages {
    private static final int SHARDS = 16;
    private static final int CHECKS_PER_LIMIT = 10;
    private static final long MAX_PERIOD_MILLIS = 1_000;
    private static final long CLOSE_GRACE_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long FAIL_GRACE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long POLL_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    private final EngineThreads threads;
    private final Duration limit;
    private final long limitNanos;
    private final long periodMillis;
    private final Shard[] shards = new Shard[SHARDS];
    /** The failures of parts that may still write into a message, by message; its own lock guards it and the flag. */
    private final Map<Object, TrackerException> abandoned = Collections.synchronizedMap(new WeakHashMap<>());

    private volatile boolean anyAbandoned;
    private volatile boolean open;

    /** Stages in the order of their start, as a linked list. */
    static final class Shard {
        private @Nullable PendingStage<?> first;
        private @Nullable PendingStage<?> last;

        synchronized void remove(PendingStage<?> stage) {
            if (stage.shard != this) {
                return;
            }
            PendingStage<?> before = stage.previous;
            PendingStage<?> after = stage.next;
            if (before == null) {
                first = after;
            } else {
                before.next = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.previous = before;
            }
            stage.previous = null;
            stage.next = null;
            stage.shard = null;
        }

        private void append(PendingStage<?> stage) {
            PendingStage<?> before = last;
            stage.previous = before;
            stage.shard = this;
            last = stage;
            if (before == null) {
                first = stage;
            } else {
                before.next = stage;
            }
        }

        /** Takes the stages off whose deadline has passed; they stand at the front. */
        private synchronized void moveLate(long nowNanos, List<PendingStage<?>> late) {
            for (PendingStage<?> stage = first; stage != null && stage.deadlineNanos - nowNanos <= 0; stage = first) {
                remove(stage);
                late.add(stage);
            }
        }

        private synchronized void addTo(List<PendingStage<?>> list) {
            for (PendingStage<?> stage = first; stage != null; stage = stage.next) {
                list.add(stage);
            }
        }
    }

    /**
     * Makes an empty set of stages.
     *
     * @param limit how long a stage may wait; 0 for as long as it likes
     */
    PendingStages(EngineThreads threads, Duration limit) {
        this.threads = threads;
        this.limit = limit;
        this.limitNanos = limit.toNanos();
        this.periodMillis = Math.max(1, Math.min(MAX_PERIOD_MILLIS, limit.toMillis() / CHECKS_PER_LIMIT));
        for (int i = 0; i < SHARDS; i++) {
            shards[i] = new Shard();
        }
    }

    void start() {
        open = true;
        if (limitNanos > 0) {
            threads.repeat(this::failLate, periodMillis);
        }
    }

    /** Returns a stage that completes with the message or fails, whatever an interceptor or the store returned. */
    <T> CompletionStage<T> await(@Nullable CompletionStage<T> stage, T message, ChainPart part) {
        if (stage instanceof PendingStage<T> passed && passed.message() == message) {
            return stage; // an interceptor returned what the part behind it had returned
        }
        PendingStage<T> pending = new PendingStage<>(message, part);
        pending.follow(stage);
        add(pending);
        return pending;
    }

    /** Adds a stage unless it is done or the tracker does not run. */
    void add(PendingStage<?> stage) {
        if (!open || stage.isDone()) {
            return;
        }
        Shard shard = shards[(int) Thread.currentThread().getId() & (SHARDS - 1)];
        synchronized (shard) {
            if (!open) {
                return;
            }
            stage.deadlineNanos = System.nanoTime() + limitNanos;
            shard.append(stage);
        }
        if (stage.isDone()) {
            shard.remove(stage);
        }
    }

    /** Returns the failure of the interceptor or store that timed out and may still write into a message, or null. */
    @Nullable
    TrackerException abandonment(Object message) {
        return anyAbandoned ? abandoned.get(message) : null;
    }

    /** Fails the stages that have waited for too long. */
    private void failLate() {
        synchronized (abandoned) {
            anyAbandoned = !abandoned.isEmpty();
        }
        long now = System.nanoTime();
        List<PendingStage<?>> late = new ArrayList<>();
        for (Shard shard : shards) {
            shard.moveLate(now, late);
        }
        // A part behind an interceptor began to wait before it: then that part is the culprit, and not the interceptor.
        late.sort(Comparator.comparingLong(stage -> stage.deadlineNanos - now));
        for (PendingStage<?> stage : late) {
            abandon(stage, () -> stage.part().timedOut(limit));
        }
    }

    /** Fails a stage, on the executor, although its interceptor or store may still write into the message. */
    private void abandon(PendingStage<?> stage, Supplier<TrackerException> reason) {
        if (stage.isDone()) {
            return;
        }
        Object message = stage.message();
        TrackerException failure;
        synchronized (abandoned) {
            failure = abandoned.computeIfAbsent(message, unused -> reason.get());
            anyAbandoned = true;
        }
        threads.dispatch(() -> {
            if (!stage.fail(failure)) {
                abandoned.remove(message); // it completed just in time
            }
        });
    }

    /** Waits up to 2 seconds for the stages that are left, then fails them. */
    void close() {
        open = false;
        List<PendingStage<?>> left = new ArrayList<>();
        for (Shard shard : shards) {
            shard.addTo(left);
        }
        long now = System.nanoTime();
        left.sort(Comparator.comparingLong(stage -> stage.deadlineNanos - now));
        awaitSettled(left, CLOSE_GRACE_NANOS);
        for (PendingStage<?> stage : left) {
            abandon(stage, () -> stage.part().closed());
        }
        awaitSettled(left, FAIL_GRACE_NANOS);
    }

    private static void awaitSettled(List<PendingStage<?>> stages, long nanos) {
        long deadline = System.nanoTime() + nanos;
        for (PendingStage<?> stage : stages) {
            while (!stage.isSettled() && System.nanoTime() - deadline < 0) {
                if (Thread.currentThread().isInterrupted()) {
                    return;
                }
                LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }
}
