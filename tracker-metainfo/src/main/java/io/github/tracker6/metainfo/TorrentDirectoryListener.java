package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Is called with what a {@link TorrentDirectory} finds, on the thread that looks: the directory's own, or that of {@code
 * start()} and {@code refresh()}. An exception that a method throws is logged, and changes nothing. A method must not call
 * {@code start()}, {@code refresh()} or {@code close()} of the directory: they throw {@link IllegalStateException}.
 *
 * @since 0.1.0
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
     * The files hold less than half of the releases that they held within the grace period. All are tracked until {@code
     * refresh()}, or until all are back in files. Called again when more are lost, once a minute at most.
     *
     * @param lost how many are in no file
     * @param before how many there are with them
     */
    default void onLossHeld(int lost, int before) {}

    /** The index can't be read or written. The files themselves are read instead. */
    default void onIndexFault(Path index, String reason) {}

    /** Returns a listener that logs each of these in one line: changes at INFO, the others at WARN. */
    static TorrentDirectoryListener logging(Duration gracePeriod) {
        return new LoggingListener(gracePeriod);
    }
}
