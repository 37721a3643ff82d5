package io.github.tracker6.testkit.simulation;

/**
 * Counts the pairs of dual-stack hosts in which at least one host got an endpoint of the other.
 *
 * @param ipv6Only pairs that got IPv6 endpoints of each other only
 * @param both pairs that got endpoints of both families
 * @param ipv4Only pairs that got IPv4 endpoints of each other only
 */
record PairShares(long ipv6Only, long both, long ipv4Only) {
    long pairs() {
        return ipv6Only + both + ipv4Only;
    }

    double ipv6OnlyShare() {
        return (double) ipv6Only / pairs();
    }

    double bothShare() {
        return (double) both / pairs();
    }

    double ipv4OnlyShare() {
        return (double) ipv4Only / pairs();
    }
}
