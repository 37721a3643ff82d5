package io.github.tracker6;

/** Which of a host's endpoints the answers prefer. */
public enum FamilyPolicy {
    /**
     * Any two hosts that both have IPv6 meet over IPv6; hosts with one family alone get as many peers as ever. The
     * default.
     */
    IPV6_FIRST,
    /** Answers that can carry both families do, and neither family is preferred. */
    BALANCED,
    /** Answers carry the family of the announce alone, as most trackers do. */
    SAME_FAMILY
}
