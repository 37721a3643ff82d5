package io.github.tracker6.testkit.simulation;

/**
 * Over which families those pairs of dual-stack hosts can meet of which at least one host learned of the other.
 *
 * @param ipv6Only pairs that learned IPv6 endpoints of each other alone
 * @param both pairs that learned endpoints of both families
 * @param ipv4Only pairs that learned IPv4 endpoints of each other alone
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
