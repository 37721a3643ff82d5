package io.github.tracker6.standalone;

import io.github.tracker6.access.InfoHashFile;
import io.github.tracker6.access.InfoHashFile.Refresh;
import io.github.tracker6.access.InfoHashSet;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
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

    /**
     * Reads every list now, and takes what was held back: the operator says that the files are right. Returns at once; the
     * log says what became of it.
     */
    void confirm() {
        ScheduledExecutorService running = executor;
        if (running == null) {
            LOG.info("There is no list of torrents to read again");
            return;
        }
        try {
            running.execute(() -> lists.forEach(WatchedList::confirm));
        } catch (RejectedExecutionException e) {
            LOG.debug("The tracker is being closed", e);
        }
    }

    /** Returns what is wrong with a list that can't be read, beginning with the name of its file. */
    static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        return failure instanceof FileSystemException unreadable
                ? unreadable.getFile() + ": can't be read"
                : String.valueOf(failure.getMessage());
    }

    /** A list with the failure that was logged last, so that a lasting failure is one line. */
    private static final class WatchedList {
        private final InfoHashFile file;
        private String failure = "";

        WatchedList(InfoHashFile file) {
            this.file = file;
        }

        void refresh() {
            int before = file.get().size();
            attempt(() -> report(file.refresh(), before));
        }

        void confirm() {
            failure = ""; // the operator asks, and is told again
            attempt(() -> {
                Refresh result = file.confirm();
                if (result == Refresh.UNCHANGED) {
                    LOG.info(
                            "{} is as it was: {} info hashes",
                            file.path(),
                            file.get().size());
                } else {
                    report(result, file.get().size());
                }
            });
        }

        private void report(Refresh result, int before) {
            if (result == Refresh.TAKEN) {
                LOG.info(
                        "Read {} again: {} info hashes", file.path(), file.get().size());
            } else if (result == Refresh.HELD_BACK) {
                InfoHashSet heldBack = file.heldBack();
                LOG.warn(
                        "{} lost more than half of its {} info hashes and has {} now; the list before stays in force"
                                + " until the file is put right, or until SIGHUP says that it is right",
                        file.path(),
                        before,
                        heldBack == null ? 0 : heldBack.size());
            }
        }

        /** Survives every failure: the lists are looked at for as long as the tracker runs. */
        private void attempt(Task task) {
            try {
                task.run();
                failure = "";
            } catch (IOException e) {
                warn(reason(e));
            } catch (Throwable e) {
                warn(file.path() + ": " + e);
            }
        }

        private void warn(String message) {
            if (!message.equals(failure)) {
                failure = message;
                LOG.warn("A list of torrents can't be read; the one before stays in force: {}", message);
            }
        }

        private interface Task {
            void run() throws IOException;
        }
    }
}
