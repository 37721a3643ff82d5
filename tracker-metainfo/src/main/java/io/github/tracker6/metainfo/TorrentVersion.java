package io.github.tracker6.metainfo;

/**
 * Which versions of BitTorrent a torrent is for.
 *
 * @since 0.1.0
 */
public enum TorrentVersion {
    /** BitTorrent v1 alone (BEP 3). */
    V1,
    /** BitTorrent v2 alone (BEP 52). */
    V2,
    /** Both: the torrent has two info hashes, one for each (BEP 52, "Upgrade Path"). */
    HYBRID
}
