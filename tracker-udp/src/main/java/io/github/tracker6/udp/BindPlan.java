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
 * The addresses to listen on: those that were named, and for a wildcard all addresses of the host, or the wildcard
 * itself if one socket can serve it. Immutable.
 */
final class BindPlan {
    private final List<InetSocketAddress> requested;
    private final LocalAddresses localAddresses;
    private final boolean wildcardSockets;

    /**
     * One address to listen on.
     *
     * @param address with its port
     * @param named true if it was named; false if it belongs to a wildcard, and so may come and go
     */
    record Target(InetSocketAddress address, boolean named) {}

    /**
     * Makes a plan.
     *
     * @param wildcardSockets whether one socket on a wildcard serves all its addresses, those named beside it too
     */
    BindPlan(List<InetSocketAddress> requested, LocalAddresses localAddresses, boolean wildcardSockets) {
        this.requested = List.copyOf(requested);
        this.localAddresses = localAddresses;
        this.wildcardSockets = wildcardSockets;
    }

    /** Returns whether a port must be chosen before the targets are complete. */
    boolean needsPort() {
        return requested.stream().anyMatch(address -> address.getPort() == 0);
    }

    /** Returns whether the IPv6 wildcard was requested. */
    boolean wantsAnyIpv6() {
        return requested.stream()
                .map(InetSocketAddress::getAddress)
                .anyMatch(address -> address.isAnyLocalAddress() && address instanceof Inet6Address);
    }

    /**
     * Returns what to listen on now, by name. The order is stable: named addresses first. No address is there twice.
     *
     * @param port replaces port 0
     */
    Map<String, Target> targets(int port) throws IOException {
        return wildcardSockets ? withoutCovered(port) : withWildcardsExpanded(port);
    }

    /** Returns the addresses at which clients reach a socket. */
    List<InetSocketAddress> reachableAddresses(InetSocketAddress bound) {
        if (!bound.getAddress().isAnyLocalAddress()) {
            return List.of(bound);
        }
        try {
            return addressesOf(bound.getAddress())
                    .map(local -> new InetSocketAddress(local, bound.getPort()))
                    .toList();
        } catch (IOException e) {
            return List.of(bound);
        }
    }

    private Map<String, Target> withoutCovered(int port) {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (InetSocketAddress address : requested) {
            InetSocketAddress wanted = withPort(address, address.getAddress(), port);
            if (requested.stream().noneMatch(other -> covers(withPort(other, other.getAddress(), port), wanted))) {
                add(targets, new Target(wanted, true));
            }
        }
        return targets;
    }

    /** Returns whether the first address is a wildcard that includes the second. */
    private static boolean covers(InetSocketAddress wildcard, InetSocketAddress address) {
        InetAddress wide = wildcard.getAddress();
        boolean both = wide instanceof Inet6Address;
        return wide.isAnyLocalAddress()
                && wildcard.getPort() == address.getPort()
                && !wide.equals(address.getAddress())
                && (both || address.getAddress() instanceof Inet4Address);
    }

    private Map<String, Target> withWildcardsExpanded(int port) throws IOException {
        Map<String, Target> targets = new LinkedHashMap<>();
        for (InetSocketAddress address : requested) {
            if (!address.getAddress().isAnyLocalAddress()) {
                add(targets, new Target(withPort(address, address.getAddress(), port), true));
            }
        }
        for (InetSocketAddress address : requested) {
            if (address.getAddress().isAnyLocalAddress()) {
                addressesOf(address.getAddress())
                        .forEach(local -> add(targets, new Target(withPort(address, local, port), false)));
            }
        }
        return targets;
    }

    /** Returns the addresses of this host that a wildcard includes. */
    private Stream<InetAddress> addressesOf(InetAddress wildcard) throws IOException {
        boolean both = wildcard instanceof Inet6Address;
        return localAddresses.list().stream().filter(local -> both || !(local instanceof Inet6Address));
    }

    private static void add(Map<String, Target> targets, Target target) {
        targets.putIfAbsent(name(target.address()), target);
    }

    /**
     * Returns {@code 192.0.2.1:6969}, {@code [2001:db8::1]:6969} or {@code [fe80::1%2]:6969}: one name per socket
     * address. The scope is in the name of a link-local address only. It distinguishes link-local addresses, but {@link
     * Inet6Address#equals} ignores it; other addresses mean the same without it, but the list of interfaces gives every
     * address a scope.
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
