package io.github.tracker6.claims;

/** Why a claim led to nothing. Counted in {@link ClaimStats}; the claimer is told nothing. */
public enum ClaimRefusal {
    /** The torrent is not on the allowlist. */
    TORRENT,
    /** The announce carries no key, so nothing would link the endpoint to its host. */
    NO_KEY,
    /** The announce came from outside the trusted networks. */
    UNTRUSTED,
    /** No claimed address is of the other family, reachable from where the announce came from, and untunnelled. */
    ADDRESS,
    /** The claimed port is not the announced one, or below 1,024. */
    PORT,
    /** The host announces over the other family itself, so the claim adds nothing. */
    HOST_ANNOUNCES,
    /** The claimed endpoint announces itself: nobody speaks for it. */
    ENDPOINT_ANNOUNCES,
    /** Another host with the same peer id and another key has the endpoint. */
    HELD,
    /** The endpoint failed before, and its time to wait is not over. */
    BACKING_OFF,
    /** As many probes are under way as may be. */
    PROBES_AT_ONCE,
    /** As many probes began in the last second as may. */
    PROBES_PER_SECOND,
    /** A probe for the same source is under way. */
    SOURCE_BUSY,
    /** The source has had its probes of the last hour. */
    SOURCE_BUDGET,
    /** The claimed address, or its IPv6 /64, has had its probes of the last hour. */
    TARGET_BUDGET,
    /** The network around the claimed address has had its probes of the last hour. */
    TARGET_NETWORK_BUDGET,
    /** As many hosts are published by their claims as may be. */
    TABLE_FULL,
    /** More claims came at once than could be looked at. */
    QUEUE_FULL
}
