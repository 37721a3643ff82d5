package io.github.tracker6.standalone.doctor;

import io.github.tracker6.Endpoint;
import io.github.tracker6.standalone.cli.Printable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** As which address the tracker sees this host (BEP 24). Stateless. */
final class SeenAddress {
    private SeenAddress() {}

    /**
     * Compares what the tracker says with what this host has.
     *
     * @param seen a literal address, as the tracker says it
     * @param local the address from which this host asked
     * @param trackers the tracker's own addresses
     */
    static Finding finding(String subject, String seen, InetAddress local, List<InetSocketAddress> trackers) {
        String shown = Printable.of(seen);
        InetAddress address;
        try {
            address = Endpoint.parse((seen.contains(":") ? "[" + seen + "]" : seen) + ":1")
                    .address();
        } catch (IllegalArgumentException e) {
            return Finding.warn(subject, "the tracker says that this host is " + shown + ", which is no address");
        }
        if (address.equals(local)) {
            return Finding.ok(subject, "seen as " + shown);
        }
        boolean isTracker = trackers.stream().anyMatch(each -> address.equals(each.getAddress()));
        if (isTracker || (TrackerName.isPrivate(address) && !TrackerName.isPrivate(local))) {
            return Finding.fail(
                    subject,
                    "seen as " + shown + ", the address of a proxy: all clients look like one host; name the proxy with"
                            + " --trusted-proxy, and let it pass on the client's address (docs/operating.md)");
        }
        if (TrackerName.isIpv6(address) != TrackerName.isIpv6(local)) {
            return Finding.warn(
                    subject,
                    "seen as " + shown + ", which is of the other family than "
                            + local.getHostAddress().replaceFirst("%.*", "")
                            + ": something on the way translates between families");
        }
        return TrackerName.isIpv6(address)
                ? Finding.warn(subject, "seen as " + shown + ": a proxy or NAT is between this host and the tracker")
                : Finding.ok(subject, "seen as " + shown + ", behind NAT");
    }
}
