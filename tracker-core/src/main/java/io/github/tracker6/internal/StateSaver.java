package io.github.tracker6.internal;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Saves parts of the tracker's state on a thread of its own: all of them one after the other, at an interval, and when it is
 * closed. A part that can't be saved keeps none of the others from it. Thread-safe.
 */
public final class StateSaver implements AutoCloseable {
    private static final long CLOSE_SECONDS = 30;

    /** Saves one part. */
    @FunctionalInterface
    public interface Part {
        /** Saves it. */
        void save() throws IOException;
    }

    private record Named(String name, Part part) {}

    private final Duration interval;
    private final Consumer<String> failed;
    private final List<Named> parts = new CopyOnWriteArrayList<>();
    private @Nullable ScheduledExecutorService executor;
    private boolean closed;

    /**
     * Prepares saving.
     *
     * @param interval how long to wait after all is saved, above 0
     * @param failed is told, in one line, of each part that can't be saved
     */
    public StateSaver(Duration interval, Consumer<String> failed) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval " + interval + " is not above 0");
        }
        this.interval = interval;
        this.failed = failed;
    }

    /**
     * Adds a part, which is saved behind those added before.
     *
     * @param name names it where it can't be saved
     */
    public StateSaver add(String name, Part part) {
        parts.add(new Named(name, part));
        return this;
    }

    /** Starts the thread. Idempotent. */
    public synchronized StateSaver start() {
        if (executor == null && !closed) {
            executor = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "tracker6-state");
                thread.setDaemon(true);
                return thread;
            });
            var unused = executor.scheduleWithFixedDelay(
                    this::saveAll, interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS);
        }
        return this;
    }

    /** Saves all parts once more, if the thread was started, and ends it. Waits for 30 seconds at most. Idempotent. */
    @Override
    public void close() {
        ScheduledExecutorService running;
        synchronized (this) {
            running = closed ? null : executor;
            closed = true;
        }
        if (running == null) {
            return;
        }
        running.shutdown();
        try {
            if (!running.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                running.shutdownNow();
                return;
            }
        } catch (InterruptedException e) {
            running.shutdownNow();
            Thread.currentThread().interrupt();
            return;
        }
        saveAll();
    }

    private void saveAll() {
        for (Named named : parts) {
            try {
                named.part.save();
            } catch (Throwable e) { // would end the thread's task for ever
                failed.accept(named.name + " can't be saved: " + e);
            }
        }
    }
}
