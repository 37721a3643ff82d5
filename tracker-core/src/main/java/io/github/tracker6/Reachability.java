package io.github.tracker6;

/**
 * What the tracker knows of whether other hosts can connect to an IPv6 endpoint.
 *
 * @since 0.1.0
 */
public enum Reachability {
    /** The tracker has not tried, or its attempts prove nothing. Counts as reachable when peers are chosen. */
    UNKNOWN,
    /** The tracker has reached it. */
    REACHED,
    /** The tracker has tried and has not reached it: a firewall lets nothing in, for example. */
    NOT_REACHED
}
