package io.github.tracker6.metainfo;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs looks at torrents, one by one, until it ends. Thread-safe. */
final class LookSchedule {
    private static final Logger LOG = LoggerFactory.getLogger(TorrentDirectory.class);

    private final @Nullable ScheduledExecutorService borrowed;
    private @Nullable ScheduledExecutorService own;
    private @Nullable ScheduledFuture<?> next;
    private boolean isEnded;

    /**
     * Makes a schedule without a thread.
     *
     * @param borrowed runs the looks, and is not closed; null: a daemon thread does
     */
    LookSchedule(@Nullable ScheduledExecutorService borrowed) {
        this.borrowed = borrowed;
    }

    /** Runs a look later. After the end it does nothing. */
    synchronized void schedule(Runnable look, long delayMillis) {
        if (isEnded) {
            return;
        }
        ScheduledExecutorService executor = borrowed == null ? own : borrowed;
        if (executor == null) {
            executor = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "tracker6-torrents");
                thread.setDaemon(true);
                return thread;
            });
            own = executor;
        }
        try {
            next = executor.schedule(look, delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.warn("Torrents are not looked at any more: the executor was shut down");
        }
    }

    /** Begins no look any more. */
    synchronized void stop() {
        isEnded = true;
        if (next != null) {
            next.cancel(false);
        }
        if (own != null) {
            own.shutdown();
        }
    }

    /** Stops, and waits for a look that runs, until a value of {@link System#nanoTime}. */
    void end(long deadlineNanos) throws InterruptedException {
        ScheduledExecutorService toEnd;
        synchronized (this) {
            stop();
            toEnd = own;
        }
        if (toEnd != null) {
            boolean unused = toEnd.awaitTermination(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }
    }
}
