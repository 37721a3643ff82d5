package io.github.tracker6.engine;

/**
 * How an announce reached the tracker, for figures. It changes no answer.
 *
 * @since 0.1.0
 */
public enum Protocol {
    /** HTTP or HTTPS (BEP 3). */
    HTTP,
    /** UDP (BEP 15). */
    UDP,
    /** An embedder's own adapter, or a part of the tracker that announces on behalf of a host. The default. */
    OTHER
}
