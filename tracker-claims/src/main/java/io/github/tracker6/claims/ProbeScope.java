package io.github.tracker6.claims;

/**
 * Whose IPv6 endpoints a {@link ReachabilityProber} probes.
 *
 * @since 0.1.0
 */
public enum ProbeScope {
    /** No host's. Pinned seeds are probed all the same. */
    OFF,
    /** Those of hosts that are known over both families: for these the tracker can choose between two endpoints. */
    DUAL_STACK,
    /** Those of all hosts with IPv6. */
    ALL
}
