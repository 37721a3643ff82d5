package io.github.tracker6.standalone;

import io.github.tracker6.metainfo.TorrentChange;
import io.github.tracker6.metainfo.TorrentCounts;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.metainfo.TorrentDirectoryBuilder;
import io.github.tracker6.metainfo.TorrentDirectoryListener;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what folders of torrents hold: one line at the start, and one for each change and fault. Thread-safe. */
final class FolderLog implements TorrentDirectoryListener {
    private static final Logger LOG = LoggerFactory.getLogger(ServedTorrents.class);

    private final TorrentDirectoryListener changes =
            TorrentDirectoryListener.logging(TorrentDirectoryBuilder.DEFAULT_GRACE_PERIOD);
    private volatile boolean isStarted;

    /**
     * Logs what there is at the start.
     *
     * @param others what else is served, behind a comma; empty for nothing
     */
    void logStart(TorrentDirectory folders, String others) {
        isStarted = true;
        TorrentCounts counts = folders.counts();
        if (counts.releases() == 0) {
            warnOfNone(folders, others);
        } else {
            LOG.info("Tracking {} of {} files in {}", torrents(counts), counts.files(), where(folders));
        }
    }

    /**
     * Logs that the tracker has other folders now.
     *
     * @param others as for {@link #logStart}
     */
    void logReplaced(TorrentDirectory folders, String others) {
        TorrentCounts counts = folders.counts();
        LOG.info("--torrents is {} now: {} of {} files", where(folders), torrents(counts), counts.files());
        if (counts.releases() == 0) {
            warnOfNone(folders, others);
        }
    }

    private static void warnOfNone(TorrentDirectory folders, String others) {
        LOG.warn("There is no torrent in {}: every announce is refused until there is one{}", where(folders), others);
    }

    /** Logs what there is after the operator asked for a look. */
    void logRefreshed(TorrentCounts counts) {
        LOG.info(
                "Looked at {} torrent files: tracking {}, {} of them in no file any more; {} files are broken",
                counts.files(),
                torrents(counts),
                counts.removedReleases(),
                counts.brokenFiles());
    }

    /** Returns how many torrents there are, such as {@code 3 torrents (1 hybrid)}: a hybrid is one of them. */
    static String torrents(TorrentCounts counts) {
        return counts.releases() + " torrents" + (counts.hybrids() == 0 ? "" : " (" + counts.hybrids() + " hybrid)");
    }

    private static String where(TorrentDirectory folders) {
        return String.join(", ", folders.folders().stream().map(Path::toString).toList());
    }

    /** At the start {@link #logStart} says it. */
    @Override
    public void onChange(TorrentChange change) {
        if (isStarted) {
            changes.onChange(change);
        }
    }

    @Override
    public void onFault(Path path, IOException fault) {
        changes.onFault(path, fault);
    }

    @Override
    public void onLossHeld(int lost, int before) {
        changes.onLossHeld(lost, before);
    }

    @Override
    public void onIndexFault(Path index, String reason) {
        changes.onIndexFault(index, reason);
    }
}
