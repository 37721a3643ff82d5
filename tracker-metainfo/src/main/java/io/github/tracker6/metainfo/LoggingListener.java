package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.StringJoiner;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs what a directory finds. Immutable. */
final class LoggingListener implements TorrentDirectoryListener {
    private static final Logger LOG = LoggerFactory.getLogger(TorrentDirectory.class);

    private final String gracePeriod;

    LoggingListener(Duration gracePeriod) {
        this.gracePeriod = inWords(gracePeriod);
    }

    /** Returns a duration in its largest units, such as {@code 1 h 30 min}. */
    static String inWords(Duration duration) {
        StringJoiner words = new StringJoiner(" ");
        add(words, duration.toDays(), "d");
        add(words, duration.toHoursPart(), "h");
        add(words, duration.toMinutesPart(), "min");
        add(words, duration.toSecondsPart(), "s");
        add(words, duration.toMillisPart(), "ms");
        return words.length() == 0 ? "0 s" : words.toString();
    }

    private static void add(StringJoiner words, long count, String unit) {
        if (count > 0) {
            words.add(count + " " + unit);
        }
    }

    @Override
    public void onChange(TorrentChange change) {
        LOG.info(
                "{} torrents are tracked: {} added, {} removed (tracked for another {}), {} back, {} ended",
                change.counts().releases(),
                change.added().size(),
                change.removed().size(),
                gracePeriod,
                change.returned().size(),
                change.ended().size());
        if (LOG.isDebugEnabled()) {
            change.added().forEach(release -> LOG.debug("Added {}", release));
            change.removed().forEach(release -> LOG.debug("Removed {}", release));
            change.returned().forEach(release -> LOG.debug("Back {}", release));
            change.ended().forEach(release -> LOG.debug("Ended {}", release));
        }
    }

    @Override
    public void onFault(Path path, IOException fault) {
        if (fault instanceof InvalidTorrentException) {
            LOG.warn("A torrent file is broken; what it held before stays tracked: {}", printable(reason(fault)));
        } else {
            LOG.warn("Torrents can't be read; what they held before stays tracked: {}", printable(reason(fault)));
        }
    }

    @Override
    public void onLossHeld(int lost, int before) {
        LOG.warn(
                "{} of {} torrents are gone; all stay tracked until all of their files are back, or until SIGHUP or"
                        + " refresh() says that it is right",
                lost,
                before);
    }

    @Override
    public void onIndexFault(Path index, String reason) {
        LOG.warn(
                "The index of torrents does not serve, so all files are read again at the next start: {}",
                printable(reason));
    }

    private static String reason(IOException fault) {
        if (fault instanceof NoSuchFileException missing) {
            return missing.getFile() + ": no such folder";
        }
        if (fault instanceof AccessDeniedException denied) {
            return denied.getFile() + ": permission denied";
        }
        if (fault instanceof FileSystemException other && other.getReason() != null) {
            return other.getFile() + ": " + other.getReason();
        }
        return String.valueOf(fault.getMessage());
    }

    /** The names of files are any text. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
