package io.github.tracker6.standalone;

import io.github.tracker6.access.InfoHashFile;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks once a second, on a thread of its own, whether a list of torrents changed, and reads it again. */
final class ListRefresh implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ListRefresh.class);
    private static final long PERIOD_MILLIS = 1_000;

    private final List<WatchedList> lists;
    private @Nullable ScheduledExecutorService executor;

    ListRefresh(List<InfoHashFile> files) {
        this.lists = files.stream().map(WatchedList::new).toList();
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

    /** A list with the failure that was logged last, so that a lasting failure is one line. */
    private static final class WatchedList {
        private final InfoHashFile file;
        private String failure = "";

        WatchedList(InfoHashFile file) {
            this.file = file;
        }

        void refresh() {
            try {
                if (file.refresh()) {
                    LOG.info(
                            "Read a list of torrents again: {} info hashes",
                            file.get().size());
                    failure = "";
                }
            } catch (IOException | RuntimeException e) {
                String message = String.valueOf(e.getMessage());
                if (!message.equals(failure)) {
                    failure = message;
                    LOG.warn("A list of torrents can't be read; the one before stays in force: {}", message);
                }
            }
        }
    }
}
