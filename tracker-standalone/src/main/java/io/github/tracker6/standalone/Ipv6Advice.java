package io.github.tracker6.standalone;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.internal.OwnAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** What is said where a tracker listens on IPv6, and no client outside can reach it so. Stateless. */
final class Ipv6Advice {
    private static final String NO_GLOBAL_ADDRESS =
            "This machine has no global IPv6 address: clients on the internet reach"
                    + " the tracker over IPv4 alone, so it learns no IPv6 address of theirs, and they exchange data over IPv4. Give"
                    + " the machine an IPv6 address and an AAAA record. In a network of your own, add --lan";

    private Ipv6Advice() {}

    /** Returns the advice where it is due on this machine. */
    static Optional<String> of(ServeSettings settings) {
        return of(settings, OwnAddress.all(), ListenAddress::hasIpv6Loopback);
    }

    /**
     * Returns the advice where it is due: a listener for IPv6 beyond this machine, and no global address.
     *
     * @param own the machine's addresses, as far as they can be seen: in a container without {@code /proc/net/if_inet6} Java
     *     sees none of IPv6
     * @param hasIpv6 whether sockets can have IPv6 addresses
     */
    static Optional<String> of(ServeSettings settings, List<InetAddress> own, BooleanSupplier hasIpv6) {
        boolean isAsked = Stream.of(settings.http(), settings.edge().https(), settings.udp())
                .flatMap(List::stream)
                .map(InetSocketAddress::getAddress)
                .anyMatch(address -> isIpv6(address) && !address.isLoopbackAddress());
        boolean isDue = isAsked
                && !settings.lan()
                && own.stream().noneMatch(Ipv6Advice::isGlobal)
                && (own.stream().anyMatch(Ipv6Advice::isIpv6) || !hasIpv6.getAsBoolean());
        return isDue ? Optional.of(NO_GLOBAL_ADDRESS) : Optional.empty();
    }

    private static boolean isIpv6(InetAddress address) {
        return Endpoint.of(address, 0).family() == AddressFamily.IPV6;
    }

    private static boolean isGlobal(InetAddress address) {
        return isIpv6(address) && AddressScope.of(Endpoint.of(address, 0)) == AddressScope.GLOBAL;
    }
}
