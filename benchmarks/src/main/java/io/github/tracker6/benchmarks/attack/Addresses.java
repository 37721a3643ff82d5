package io.github.tracker6.benchmarks.attack;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** The addresses of honest clients and of attackers: no network has both. Stateless. */
final class Addresses {
    private static final int HONEST_IPV4 = 0x2000_0001;
    private static final int HONEST_IPV4_STEP = 12;
    private static final long HONEST_IPV6 = 0x2400_0000_0000_0000L;
    private static final int TRACKER_IPV4 = 0x0b01_0101;
    private static final long TRACKER_IPV6 = 0x2a01_0000_0000_0000L;
    private static final int ATTACKER_IPV4 = 0x0b00_0001;
    private static final long ATTACKER_IPV6 = 0x2a00_0000_0000_0000L;

    /** The /32s of the attacker's /48s. */
    private static final int WIDE_NETWORKS = 4;

    private static final int ANY_PORT = 1;

    private Addresses() {}

    /** Returns the address of an honest client: odd numbers have IPv4, even ones IPv6, each in a network of its own. */
    static InetAddress honest(int number) {
        return number % 2 == 1
                ? ipv4(HONEST_IPV4 + (number << HONEST_IPV4_STEP))
                : ipv6(HONEST_IPV6 + ((long) number << 32), 1);
    }

    /** Returns the one IPv4 address of the attackers. */
    static InetAddress attackerIpv4() {
        return ipv4(ATTACKER_IPV4);
    }

    /**
     * Returns an IPv6 address of the attackers.
     *
     * @param network 0 is a /48 in a /32 of its own; others are /48s in four /32s
     * @param subnet the number of the /64
     */
    static InetAddress attackerIpv6(int network, int subnet) {
        long wide = network == 0 ? 0 : 1 + network % WIDE_NETWORKS;
        return ipv6(ATTACKER_IPV6 + (wide << 32) + ((long) network << 16) + subnet, 1);
    }

    /** Returns whether a peer is an honest client. */
    static boolean isHonest(Endpoint peer) {
        return peer.family() == AddressFamily.IPV6
                ? peer.addressHigh() >>> 56 == HONEST_IPV6 >>> 56
                : peer.addressLow() >= HONEST_IPV4;
    }

    /** Returns an address of the tracker. */
    static InetSocketAddress tracker(AddressFamily family, int port) {
        return new InetSocketAddress(family == AddressFamily.IPV4 ? ipv4(TRACKER_IPV4) : ipv6(TRACKER_IPV6, 1), port);
    }

    private static InetAddress ipv4(int address) {
        return Endpoint.ofIpv4(address, ANY_PORT).address();
    }

    private static InetAddress ipv6(long high, long low) {
        return Endpoint.ofIpv6(high, low, ANY_PORT).address();
    }

    static boolean isIpv6(InetAddress address) {
        return address instanceof Inet6Address;
    }
}
