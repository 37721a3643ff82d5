package io.github.tracker6.standalone;

import io.github.tracker6.InfoHash;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.metainfo.Release;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.metainfo.TorrentVersion;
import java.util.List;
import java.util.function.Supplier;

/**
 * The info hashes of those hybrid torrents in folders of which a list denies one info hash at least: a torrent is denied as a
 * whole. Made again when the folders or the list changed. Thread-safe.
 */
final class DeniedHybrids implements Supplier<InfoHashSet> {
    private final Supplier<InfoHashSet> denied;
    private final TorrentDirectory folders;
    private volatile Made made;

    /** A set, and what it was made of. */
    private record Made(InfoHashSet denied, InfoHashSet inFolders, InfoHashSet result) {}

    DeniedHybrids(Supplier<InfoHashSet> denied, TorrentDirectory folders) {
        this.denied = denied;
        this.folders = folders;
        InfoHashSet none = InfoHashSet.of(List.of());
        this.made = new Made(none, none, none);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a set is never changed; another one takes its place
    public InfoHashSet get() {
        InfoHashSet list = denied.get();
        InfoHashSet inFolders = folders.get(); // before the releases: what is younger is seen at the next call
        Made now = made;
        if (now.denied != list || now.inFolders != inFolders) {
            now = new Made(list, inFolders, hybrids(list));
            made = now;
        }
        return now.result;
    }

    private InfoHashSet hybrids(InfoHashSet list) {
        List<InfoHash> hashes = folders.releases().stream()
                .filter(release -> release.version() == TorrentVersion.HYBRID)
                .map(Release::infoHashes)
                .filter(both -> both.stream().anyMatch(list::contains))
                .flatMap(List::stream)
                .toList();
        return InfoHashSet.of(hashes);
    }
}
