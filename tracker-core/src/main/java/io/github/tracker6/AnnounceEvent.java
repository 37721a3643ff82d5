package io.github.tracker6;

/** What a client says happened (BEP 3, "event"; BEP 15, "event"; BEP 21 for {@link #PAUSED}). */
public enum AnnounceEvent {
    /** A regular announce. Numbers and words that the protocols do not define count as this one. */
    NONE,
    /** The download just finished. */
    COMPLETED,
    /** The client joins the swarm. */
    STARTED,
    /** The client leaves the swarm. */
    STOPPED,
    /** A partial seed: an incomplete client that downloads nothing more (BEP 21). */
    PAUSED
}
