package io.github.tracker6;

/**
 * Numbers of hosts, by the families that they are known by and by what is known of their IPv6 endpoints. Immutable.
 *
 * @param ipv4 hosts known by an IPv4 endpoint alone
 * @param ipv6Reached hosts known by an IPv6 endpoint alone that is {@link Reachability#REACHED}
 * @param ipv6NotReached hosts known by an IPv6 endpoint alone that is {@link Reachability#NOT_REACHED}
 * @param ipv6Unknown hosts known by an IPv6 endpoint alone that is {@link Reachability#UNKNOWN}
 * @param dualStackReached hosts known by an endpoint of each family, the IPv6 one {@link Reachability#REACHED}
 * @param dualStackNotReached hosts known by an endpoint of each family, the IPv6 one {@link Reachability#NOT_REACHED}
 * @param dualStackUnknown hosts known by an endpoint of each family, the IPv6 one {@link Reachability#UNKNOWN}
 * @since 0.1.0
 */
public record HostCounts(
        long ipv4,
        long ipv6Reached,
        long ipv6NotReached,
        long ipv6Unknown,
        long dualStackReached,
        long dualStackNotReached,
        long dualStackUnknown) {
    /** No hosts. */
    public static final HostCounts NONE = ofFamilies(0, 0, 0);

    /**
     * Returns counts of hosts whose IPv6 endpoints are all {@link Reachability#UNKNOWN}.
     *
     * @param ipv4 hosts known by an IPv4 endpoint alone
     * @param ipv6 hosts known by an IPv6 endpoint alone
     * @param dualStack hosts known by an endpoint of each family
     */
    public static HostCounts ofFamilies(long ipv4, long ipv6, long dualStack) {
        return new HostCounts(ipv4, 0, 0, ipv6, 0, 0, dualStack);
    }

    /** Returns counts of hosts known by an IPv6 endpoint alone, all of one reachability. */
    public static HostCounts ofIpv6(Reachability reachability, long hosts) {
        return switch (reachability) {
            case REACHED -> new HostCounts(0, hosts, 0, 0, 0, 0, 0);
            case NOT_REACHED -> new HostCounts(0, 0, hosts, 0, 0, 0, 0);
            case UNKNOWN -> new HostCounts(0, 0, 0, hosts, 0, 0, 0);
        };
    }

    /** Returns counts of hosts known by an endpoint of each family, the IPv6 ones all of one reachability. */
    public static HostCounts ofDualStack(Reachability reachability, long hosts) {
        return switch (reachability) {
            case REACHED -> new HostCounts(0, 0, 0, 0, hosts, 0, 0);
            case NOT_REACHED -> new HostCounts(0, 0, 0, 0, 0, hosts, 0);
            case UNKNOWN -> new HostCounts(0, 0, 0, 0, 0, 0, hosts);
        };
    }

    /** Returns the number of hosts known by an IPv6 endpoint alone. */
    public long ipv6() {
        return ipv6Reached + ipv6NotReached + ipv6Unknown;
    }

    /** Returns the number of hosts known by an endpoint of each family. */
    public long dualStack() {
        return dualStackReached + dualStackNotReached + dualStackUnknown;
    }

    /** Returns the number of hosts known by an IPv6 endpoint alone, of one reachability. */
    public long ipv6(Reachability reachability) {
        return switch (reachability) {
            case REACHED -> ipv6Reached;
            case NOT_REACHED -> ipv6NotReached;
            case UNKNOWN -> ipv6Unknown;
        };
    }

    /** Returns the number of hosts known by an endpoint of each family, of one reachability. */
    public long dualStack(Reachability reachability) {
        return switch (reachability) {
            case REACHED -> dualStackReached;
            case NOT_REACHED -> dualStackNotReached;
            case UNKNOWN -> dualStackUnknown;
        };
    }

    /** Returns the number of all hosts. */
    public long hosts() {
        return ipv4 + ipv6() + dualStack();
    }

    /** Returns the sums of these counts and others. */
    public HostCounts plus(HostCounts other) {
        return new HostCounts(
                ipv4 + other.ipv4,
                ipv6Reached + other.ipv6Reached,
                ipv6NotReached + other.ipv6NotReached,
                ipv6Unknown + other.ipv6Unknown,
                dualStackReached + other.dualStackReached,
                dualStackNotReached + other.dualStackNotReached,
                dualStackUnknown + other.dualStackUnknown);
    }

    /** Returns the differences of these counts and others. */
    public HostCounts minus(HostCounts other) {
        return new HostCounts(
                ipv4 - other.ipv4,
                ipv6Reached - other.ipv6Reached,
                ipv6NotReached - other.ipv6NotReached,
                ipv6Unknown - other.ipv6Unknown,
                dualStackReached - other.dualStackReached,
                dualStackNotReached - other.dualStackNotReached,
                dualStackUnknown - other.dualStackUnknown);
    }
}
