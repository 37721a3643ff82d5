package io.github.tracker6.testkit.simulation.reachability;

/**
 * What a simulated swarm is made of. Shares are 0 to 1.
 *
 * @param hosts how many hosts
 * @param dualStack the share of hosts with both families; the others have IPv4 alone
 * @param overIpv6Alone the share of dual-stack hosts that announce over IPv6 alone
 * @param ipv6Closed the share of dual-stack leechers that let nothing in over IPv6
 * @param ipv4Closed the share of leechers that let nothing in over IPv4
 * @param seeds the share of hosts that seed; they let everything in
 * @param missedProbes the share of probes of open hosts that fail
 * @param maxConnections how many connections a host takes; it refuses more
 * @param numWant how many peers a host asks for
 */
record Mix(
        int hosts,
        double dualStack,
        double overIpv6Alone,
        double ipv6Closed,
        double ipv4Closed,
        double seeds,
        double missedProbes,
        int maxConnections,
        int numWant) {
    /** Returns a mix like that of public swarms. */
    static Mix of(int hosts) {
        return new Mix(hosts, 0.4, 0, 0.6, 0.4, 0.1, 0.05, 50, 50);
    }

    Mix withOverIpv6Alone(double share) {
        return new Mix(hosts, dualStack, share, ipv6Closed, ipv4Closed, seeds, missedProbes, maxConnections, numWant);
    }
}
