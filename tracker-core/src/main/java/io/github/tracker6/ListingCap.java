package io.github.tracker6;

/**
 * A cap on what a store lists. A client over a cap gets peers like any other client, but its host is neither listed nor
 * counted.
 *
 * @since 0.1.0
 */
public enum ListingCap {
    /** One IPv4 address, or one IPv6 /64, has as many endpoints in the swarm as it may. */
    ADDRESS,
    /** A network has as many endpoints in the swarm, or holds as much of a nearly full store, as it may. */
    NETWORK,
    /** The swarm has as many hosts as it may. */
    SWARM,
    /** The store has as many swarms as it may. */
    SWARMS,
    /** The store has as many hosts as it may, or no memory for more. */
    PEERS
}
