package io.github.tracker6.metainfo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Reads the index at the start, and writes it when it is old. Not thread-safe. */
final class IndexUpkeep {
    private static final long PERIOD_MILLIS = 60_000;

    private final TorrentIndex index;
    private List<Path> folders;
    private final BiConsumer<Path, String> faults;
    private boolean isOld;
    private long writtenMillis;
    private @Nullable String failure;

    IndexUpkeep(TorrentIndex index, List<Path> folders, BiConsumer<Path, String> faults) {
        this.index = index;
        this.folders = folders;
        this.faults = faults;
    }

    /** Takes what the run before knew. */
    void restore(FolderScan scan, ReleaseTable releases) {
        try {
            index.read(reason -> faults.accept(index.path(), reason))
                    .ifPresent(content -> restore(content, scan, releases));
        } catch (IOException e) {
            faults.accept(index.path(), String.valueOf(e));
        }
    }

    private void restore(TorrentIndex.Content content, FolderScan scan, ReleaseTable releases) {
        if (content.folders().stream().noneMatch(folders::contains)) {
            faults.accept(index.path(), index.path() + " is of other folders; it is left out");
            return;
        }
        carryOver(content, folders, scan, releases);
    }

    /** Takes what was known of folders for a scan of other ones, as far as these hold it. */
    static void carryOver(TorrentIndex.Content content, List<Path> folders, FolderScan scan, ReleaseTable releases) {
        scan.restore(content.entries());
        List<Release> present = new ArrayList<>();
        for (TorrentEntry entry : scan.entries()) {
            if (entry.release != null) {
                present.add(entry.release);
            }
        }
        // What was lost in a folder that is not named any more shall not be tracked.
        if (new HashSet<>(folders).containsAll(content.folders())) {
            releases.restore(present, content.lost(), content.hold());
        } else {
            releases.restore(present, List.of(), ReleaseTable.Hold.NONE);
        }
    }

    /** Writes of other folders from now on. */
    void replaceFolders(List<Path> next) {
        folders = next;
        isOld = true;
    }

    void markOld() {
        isOld = true;
    }

    /** Writes the index if it is old: once a minute at most, or now. After a failure it stays old. */
    void save(FolderScan scan, ReleaseTable releases, long nowMillis, boolean atOnce) {
        writtenMillis = Math.min(writtenMillis, nowMillis); // the clock may be set back
        if (!isOld || (!atOnce && nowMillis - writtenMillis < PERIOD_MILLIS)) {
            return;
        }
        writtenMillis = nowMillis;
        try {
            index.write(
                    new TorrentIndex.Content(folders, List.copyOf(scan.entries()), releases.lost(), releases.hold()));
            isOld = false;
            failure = null;
        } catch (IOException e) {
            String message = String.valueOf(e);
            if (!message.equals(failure)) {
                failure = message;
                faults.accept(index.path(), message);
            }
        }
    }
}
