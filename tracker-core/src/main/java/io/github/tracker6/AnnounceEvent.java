package io.github.tracker6;

/**
 * The event that an announce reports (BEP 3, "event"; BEP 15, "event"; BEP 21 for {@link #PAUSED}).
 *
 * @since 0.1.0
 */
public enum AnnounceEvent {
    /** A regular announce. Adapters use it too for numbers and words that the protocols do not define. */
    NONE,
    /** The download just finished. */
    COMPLETED,
    /** The client joins the swarm. */
    STARTED,
    /** The client leaves the swarm. */
    STOPPED,
    /** The client is a partial seed: it is incomplete and downloads nothing more (BEP 21). */
    PAUSED
}
