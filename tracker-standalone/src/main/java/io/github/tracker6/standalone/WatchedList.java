package io.github.tracker6.standalone;

import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.health.Health;
import io.github.tracker6.internal.ListFile;
import io.github.tracker6.internal.ListFile.Refresh;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of {@code --allow}, {@code --deny} or {@code --pins}. It logs what becomes of changes of its file; a lasting
 * failure is one line. Thread-safe.
 */
final class WatchedList<T> implements Supplier<T> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedList.class);

    private final String option;
    private final Kind<T> kind;
    private volatile ListFile<T> file;
    private String failure = "";

    /** Why the list in force is not what the file says; "" where it is. */
    private volatile String fault = "";

    /**
     * What is on a list.
     *
     * @param list what a message calls it
     * @param entries what a message calls its entries
     * @param advice what to do about a line that is wrong, where its own message does not say; may be empty
     */
    record Kind<T>(String list, String entries, String advice, ListFile.Form<T> form) {}

    /** A list of info hashes. */
    static final Kind<InfoHashSet> INFO_HASHES = new Kind<>(
            "A list of torrents",
            "info hashes",
            "; write one hash per line, and any text behind it",
            new ListFile.Form<>(
                    "a list is a text file with one info hash per line",
                    InfoHashSet::parse,
                    InfoHashSet::size,
                    InfoHashSet::countIn));

    private WatchedList(String option, Kind<T> kind, ListFile<T> file) {
        this.option = option;
        this.kind = kind;
        this.file = file;
    }

    /**
     * Reads the list.
     *
     * @throws IOException if it can't be read; the message names option and file
     */
    static <T> WatchedList<T> read(String option, Kind<T> kind, Path path) throws IOException {
        return new WatchedList<>(option, kind, readFile(option, kind, path));
    }

    private static <T> ListFile<T> readFile(String option, Kind<T> kind, Path path) throws IOException {
        try {
            return ListFile.read(path, kind.form());
        } catch (IOException e) {
            throw new IOException(option + ": " + reason(e) + hint(option, kind, path, e), e);
        }
    }

    @Override
    public T get() {
        return file.get();
    }

    /**
     * Reads a file, this one or another one, and does not take it yet.
     *
     * @return takes it
     * @throws IOException if it can't be read; the message names option and file
     */
    Runnable prepare(Path path) throws IOException {
        ListFile<T> next = readFile(option, kind, path);
        return () -> take(next);
    }

    private synchronized void take(ListFile<T> next) {
        ListFile<T> before = file;
        file = next;
        failure = ""; // the operator asks, and is told again
        fault = "";
        if (!next.path().equals(before.path())) {
            LOG.info("{} is {} now: {} {}", option, next.path(), next.size(), kind.entries());
        } else if (next.get().equals(before.get())) {
            LOG.info("{} is as it was: {} {}", next.path(), next.size(), kind.entries());
        } else {
            LOG.info("Read {} again: {} {}", next.path(), next.size(), kind.entries());
        }
    }

    /** Returns the option whose list it is. */
    String option() {
        return option;
    }

    /** Returns whether the list in force is what the file says. Does not wait. */
    Health health() {
        String now = fault;
        return now.isEmpty() ? Health.UP : Health.degraded(now + "; the list before is in force");
    }

    /** Takes a change of the file if it is safe to take. */
    synchronized void refresh() {
        int before = file.size();
        attempt(() -> report(file.refresh(), before));
    }

    /** Reads the file now, and takes what was held back: the operator says that the file is right. */
    synchronized void confirm() {
        failure = ""; // the operator asks, and is told again
        attempt(() -> {
            Refresh result = file.confirm();
            if (result == Refresh.UNCHANGED) {
                LOG.info("{} is as it was: {} {}", file.path(), file.size(), kind.entries());
            } else {
                report(result, file.size());
            }
        });
    }

    private void report(Refresh result, int before) {
        if (result == Refresh.TAKEN) {
            LOG.info("Read {} again: {} {}", file.path(), file.size(), kind.entries());
        } else if (result == Refresh.HELD_BACK) {
            LOG.warn(
                    "{} lost more than half of its {} {} and has {} now; the list before stays in force"
                            + " until the file is put right, or until SIGHUP says that it is right",
                    file.path(),
                    before,
                    kind.entries(),
                    file.heldBackSize());
        }
    }

    /** Survives every failure: the lists are looked at for as long as the tracker runs. */
    private void attempt(Task task) {
        try {
            task.run();
            failure = "";
            if (file.heldBack() != null) {
                fault = file.path() + " lost more than half of its " + kind.entries();
            } else if (!file.isFaulty()) {
                fault = ""; // a line that is wrong is told once, and stays
            }
        } catch (IOException e) {
            warn(reason(e));
        } catch (Throwable e) {
            warn(file.path() + ": " + e);
        }
    }

    private void warn(String message) {
        fault = message;
        if (!message.equals(failure)) {
            failure = message;
            LOG.warn("{} can't be read; the one before stays in force: {}", kind.list(), message);
        }
    }

    /** Returns what is wrong with a list that can't be read, beginning with the name of its file. */
    private static String reason(IOException failure) {
        if (failure instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such file";
        }
        if (failure instanceof AccessDeniedException denied) {
            return denied.getFile() + ": " + FileFault.MAY_NOT_READ;
        }
        return failure instanceof FileSystemException unreadable
                ? unreadable.getFile() + ": can't be read"
                : String.valueOf(failure.getMessage());
    }

    /** Returns what to do. A folder of torrents can be served as it is, and not be denied. */
    private static String hint(String option, Kind<?> kind, Path path, IOException failure) {
        if (failure.getCause() instanceof IllegalArgumentException) {
            return kind.advice();
        }
        if (!option.equals("--allow")) {
            return "";
        }
        if (Files.isDirectory(path)) {
            return "; to serve the torrent files in a folder, use --torrents";
        }
        return path.toString().endsWith(".torrent") && Files.isRegularFile(path)
                ? "; to serve torrent files, name their folder with --torrents"
                : "";
    }

    private interface Task {
        void run() throws IOException;
    }
}
