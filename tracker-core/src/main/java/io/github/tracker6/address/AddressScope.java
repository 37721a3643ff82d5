package io.github.tracker6.address;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;

/**
 * From where an address can be reached, by the registries of special-purpose addresses (RFC 6890, IANA). The constants go
 * from the widest scope to the narrowest one.
 *
 * @since 0.1.0
 */
public enum AddressScope {
    /** The internet. */
    GLOBAL,
    /** A site: private, carrier-grade NAT, unique local, documentation and benchmarking addresses. */
    LAN,
    /** One link: 169.254.0.0/16 and fe80::/10. */
    LINK_LOCAL,
    /** This machine. */
    LOOPBACK,
    /** Never the address of a peer: unspecified, multicast, broadcast, reserved. */
    UNUSABLE;

    /**
     * Returns the scope of an address.
     *
     * @param high bytes 0 to 7 of an IPv6 address, big-endian; ignored for IPv4
     * @param low bytes 8 to 15 of an IPv6 address, big-endian; for IPv4 its 32 bits
     */
    public static AddressScope of(AddressFamily family, long high, long low) {
        return family == AddressFamily.IPV4 ? ofIpv4((int) low) : ofIpv6(high, low);
    }

    /** Returns the scope of an endpoint's address. */
    public static AddressScope of(Endpoint endpoint) {
        return of(endpoint.family(), endpoint.addressHigh(), endpoint.addressLow());
    }

    private static AddressScope ofIpv4(int address) {
        int a = address >>> 24;
        int b = address >>> 16 & 0xff;
        int first24 = address >>> 8;
        return switch (a) {
            case 0 -> UNUSABLE;
            case 10 -> LAN;
            case 100 -> b >= 64 && b < 128 ? LAN : GLOBAL;
            case 127 -> LOOPBACK;
            case 169 -> b == 254 ? LINK_LOCAL : GLOBAL;
            case 172 -> b >= 16 && b < 32 ? LAN : GLOBAL;
            case 192 ->
                switch (first24) {
                    case 0xc00000, 0xc05863 ->
                        UNUSABLE; // 192.0.0.0/24 protocol assignments, 192.88.99.0/24 6to4 relays
                    case 0xc00002 -> LAN; // 192.0.2.0/24 documentation
                    default -> b == 168 ? LAN : GLOBAL;
                };
            case 198 -> b == 18 || b == 19 || first24 == 0xc63364 ? LAN : GLOBAL; // benchmarking, 198.51.100.0/24
            case 203 -> first24 == 0xcb0071 ? LAN : GLOBAL; // 203.0.113.0/24
            default -> a >= 224 ? UNUSABLE : GLOBAL;
        };
    }

    private static AddressScope ofIpv6(long high, long low) {
        if (high == 0) {
            return low == 1 ? LOOPBACK : UNUSABLE;
        }
        int first16 = (int) (high >>> 48);
        if (first16 >>> 13 == 1) { // 2000::/3
            return ofIpv6Unicast(high, first16);
        }
        if (first16 >>> 9 == 0x7e) { // fc00::/7
            return LAN;
        }
        return first16 >>> 6 == 0x3fa ? LINK_LOCAL : UNUSABLE; // fe80::/10
    }

    private static AddressScope ofIpv6Unicast(long high, int first16) {
        int first32 = (int) (high >>> 32);
        if (first32 == 0x20010db8 || high >>> 44 == 0x3fff0) { // 2001:db8::/32 and 3fff::/20 documentation
            return LAN;
        }
        if (first32 == 0x20010002 && (high >>> 16 & 0xffff) == 0) { // 2001:2::/48 benchmarking
            return LAN;
        }
        int orchid = first32 >>> 4;
        boolean reserved = first16 == 0x2001 && (orchid == 0x2001001 || orchid == 0x2001002); // ORCHID, RFC 4843, 7343
        return reserved ? UNUSABLE : GLOBAL;
    }

    /**
     * Returns whether an address is that of a tunnel through IPv4: 6to4 (2002::/16) or Teredo (2001::/32).
     *
     * @param high bytes 0 to 7 of an IPv6 address, big-endian; ignored for IPv4
     */
    public static boolean isTunnel(AddressFamily family, long high) {
        return family == AddressFamily.IPV6 && (high >>> 48 == 0x2002 || high >>> 32 == 0x20010000L);
    }
}
