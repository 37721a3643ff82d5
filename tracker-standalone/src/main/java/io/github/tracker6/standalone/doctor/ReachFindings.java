package io.github.tracker6.standalone.doctor;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** What the probes of a tracker mean, taken together. An address that fails by all protocols for one reason is one finding. */
final class ReachFindings {
    private final List<Probe> probes;

    ReachFindings(List<Probe> probes) {
        this.probes = List.copyOf(probes);
    }

    /** Returns the findings in the order of the probes. */
    List<Finding> list() {
        Map<InetSocketAddress, List<Probe>> byAddress = new LinkedHashMap<>();
        probes.forEach(probe -> byAddress
                .computeIfAbsent(new InetSocketAddress(probe.address().getAddress(), 0), key -> new ArrayList<>())
                .add(probe));
        List<Finding> findings = new ArrayList<>();
        for (List<Probe> group : byAddress.values()) {
            boolean isOne = group.size() > 1
                    && !group.get(0).answers()
                    && group.stream().map(Probe::outcome).distinct().count() == 1;
            if (isOne) {
                findings.add(finding(group.get(0).family(), group));
            } else {
                group.forEach(probe -> findings.add(finding(probe.scheme(), List.of(probe))));
            }
        }
        return findings;
    }

    private Finding finding(String subject, List<Probe> group) {
        Probe probe = group.get(0);
        String where = group.stream().map(Probe::where).distinct().collect(Collectors.joining(" and "));
        String over = group.stream().map(Probe::scheme).distinct().collect(Collectors.joining(" and "));
        return switch (probe.outcome()) {
            case ANSWERS -> Finding.ok(subject, where + " answers " + probe.detail());
            case REFUSED ->
                Finding.fail(
                        subject,
                        where + ": nothing listens over " + over + "; let the tracker listen there, or correct the "
                                + record(probe) + " record");
            case SILENT -> Finding.fail(subject, where + ": no answer over " + over + "; " + silence(group));
            case UNREACHABLE ->
                Finding.fail(
                        subject,
                        where + ": no host there, or a firewall turns clients away; correct the " + record(probe)
                                + " record, or let in " + ports(group));
            case NO_FAMILY_HERE ->
                Finding.warn(
                        subject,
                        where + ": not checked over " + over + ", as this host has no " + probe.family()
                                + "; run doctor on a host that has");
            case OTHER_SOURCE ->
                Finding.fail(
                        subject,
                        where + ": the answer comes from " + probe.detail() + ", so clients drop it: the server has one"
                                + " socket for all addresses, and the system chose another one; let it listen on each"
                                + " address that it serves (docs/udp.md)");
            case NO_TRACKER ->
                Finding.fail(subject, where + ": what answers over " + over + " is no tracker: " + probe.detail());
            case FAILED -> Finding.fail(subject, where + ": " + probe.detail());
        };
    }

    /** Why nothing comes back depends on what else does. */
    private String silence(List<Probe> group) {
        Probe probe = group.get(0);
        boolean otherFamily = group.stream()
                .allMatch(mine -> probes.stream()
                        .anyMatch(other -> other.answers()
                                && other.isIpv6() != mine.isIpv6()
                                && other.url().equals(mine.url())));
        boolean otherProtocol = probes.stream()
                .anyMatch(other -> other.answers()
                        && other.address().getAddress().equals(probe.address().getAddress()));
        String letIn = "let in " + ports(group) + " over " + probe.family();
        if (otherFamily) {
            return (probe.isIpv6() ? "IPv4" : "IPv6") + " answers, so a firewall drops " + probe.family() + ": " + letIn
                    + (probe.isIpv6() ? ", and ICMPv6 (docs/network.md)" : " (docs/network.md)");
        }
        if (otherProtocol) {
            return "the host answers otherwise, so a firewall drops this, or the tracker does not serve it: " + letIn;
        }
        return "the host is down, or a firewall drops it: " + letIn;
    }

    private static String ports(List<Probe> group) {
        return group.stream().map(Probe::firewallPort).distinct().collect(Collectors.joining(" and "));
    }

    private static String record(Probe probe) {
        return probe.isIpv6() ? "AAAA" : "A";
    }
}
