package io.github.tracker6.standalone;

import io.github.tracker6.access.InfoHashFile;
import io.github.tracker6.access.InfoHashFile.Refresh;
import io.github.tracker6.access.InfoHashSet;
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
 * The list of {@code --allow} or {@code --deny}. It logs what becomes of changes of its file; a lasting failure is one line.
 * Thread-safe.
 */
final class WatchedList implements Supplier<InfoHashSet> {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedList.class);

    private final String option;
    private volatile InfoHashFile file;
    private String failure = "";

    private WatchedList(String option, InfoHashFile file) {
        this.option = option;
        this.file = file;
    }

    /**
     * Reads the list.
     *
     * @throws IOException if it can't be read; the message names option and file
     */
    static WatchedList read(String option, Path path) throws IOException {
        return new WatchedList(option, readFile(option, path));
    }

    private static InfoHashFile readFile(String option, Path path) throws IOException {
        try {
            return InfoHashFile.read(path);
        } catch (IOException e) {
            throw new IOException(option + ": " + reason(e) + hint(option, path, e), e);
        }
    }

    @Override
    public InfoHashSet get() {
        return file.get();
    }

    /**
     * Reads a file, this one or another one, and does not take it yet.
     *
     * @return takes it
     * @throws IOException if it can't be read; the message names option and file
     */
    Runnable prepare(Path path) throws IOException {
        InfoHashFile next = readFile(option, path);
        return () -> take(next);
    }

    private synchronized void take(InfoHashFile next) {
        InfoHashFile before = file;
        file = next;
        failure = ""; // the operator asks, and is told again
        if (!next.path().equals(before.path())) {
            LOG.info(
                    "{} is {} now: {} info hashes",
                    option,
                    next.path(),
                    next.get().size());
        } else if (next.get().equals(before.get())) {
            LOG.info("{} is as it was: {} info hashes", next.path(), next.get().size());
        } else {
            LOG.info("Read {} again: {} info hashes", next.path(), next.get().size());
        }
    }

    /** Returns the option whose list it is. */
    String option() {
        return option;
    }

    /** Takes a change of the file if it is safe to take. */
    synchronized void refresh() {
        int before = file.get().size();
        attempt(() -> report(file.refresh(), before));
    }

    /** Reads the file now, and takes what was held back: the operator says that the file is right. */
    synchronized void confirm() {
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
            LOG.info("Read {} again: {} info hashes", file.path(), file.get().size());
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
    private static String hint(String option, Path path, IOException failure) {
        if (failure.getCause() instanceof IllegalArgumentException) {
            return "; write one hash per line, and any text behind it";
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
