package io.github.tracker6;

/**
 * Which endpoints of a host the answers prefer.
 *
 * @since 0.1.0
 */
public enum FamilyPolicy {
    /**
     * Two hosts that both have IPv6 get each other's IPv6 endpoints. Hosts with one family get as many peers as under the
     * other policies. The default.
     */
    IPV6_FIRST,
    /** Answers that may list both families do so, and prefer neither. */
    BALANCED,
    /** Answers list only peers of the announce's own family, as those of most trackers do. */
    SAME_FAMILY
}
