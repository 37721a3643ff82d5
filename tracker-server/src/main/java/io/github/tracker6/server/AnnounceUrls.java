package io.github.tracker6.standalone;

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

/** What an operator copies into a torrent. */
final class AnnounceUrls {
    private AnnounceUrls() {}

    static Stream<String> of(String scheme, List<InetSocketAddress> bound) {
        return bound.stream()
                .flatMap(AnnounceUrls::reachable)
                .distinct()
                .map(address -> scheme + "://" + authority(address) + "/announce");
    }

    /** Returns {@code [2001:db8::1]:6969} or {@code 192.0.2.1:6969}. */
    static String authority(InetSocketAddress address) {
        return Endpoint.of(address.getAddress(), address.getPort()).toString();
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
