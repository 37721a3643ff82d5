package io.github.tracker6.standalone;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Looks once a second, on a thread of its own, whether a list changed, and reads it again. */
final class ListRefresh implements AutoCloseable {
    private static final long PERIOD_MILLIS = 1_000;

    private final List<? extends WatchedList<?>> lists;
    private @Nullable ScheduledExecutorService executor;

    ListRefresh(List<? extends WatchedList<?>> lists) {
        this.lists = List.copyOf(lists);
    }

    void start() {
        if (lists.isEmpty()) {
            return;
        }
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "tracker6-lists");
            thread.setDaemon(true);
            return thread;
        });
        var unused = executor.scheduleWithFixedDelay(
                () -> lists.forEach(WatchedList::refresh), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        if (executor != null) {
            executor.shutdownNow();
        }
    }
}
