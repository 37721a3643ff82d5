package io.github.tracker6.server;

import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.internal.OwnAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The URLs that go into a torrent. Immutable. */
final class AnnounceUrls {
    private final @Nullable String host;
    private final Supplier<List<InetAddress>> ownAddresses;

    /**
     * Makes one.
     *
     * @param host what all URLs name; null for the addresses
     */
    AnnounceUrls(@Nullable String host) {
        this(host, OwnAddress::all);
    }

    AnnounceUrls(@Nullable String host, Supplier<List<InetAddress>> ownAddresses) {
        this.host = host;
        this.ownAddresses = ownAddresses;
    }

    /**
     * Returns the URLs of the addresses, without repeats. A wildcard stands for the machine's own addresses that others can
     * reach, or for {@code localhost} where it has none.
     *
     * @param addresses with the ports in use
     */
    Stream<String> of(String scheme, List<InetSocketAddress> addresses) {
        return addresses.stream()
                .flatMap(bound -> hosts(bound.getAddress()).map(each -> each + ":" + bound.getPort()))
                .distinct()
                .map(authority -> scheme + "://" + authority + "/announce");
    }

    private Stream<String> hosts(InetAddress bound) {
        if (host != null) {
            return Stream.of(host);
        }
        if (!bound.isAnyLocalAddress()) {
            return Stream.of(text(bound));
        }
        List<InetAddress> own = ownAddresses.get();
        Optional<InetAddress> ipv6 = bound instanceof Inet4Address ? Optional.empty() : widest(own, false);
        List<String> widest = Stream.of(ipv6, widest(own, true))
                .flatMap(Optional::stream)
                .map(AnnounceUrls::text)
                .toList();
        return widest.isEmpty() ? Stream.of("localhost") : widest.stream();
    }

    /** Returns the address of a family that most others can reach, if any other machine can. */
    private static Optional<InetAddress> widest(List<InetAddress> own, boolean ipv4) {
        return own.stream()
                .filter(address -> ipv4 == (address instanceof Inet4Address))
                .filter(address -> scope(address).compareTo(AddressScope.LAN) <= 0)
                .min(Comparator.comparing(AnnounceUrls::scope));
    }

    private static AddressScope scope(InetAddress address) {
        return AddressScope.of(Endpoint.of(address, 0));
    }

    private static String text(InetAddress address) {
        String text = Endpoint.of(address, 0).addressText();
        return address instanceof Inet4Address ? text : "[" + text + "]";
    }
}
