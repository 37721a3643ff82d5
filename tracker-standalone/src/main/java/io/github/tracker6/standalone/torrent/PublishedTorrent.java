package io.github.tracker6.standalone.torrent;

import io.github.tracker6.InfoHash;
import io.github.tracker6.metainfo.Metainfo;
import io.github.tracker6.metainfo.V2InfoHash;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An info hash that a torrent file publishes.
 *
 * @param version {@code v1} or {@code v2}
 */
record PublishedTorrent(Path file, InfoHash infoHash, String version) {
    /** Returns the info hashes of a file: two for a hybrid, which is two swarms. */
    static List<PublishedTorrent> of(Path file, Metainfo torrent) {
        List<PublishedTorrent> published = new ArrayList<>();
        torrent.v1InfoHash().ifPresent(hash -> published.add(new PublishedTorrent(file, hash, "v1")));
        torrent.v2InfoHash()
                .map(V2InfoHash::truncated)
                .ifPresent(hash -> published.add(new PublishedTorrent(file, hash, "v2")));
        return published;
    }
}
