package io.github.tracker6.claims;

/**
 * Why a claim had no effect. {@link ClaimStats} counts the reasons; the client's answer does not show them.
 *
 * @since 0.1.0
 */
public enum ClaimRefusal {
    /** The torrent is not one of {@link AddressClaimsBuilder#torrents}. */
    TORRENT,
    /** The announce has no key, so the tracker could not link the endpoint to its host. */
    NO_KEY,
    /** The announce came from outside the trusted networks. */
    UNTRUSTED,
    /**
     * No claimed address may be published: an address of the same family as the announce, of a narrower scope than its
     * source, link-local, or of a tunnel (6to4, Teredo).
     */
    ADDRESS,
    /** The claimed port is not the announced one, or below 1,024. */
    PORT,
    /** The host announces over the other family itself, so the claim adds nothing. */
    HOST_ANNOUNCES,
    /** The claimed endpoint announces itself, so it cannot be claimed by others. */
    ENDPOINT_ANNOUNCES,
    /** The endpoint is published for another host, with the same peer id and another key. */
    HELD,
    /** The peer failed a probe at the endpoint, and its time to wait is not over. */
    BACKING_OFF,
    /** {@link AddressClaimsBuilder#maxProbesAtOnce} probes are running. */
    PROBES_AT_ONCE,
    /** {@link AddressClaimsBuilder#maxProbesPerSecond} probes began within the last second. */
    PROBES_PER_SECOND,
    /** A probe for the same source is running. */
    SOURCE_BUSY,
    /** {@link AddressClaimsBuilder#maxProbesPerSource} probes for the source began within the last hour. */
    SOURCE_BUDGET,
    /**
     * {@link AddressClaimsBuilder#maxProbesPerTarget} probes of the claimed address or its /64 began within the last
     * hour.
     */
    TARGET_BUDGET,
    /**
     * {@link AddressClaimsBuilder#maxProbesPerTargetNetwork} probes of the network around the claimed address began
     * within the last hour.
     */
    TARGET_NETWORK_BUDGET,
    /** {@link AddressClaimsBuilder#maxHosts} hosts have a published endpoint. */
    TABLE_FULL,
    /** The queue of claims was full. */
    QUEUE_FULL;

    static ClaimRefusal of(ProbeRefusal refusal) {
        return switch (refusal) {
            case AT_ONCE -> PROBES_AT_ONCE;
            case PER_SECOND -> PROBES_PER_SECOND;
            case SOURCE_BUSY -> SOURCE_BUSY;
            case SOURCE -> SOURCE_BUDGET;
            case TARGET -> TARGET_BUDGET;
            case TARGET_NETWORK -> TARGET_NETWORK_BUDGET;
            case QUEUE_FULL -> QUEUE_FULL;
        };
    }
}
