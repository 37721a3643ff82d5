package io.github.tracker6.metainfo;

/**
 * What a {@link TorrentDirectory} holds at one moment.
 *
 * @param releases how many releases are tracked; a hybrid torrent is one, and so is one that is in two files
 * @param hybrids how many of them are hybrid torrents: these have two info hashes each, the others one
 * @param removedReleases how many of the releases are in no file any more, and are tracked for a while yet
 * @param files how many torrent files there are
 * @param brokenFiles how many of them can't be read, or are no torrent
 * @param waitingFiles how many of them were never read, since they are too young
 * @param isLossHeld whether more than half were lost: no release ends until all are back in files, or until {@link
 *     TorrentDirectory#refresh()}
 * @param faults how many files and folders were found broken or unreadable since the start
 * @since 0.1.0
 */
public record TorrentCounts(
        int releases,
        int hybrids,
        int removedReleases,
        int files,
        int brokenFiles,
        int waitingFiles,
        boolean isLossHeld,
        long faults) {
    static TorrentCounts of(FolderScan scan, ReleaseTable releases, long faults) {
        int broken = 0;
        int waiting = 0;
        for (TorrentEntry entry : scan.entries()) {
            broken += entry.fault == null ? 0 : 1;
            waiting += entry.needsReading && entry.fault == null && entry.release == null ? 1 : 0;
        }
        return new TorrentCounts(
                releases.size(),
                releases.hybrids(),
                releases.lost().size(),
                scan.entries().size(),
                broken,
                waiting,
                releases.isHeld(),
                faults);
    }

    /** Returns how many info hashes the releases have. Clients announce each to a swarm of its own. */
    public int infoHashes() {
        return releases + hybrids;
    }
}
