package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.store.StoreOptions;

/**
 * One kind of network in which shares are counted.
 *
 * @param id no two kinds have the same
 * @param isIpv4 its family
 * @param shift how many bits of an IPv4 address, or of the first 64 of an IPv6 address, are behind the prefix
 */
record Network(int id, boolean isIpv4, int shift) {
    private static final int IPV4_WIDE_BITS = 16;
    private static final int IPV6_WIDE_BITS = 32;

    /** Returns the prefix of an address, as a number. */
    long prefix(long high, long low) {
        return (isIpv4 ? low : high) >>> shift;
    }

    /** The kinds: narrow networks, as customers have them, and wide ones, as providers have them. */
    record Kinds(Network ipv4Narrow, Network ipv4Wide, Network ipv6Narrow, Network ipv6Wide) {
        /** A wide network is an IPv4 /16 or IPv6 /32, but never smaller than a narrow one. */
        static Kinds of(StoreOptions options) {
            int ipv4 = options.ipv4NetworkPrefix();
            int ipv6 = options.ipv6NetworkPrefix();
            return new Kinds(
                    new Network(0, true, Integer.SIZE - ipv4),
                    new Network(1, true, Integer.SIZE - Math.min(ipv4, IPV4_WIDE_BITS)),
                    new Network(2, false, Long.SIZE - ipv6),
                    new Network(3, false, Long.SIZE - Math.min(ipv6, IPV6_WIDE_BITS)));
        }

        Network narrow(AddressFamily family) {
            return family == AddressFamily.IPV4 ? ipv4Narrow : ipv6Narrow;
        }

        Network wide(AddressFamily family) {
            return family == AddressFamily.IPV4 ? ipv4Wide : ipv6Wide;
        }
    }
}
