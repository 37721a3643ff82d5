package io.github.tracker6.udp;

import io.github.tracker6.Endpoint;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What to listen on: the addresses named, and for a wildcard every address that the host has, unless one socket can
 * serve them all. Immutable.
 */
final class BindPlan {
    private final List<InetSocketAddress> requested;
    private final LocalAddresses localAddresses;
    private final boolean keepsWildcards;

    /**
     * One address to listen on.
     *
     * @param address with its port
     * @param named whether it was named, or else stands for a wildcard, and comes and goes
     */
    record Target(InetSocketAddress address, boolean named) {}

    /**
     * Makes a plan.
     *
     * @param keepsWildcards whether a wildcard is listened on as such, and then also serves the addresses named beside it
     */
    BindPlan(List<InetSocketAddress> requested, LocalAddresses localAddresses, boolean keepsWildcards) {
        this.requested = List.copyOf(requested);
        this.localAddresses = localAddresses;
        this.keepsWildcards = keepsWildcards;
    }

    /** Returns whether a port must be chosen before the targets are complete. */
    boolean needsPort() {
        return requested.stream().anyMatch(address -> address.getPort() == 0);
    }

    /** Returns whether an address was asked for that stands for IPv6 addresses not known beforehand. */
    boolean wantsAnyIpv6() {
        return requested.stream()
                .map(InetSocketAddress::getAddress)
                .anyMatch(address -> address.isAnyLocalAddress() && address instanceof Inet6Address);
    }

    /**
     * Returns what to listen on now, under a name for each: without repeats, in a stable order, those named first.
     *
     * @param port stands in for port 0
     */
    Map<String, Target> targets(int port) throws IOException {
        return keepsWildcards ? widest(port) : expanded(port);
    }

    /** Returns the addresses that a socket on the given one is reached at. */
    List<InetSocketAddress> reachable(InetSocketAddress bound) {
        if (!bound.getAddress().isAnyLocalAddress()) {
            return List.of(bound);
        }
        try {
            return meant(bound.getAddress())
                    .map(local -> new InetSocketAddress(local, bound.getPort()))
                    .toList();
        } catch (IOException e) {
            return List.of(bound);
        }
    }

    private Map<String, Target> widest(int port) {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (InetSocketAddress address : requested) {
            InetSocketAddress wanted = withPort(address, address.getAddress(), port);
            if (requested.stream().noneMatch(other -> covers(withPort(other, other.getAddress(), port), wanted))) {
                add(targets, new Target(wanted, true));
            }
        }
        return targets;
    }

    /** Whether a wildcard stands for an address too. */
    private static boolean covers(InetSocketAddress wildcard, InetSocketAddress address) {
        InetAddress wide = wildcard.getAddress();
        boolean both = wide instanceof Inet6Address;
        return wide.isAnyLocalAddress()
                && wildcard.getPort() == address.getPort()
                && !wide.equals(address.getAddress())
                && (both || address.getAddress() instanceof Inet4Address);
    }

    private Map<String, Target> expanded(int port) throws IOException {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (InetSocketAddress address : requested) {
            if (!address.getAddress().isAnyLocalAddress()) {
                add(targets, new Target(withPort(address, address.getAddress(), port), true));
            }
        }
        for (InetSocketAddress address : requested) {
            if (address.getAddress().isAnyLocalAddress()) {
                meant(address.getAddress())
                        .forEach(local -> add(targets, new Target(withPort(address, local, port), false)));
            }
        }
        return targets;
    }

    /** Returns the addresses of this host that a wildcard stands for. */
    private Stream<InetAddress> meant(InetAddress wildcard) throws IOException {
        boolean both = wildcard instanceof Inet6Address;
        return localAddresses.list().stream().filter(local -> both || !(local instanceof Inet6Address));
    }

    private static void add(Map<String, Target> targets, Target target) {
        targets.putIfAbsent(name(target.address()), target);
    }

    /**
     * Returns {@code 192.0.2.1:6969}, {@code [2001:db8::1]:6969} or {@code [fe80::1%2]:6969}. One socket address has
     * one name: {@link Inet6Address#equals} leaves the scope out, which tells link-local addresses apart, while the
     * interfaces' list gives every address a scope, also those that mean the same without.
     */
    static String name(InetSocketAddress address) {
        String name = Endpoint.of(address.getAddress(), address.getPort()).toString();
        boolean scoped = address.getAddress() instanceof Inet6Address inet6
                && inet6.isLinkLocalAddress()
                && inet6.getScopeId() != 0;
        return scoped ? name.replace("]", "%" + ((Inet6Address) address.getAddress()).getScopeId() + "]") : name;
    }

    private static InetSocketAddress withPort(InetSocketAddress requested, InetAddress address, int port) {
        return new InetSocketAddress(address, requested.getPort() == 0 ? port : requested.getPort());
    }
}
