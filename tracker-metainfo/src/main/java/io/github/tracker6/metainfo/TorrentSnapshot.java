package io.github.tracker6.metainfo;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the readers of a directory see. Immutable. */
record TorrentSnapshot(
        InfoHashSet hashes, Map<InfoHash, Release> byHash, List<Release> releases, TorrentCounts counts) {
    static final TorrentSnapshot EMPTY = new TorrentSnapshot(
            InfoHashSet.of(List.of()), Map.of(), List.of(), new TorrentCounts(0, 0, 0, 0, 0, 0, false, 0));

    static TorrentSnapshot of(Collection<Release> releases, TorrentCounts counts) {
        List<Release> sorted = new ArrayList<>(releases);
        sorted.sort(Comparator.comparing(Release::name)
                .thenComparing(release -> release.infoHashes().get(0)));
        Map<InfoHash, Release> byHash = new HashMap<>();
        for (Release release : sorted) {
            release.infoHashes().forEach(hash -> byHash.put(hash, release));
        }
        return new TorrentSnapshot(InfoHashSet.of(byHash.keySet()), byHash, List.copyOf(sorted), counts);
    }

    TorrentSnapshot with(TorrentCounts changed) {
        return new TorrentSnapshot(hashes, byHash, releases, changed);
    }
}
