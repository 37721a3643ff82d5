package io.github.tracker6.claims;

/**
 * Which limit kept the tracker from a probe. A source is an IPv4 address or an IPv6 /64.
 *
 * @since 0.1.0
 */
public enum ProbeRefusal {
    /** As many probes are running as may run at once. */
    AT_ONCE,
    /** As many probes began within the last second as may. */
    PER_SECOND,
    /** A probe for the same source is running. */
    SOURCE_BUSY,
    /** As many probes for the source began within the last hour as may. */
    SOURCE,
    /** As many probes of the target, an IPv4 address or an IPv6 /64, began within the last hour as may. */
    TARGET,
    /** As many probes of the target's network, an IPv4 /24 or an IPv6 /48, began within the last hour as may. */
    TARGET_NETWORK,
    /** The queue of the probing thread was full. */
    QUEUE_FULL
}
