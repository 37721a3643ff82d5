package io.github.tracker6.testkit.simulation;

import io.github.tracker6.AddressFamily;

/** The address families of a host, and the families over which it announces. */
enum HostKind {
    /** Has both families and announces over both (BEP 7). */
    DUAL_STACK(true, true, true),
    /** Has both families and announces once, over IPv6, as most clients do. */
    DUAL_STACK_OVER_IPV6(true, true, false),
    IPV4_ONLY(true, false, true),
    IPV6_ONLY(false, true, false);

    private final boolean hasIpv4;
    private final boolean hasIpv6;
    private final boolean announcesOverIpv4;

    HostKind(boolean hasIpv4, boolean hasIpv6, boolean announcesOverIpv4) {
        this.hasIpv4 = hasIpv4;
        this.hasIpv6 = hasIpv6;
        this.announcesOverIpv4 = announcesOverIpv4;
    }

    /** Returns whether a host of this kind can connect to a peer of the family. */
    boolean has(AddressFamily family) {
        return family == AddressFamily.IPV4 ? hasIpv4 : hasIpv6;
    }

    boolean announcesOver(AddressFamily family) {
        return family == AddressFamily.IPV4 ? announcesOverIpv4 : hasIpv6;
    }

    boolean announcesOverBoth() {
        return announcesOverIpv4 && hasIpv6;
    }

    boolean isDualStack() {
        return hasIpv4 && hasIpv6;
    }
}
