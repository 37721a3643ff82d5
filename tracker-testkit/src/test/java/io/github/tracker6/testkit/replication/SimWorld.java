package io.github.tracker6.testkit.replication;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Time and everything that waits for it: one queue of events, run one after the other by one thread. */
final class SimWorld {
    static final long START_MILLIS = 1_900_000_000_000L;

    private record Event(long atMillis, long number, Runnable action) {}

    private final PriorityQueue<Event> events = new PriorityQueue<>((a, b) ->
            a.atMillis == b.atMillis ? Long.compare(a.number, b.number) : Long.compare(a.atMillis, b.atMillis));
    private final Random random;
    private long nowMillis = START_MILLIS;
    private long eventNumber;
    private long logAheadMillis;

    SimWorld(long seed) {
        this.random = new Random(seed);
    }

    Random random() {
        return random;
    }

    long now() {
        return nowMillis;
    }

    void after(long delayMillis, Runnable action) {
        events.add(new Event(nowMillis + delayMillis, eventNumber++, action));
    }

    /** Runs all events until so much time has passed. */
    void run(long millis) {
        long untilMillis = nowMillis + millis;
        while (!events.isEmpty() && events.element().atMillis <= untilMillis) {
            Event event = events.remove();
            nowMillis = event.atMillis;
            event.action.run();
        }
        nowMillis = untilMillis;
    }

    /** Returns a clock that is ahead, or behind. */
    Clock clock(long aheadMillis) {
        return clock(() -> nowMillis + aheadMillis);
    }

    /** Returns the log's clock, which {@link #setLogClock} sets. */
    Clock logClock() {
        return clock(() -> nowMillis + logAheadMillis);
    }

    /** Sets the log's clock forward, or back. */
    void setLogClock(long byMillis) {
        logAheadMillis += byMillis;
    }

    private static Clock clock(LongSupplier millis) {
        return new Clock() {
            @Override
            public long millis() {
                return millis.getAsLong();
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(millis());
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        };
    }

    /** Returns an executor whose tasks are events, as long as its machine runs. */
    ScheduledExecutorService executor(BooleanSupplier running) {
        return new SimExecutor(running);
    }

    private final class SimExecutor extends AbstractExecutorService implements ScheduledExecutorService {
        private final BooleanSupplier running;

        SimExecutor(BooleanSupplier running) {
            this.running = running;
        }

        @Override
        public void execute(Runnable task) {
            later(task, 0);
        }

        @Override
        @SuppressWarnings("NullAway") // The store does not look at what it gets.
        public @Nullable ScheduledFuture<?> schedule(Runnable task, long delay, TimeUnit unit) {
            later(task, unit.toMillis(delay));
            return null;
        }

        private void later(Runnable task, long delayMillis) {
            after(delayMillis, () -> {
                if (running.getAsBoolean()) {
                    task.run();
                }
            });
        }

        @Override
        public <V> ScheduledFuture<V> schedule(Callable<V> task, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScheduledFuture<?> scheduleAtFixedRate(Runnable task, long first, long period, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long first, long delay, TimeUnit unit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void shutdown() {}

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return !running.getAsBoolean();
        }

        @Override
        public boolean isTerminated() {
            return isShutdown();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return isShutdown();
        }
    }
}
