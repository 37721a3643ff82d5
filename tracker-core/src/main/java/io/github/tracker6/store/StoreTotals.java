package io.github.tracker6.store;

import io.github.tracker6.HostCounts;

/**
 * Figures over all swarms; a host counts once per swarm. Endpoints that have expired may be counted until {@link
 * SwarmStore#maintain} has removed them.
 *
 * @param swarms swarms that hold at least one peer
 * @param families the hosts, by families and reachability
 * @since 0.1.0
 */
public record StoreTotals(long swarms, HostCounts families) {
    /**
     * Makes figures of a store that knows nothing of reachability.
     *
     * @param swarms swarms that hold at least one peer
     * @param ipv4Hosts hosts known by an IPv4 endpoint alone
     * @param ipv6Hosts hosts known by an IPv6 endpoint alone
     * @param dualStackHosts hosts known by an endpoint of each family
     */
    public StoreTotals(long swarms, long ipv4Hosts, long ipv6Hosts, long dualStackHosts) {
        this(swarms, HostCounts.ofFamilies(ipv4Hosts, ipv6Hosts, dualStackHosts));
    }

    /** Returns the number of hosts known by an IPv4 endpoint alone. */
    public long ipv4Hosts() {
        return families.ipv4();
    }

    /** Returns the number of hosts known by an IPv6 endpoint alone. */
    public long ipv6Hosts() {
        return families.ipv6();
    }

    /** Returns the number of hosts known by an endpoint of each family. */
    public long dualStackHosts() {
        return families.dualStack();
    }

    /** Returns the number of hosts, each counted once per swarm. */
    public long hosts() {
        return families.hosts();
    }

    /** Returns the number of endpoints: two for each dual-stack host. */
    public long endpoints() {
        return families.hosts() + families.dualStack();
    }
}
