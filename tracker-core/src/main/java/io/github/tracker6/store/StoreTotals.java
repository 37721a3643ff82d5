package io.github.tracker6.store;

/**
 * Figures over all swarms; a host counts once per swarm. Endpoints that have expired may be counted until {@link
 * SwarmStore#maintain} has removed them.
 *
 * @param swarms swarms that hold at least one peer
 * @param ipv4Hosts hosts known by an IPv4 endpoint alone
 * @param ipv6Hosts hosts known by an IPv6 endpoint alone
 * @param dualStackHosts hosts known by an endpoint of each family
 */
public record StoreTotals(long swarms, long ipv4Hosts, long ipv6Hosts, long dualStackHosts) {
    /** Returns the number of hosts, each counted once per swarm. */
    public long hosts() {
        return ipv4Hosts + ipv6Hosts + dualStackHosts;
    }

    /** Returns the number of endpoints: two for each dual-stack host. */
    public long endpoints() {
        return ipv4Hosts + ipv6Hosts + 2 * dualStackHosts;
    }
}
