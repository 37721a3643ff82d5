package io.github.tracker6.server;

import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The URLs that go into a torrent. */
final class AnnounceUrls {
    private AnnounceUrls() {}

    /**
     * Returns the URLs of the addresses, without repeats. A wildcard stands for the machine's own addresses.
     *
     * @param addresses with the ports in use
     */
    static Stream<String> of(String scheme, List<InetSocketAddress> addresses) {
        return addresses.stream()
                .flatMap(AnnounceUrls::reachable)
                .distinct()
                .map(address -> scheme + "://" + AddressLiteral.text(address) + "/announce");
    }

    /** For a wildcard: the machine's widest address of each family, IPv6 first. */
    private static Stream<InetSocketAddress> reachable(InetSocketAddress bound) {
        if (!bound.getAddress().isAnyLocalAddress()) {
            return Stream.of(bound);
        }
        List<InetAddress> own = ownAddresses();
        Stream<InetAddress> widest = bound.getAddress() instanceof Inet4Address
                ? widest(own, true)
                : Stream.concat(widest(own, false), widest(own, true));
        return widest.map(address -> new InetSocketAddress(address, bound.getPort()));
    }

    private static Stream<InetAddress> widest(List<InetAddress> own, boolean ipv4) {
        return own.stream()
                .filter(address -> ipv4 == (address instanceof Inet4Address))
                .filter(address -> !address.isLinkLocalAddress())
                .min(Comparator.comparing(address -> AddressScope.of(Endpoint.of(address, 0))))
                .stream();
    }

    private static List<InetAddress> ownAddresses() {
        try {
            return NetworkInterface.networkInterfaces()
                    .flatMap(NetworkInterface::inetAddresses)
                    .toList();
        } catch (SocketException e) {
            return List.of(InetAddress.getLoopbackAddress());
        }
    }
}
