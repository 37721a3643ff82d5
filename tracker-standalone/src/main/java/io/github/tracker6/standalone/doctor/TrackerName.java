package io.github.tracker6.standalone.doctor;

import io.github.tracker6.Endpoint;
import io.github.tracker6.standalone.cli.Printable;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The name of a tracker and its addresses.
 *
 * @param name a DNS name or a literal address
 * @param addresses those of IPv6 first; empty if the name has none, or none is known
 * @param isAnswered whether the resolver answered; if not, the name may have addresses
 */
record TrackerName(String name, List<InetAddress> addresses, boolean isAnswered) {
    /** What the system's resolver says where no server of DNS answers (EAI_AGAIN). */
    private static final String TEMPORARY = "Temporary failure";

    private static final String A = "A";
    private static final String AAAA = "AAAA";
    private static final int UNIQUE_LOCAL = 0xfc;
    private static final int UNIQUE_LOCAL_MASK = 0xfe;

    TrackerName {
        addresses = Stream.concat(
                        addresses.stream().filter(TrackerName::isIpv6),
                        addresses.stream().filter(each -> !isIpv6(each)))
                .toList();
    }

    /** Makes one that the resolver answered for. */
    TrackerName(String name, List<InetAddress> addresses) {
        this(name, addresses, true);
    }

    /** Looks the name up. May take as long as the system's resolver does. */
    static TrackerName lookUp(String name) {
        try {
            return new TrackerName(name, List.of(InetAddress.getAllByName(name)));
        } catch (UnknownHostException e) {
            return new TrackerName(
                    name, List.of(), !String.valueOf(e.getMessage()).contains(TEMPORARY));
        }
    }

    static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }

    /** Returns whether this machine has one of the addresses. */
    boolean isOfThisMachine() {
        return addresses.stream().anyMatch(address -> {
            try {
                return NetworkInterface.getByInetAddress(address) != null;
            } catch (SocketException e) {
                return false;
            }
        });
    }

    /**
     * Returns what is to be said of the records.
     *
     * @param hasIpv6 whether this host has IPv6; without it, Java and some resolvers hide AAAA records
     */
    List<Finding> findings(boolean hasIpv6) {
        List<Finding> findings = new ArrayList<>();
        String shown = Printable.of(name);
        if (!isAnswered) {
            findings.add(Finding.fail(
                    "dns",
                    "no server of DNS answers for " + shown + "; check the resolver of this host, and try again"));
            return findings;
        }
        if (addresses.isEmpty()) {
            findings.add(Finding.fail("dns", shown + " has no address; give it an AAAA and an A record"));
            return findings;
        }
        boolean isLiteral = name.contains(":") || name.matches("[0-9.]+");
        List<InetAddress> ipv6 = addresses.stream().filter(TrackerName::isIpv6).toList();
        List<InetAddress> ipv4 =
                addresses.stream().filter(each -> !isIpv6(each)).toList();
        if (!ipv6.isEmpty()) {
            findings.add(Finding.ok(AAAA, text(ipv6)));
        } else if (!isLiteral && !hasIpv6) {
            findings.add(Finding.warn(
                    AAAA,
                    "not known: this host has no IPv6; run doctor on a host that has, or ask: dig AAAA " + shown));
        } else if (!isLiteral) {
            findings.add(Finding.fail(
                    AAAA, "no AAAA record: no client can announce over IPv6; give " + shown + " an AAAA record"));
        }
        if (!ipv4.isEmpty()) {
            findings.add(Finding.ok(A, text(ipv4)));
        } else if (!isLiteral) {
            findings.add(Finding.warn(
                    A, "no A record: clients without IPv6 can't announce; give " + shown + " an A record"));
        }
        addresses.stream()
                .filter(TrackerName::isPrivate)
                .forEach(address -> findings.add(Finding.warn(
                        isIpv6(address) ? AAAA : A,
                        text(address) + " is no address of the Internet: only its own network reaches it")));
        return findings;
    }

    /** Returns whether the address is of one host, link or site. */
    static boolean isPrivate(InetAddress address) {
        return address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isAnyLocalAddress()
                || (isIpv6(address) && (address.getAddress()[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL);
    }

    private static String text(List<InetAddress> addresses) {
        return addresses.stream().map(TrackerName::text).collect(Collectors.joining(", "));
    }

    private static String text(InetAddress address) {
        return Endpoint.of(address, 1).toString().replaceFirst(":1$", "").replaceAll("[\\[\\]]", "");
    }
}
