package io.github.tracker6.testkit.simulation.reachability;

import io.github.tracker6.AddressFamily;
import java.util.EnumMap;
import java.util.Map;

/**
 * The figures of one run.
 *
 * @param connections the mean number of connections of the hosts of each class that occurs
 * @param usablePairs connected pairs of dual-stack hosts of which one can connect to the other over IPv6
 * @param ipv6Pairs those of them that are connected over IPv6
 * @param supplySeconds the mean time until a host has 8 peers that it can connect to, or all that are there
 * @param suppliedAtOnce the share of hosts for which that is with the answers to their first announces: within 3 s, as answers wait
 *     for a probe
 * @param ipv4Dialable the mean number of peers that leechers with IPv4 alone were told of and can connect to
 */
record RunFigures(
        Map<HostClass, Double> connections,
        long usablePairs,
        long ipv6Pairs,
        double supplySeconds,
        double suppliedAtOnce,
        double ipv4Dialable) {
    private static final int AT_ONCE_MILLIS = 3_000;

    static RunFigures of(SwarmRun run) {
        Map<HostClass, long[]> sums = new EnumMap<>(HostClass.class);
        long usable = 0;
        long overIpv6 = 0;
        long supplyMillis = 0;
        int atOnce = 0;
        int ipv4Hosts = 0;
        long dialable = 0;
        for (SwarmHost host : run.hosts()) {
            long[] sum = sums.computeIfAbsent(host.hostClass(), unused -> new long[2]);
            sum[0] += host.connected.cardinality();
            sum[1]++;
            long supplied = host.suppliedMillis < 0 ? run.endMillis() : host.suppliedMillis;
            supplyMillis += supplied - host.arrivesMillis;
            atOnce += supplied - host.arrivesMillis <= AT_ONCE_MILLIS ? 1 : 0;
            if (!host.dualStack && !host.seed) {
                ipv4Hosts++;
                dialable += host.dialable.cardinality();
            }
            for (int other : host.connected.stream().toArray()) {
                if (other > host.number && isUsable(host, run.hosts().get(other))) {
                    usable++;
                    overIpv6 += host.connectedOverIpv6.get(other) ? 1 : 0;
                }
            }
        }
        Map<HostClass, Double> means = new EnumMap<>(HostClass.class);
        sums.forEach((hostClass, sum) -> means.put(hostClass, (double) sum[0] / sum[1]));
        double hosts = run.hosts().size();
        return new RunFigures(
                means,
                usable,
                overIpv6,
                supplyMillis / 1_000.0 / hosts,
                atOnce / hosts,
                (double) dialable / Math.max(1, ipv4Hosts));
    }

    private static boolean isUsable(SwarmHost one, SwarmHost other) {
        return one.canDial(other, AddressFamily.IPV6) || other.canDial(one, AddressFamily.IPV6);
    }
}
