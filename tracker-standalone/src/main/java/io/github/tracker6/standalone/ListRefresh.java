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

/** Reads the lists of torrents again, once a second where they changed, on a thread of its own. */
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

    /** A list with the trouble that was logged last, so that lasting trouble is one line. */
    private static final class WatchedList {
        private final InfoHashFile file;
        private String trouble = "";

        WatchedList(InfoHashFile file) {
            this.file = file;
        }

        void refresh() {
            try {
                if (file.refresh()) {
                    LOG.info(
                            "Read a list of torrents anew: {} info hashes",
                            file.get().size());
                    trouble = "";
                }
            } catch (IOException | RuntimeException e) {
                String message = String.valueOf(e.getMessage());
                if (!message.equals(trouble)) {
                    trouble = message;
                    LOG.warn("A list of torrents can't be read, the one before stays in force: {}", message);
                }
            }
        }
    }
}
