package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Hears what a {@link TorrentDirectory} finds. Called on the thread that looks: the directory's own, or that of {@code
 * start()} and {@code refresh()}. An exception that a method throws is logged, and changes nothing.
 */
public interface TorrentDirectoryListener {
    /**
     * The releases that are tracked changed. What they changed to is in force already. Called once at the start, too, even if
     * there is no torrent.
     */
    default void onChange(TorrentChange change) {}

    /**
     * A file can't be read or is no torrent, or a folder can't be read. What it held before stays tracked. Called once for each
     * change of the file, and at each {@code refresh()}.
     *
     * @param fault an {@link InvalidTorrentException} if the file was read
     */
    default void onFault(Path path, IOException fault) {}

    /**
     * More than half of the releases were lost within the grace period. They are tracked until {@code refresh()}, or until the
     * files are back.
     *
     * @param lost how many
     * @param before of how many
     */
    default void onLossHeld(int lost, int before) {}

    /** The index can't be read or written. The files themselves are read instead. */
    default void onIndexFault(Path index, String reason) {}

    /** Returns a listener that logs each of these in one line: changes at INFO, the others at WARN. */
    static TorrentDirectoryListener logging(Duration gracePeriod) {
        return new LoggingListener(gracePeriod);
    }
}
