package io.github.tracker6.standalone.torrent;

import io.github.tracker6.standalone.cli.Printable;

/**
 * What the tracker does with a published info hash.
 *
 * @param isWell whether it serves the torrent with a seed
 * @param words fit for a terminal
 */
record TorrentFinding(PublishedTorrent torrent, boolean isWell, String words) {
    /** Returns a line: what is the matter, the info hash, and the file. */
    @Override
    public String toString() {
        return words + "  " + torrent.infoHash() + "  " + torrent.version() + "  "
                + Printable.of(torrent.file().toString());
    }
}
