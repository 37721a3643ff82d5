package io.github.tracker6;

/** What a peer does in its swarm. */
public enum PeerRole {
    /** Has everything: counted in {@code complete}. */
    SEEDER,
    /** Still downloads: counted in {@code incomplete} and in {@code downloaders}. */
    DOWNLOADER,
    /** Incomplete, but downloads nothing more (BEP 21): counted in {@code incomplete} only. */
    PARTIAL_SEED
}
