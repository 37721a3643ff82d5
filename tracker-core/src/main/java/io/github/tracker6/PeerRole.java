package io.github.tracker6;

/**
 * What a peer does in its swarm.
 *
 * @since 0.1.0
 */
public enum PeerRole {
    /** Has the whole torrent: counted in {@code complete}. */
    SEEDER,
    /** Still downloads: counted in {@code incomplete} and in {@code downloaders}. */
    DOWNLOADER,
    /** Is incomplete and downloads nothing more (BEP 21): counted in {@code incomplete} only. */
    PARTIAL_SEED
}
