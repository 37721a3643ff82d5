package io.github.tracker6.server;

import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.health.Health;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.metainfo.TorrentDirectory;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/**
 * The torrent files of a server. A directory that was closed can't be started again, so a failed start of the server replaces
 * it. Thread-safe.
 */
final class TorrentFolders implements Supplier<InfoHashSet>, AutoCloseable {
    private final Supplier<TorrentDirectory> source;
    private volatile TorrentDirectory directory;

    /**
     * Makes the first directory.
     *
     * @param source makes directories that are not started
     */
    TorrentFolders(Supplier<TorrentDirectory> source) {
        this.source = source;
        this.directory = source.get();
    }

    /** Reads all torrents. */
    void start() throws TrackerStartException {
        try {
            directory.start();
        } catch (IOException e) {
            throw TrackerStartException.ofTorrents(directory.folders(), e);
        }
    }

    /** Closes the directory, and makes another one for another start. */
    void stop() {
        close();
        directory = source.get();
    }

    TorrentDirectory directory() {
        return directory;
    }

    @Override
    public InfoHashSet get() {
        return directory.get();
    }

    List<Release> releases() {
        return directory.releases();
    }

    Health health() {
        return directory.health();
    }

    @Override
    public void close() {
        directory.close();
    }
}
