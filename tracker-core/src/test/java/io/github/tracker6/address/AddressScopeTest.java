package io.github.tracker6.address;

import static io.github.tracker6.address.AddressScope.GLOBAL;
import static io.github.tracker6.address.AddressScope.LAN;
import static io.github.tracker6.address.AddressScope.LINK_LOCAL;
import static io.github.tracker6.address.AddressScope.LOOPBACK;
import static io.github.tracker6.address.AddressScope.UNUSABLE;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.net.InetAddresses;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import java.math.BigInteger;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every special block at its first and last address, and the scopes of the addresses just outside. */
class AddressScopeTest {
    @ParameterizedTest
    @CsvSource({
        // first, last, scope, scope just before, scope just after
        "0.0.0.0, 0.255.255.255, UNUSABLE, , GLOBAL", // RFC 791 "this network"
        "10.0.0.0, 10.255.255.255, LAN, GLOBAL, GLOBAL", // RFC 1918
        "100.64.0.0, 100.127.255.255, LAN, GLOBAL, GLOBAL", // RFC 6598 carrier NAT
        "127.0.0.0, 127.255.255.255, LOOPBACK, GLOBAL, GLOBAL",
        "169.254.0.0, 169.254.255.255, LINK_LOCAL, GLOBAL, GLOBAL", // RFC 3927
        "172.16.0.0, 172.31.255.255, LAN, GLOBAL, GLOBAL", // RFC 1918
        "192.0.0.0, 192.0.0.255, UNUSABLE, GLOBAL, GLOBAL", // RFC 6890 protocol assignments
        "192.0.2.0, 192.0.2.255, LAN, GLOBAL, GLOBAL", // RFC 5737 documentation
        "192.88.99.0, 192.88.99.255, UNUSABLE, GLOBAL, GLOBAL", // RFC 7526 6to4 relays
        "192.168.0.0, 192.168.255.255, LAN, GLOBAL, GLOBAL", // RFC 1918
        "198.18.0.0, 198.19.255.255, LAN, GLOBAL, GLOBAL", // RFC 2544 benchmarking
        "198.51.100.0, 198.51.100.255, LAN, GLOBAL, GLOBAL", // RFC 5737
        "203.0.113.0, 203.0.113.255, LAN, GLOBAL, GLOBAL", // RFC 5737
        "224.0.0.0, 239.255.255.255, UNUSABLE, GLOBAL, UNUSABLE", // multicast
        "240.0.0.0, 255.255.255.255, UNUSABLE, UNUSABLE, ", // reserved, broadcast
        "::, ::, UNUSABLE, , LOOPBACK", // unspecified
        "::1, ::1, LOOPBACK, UNUSABLE, UNUSABLE",
        "64:ff9b::, 64:ff9b::ffff:ffff, UNUSABLE, UNUSABLE, UNUSABLE", // RFC 6052 NAT64
        "100::, 100::ffff:ffff:ffff:ffff, UNUSABLE, UNUSABLE, UNUSABLE", // RFC 6666 discard
        "2000::, 2001:f:ffff:ffff:ffff:ffff:ffff:ffff, GLOBAL, UNUSABLE, UNUSABLE", // but for the ones below
        "2001::, 2001:0:ffff:ffff:ffff:ffff:ffff:ffff, GLOBAL, GLOBAL, GLOBAL", // RFC 4380 Teredo
        "2001:2::, 2001:2:0:ffff:ffff:ffff:ffff:ffff, LAN, GLOBAL, GLOBAL", // RFC 5180 benchmarking
        "2001:10::, 2001:2f:ffff:ffff:ffff:ffff:ffff:ffff, UNUSABLE, GLOBAL, GLOBAL", // RFC 4843, 7343 ORCHID
        "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, LAN, GLOBAL, GLOBAL", // RFC 3849 documentation
        "2002::, 2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, GLOBAL, GLOBAL, GLOBAL", // RFC 3056 6to4
        "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, LAN, GLOBAL, GLOBAL", // RFC 9637 documentation
        "4000::, fbff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, UNUSABLE, GLOBAL, LAN",
        "fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, LAN, UNUSABLE, UNUSABLE", // RFC 4193
        "fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, LINK_LOCAL, UNUSABLE, UNUSABLE", // RFC 4291
        "fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, UNUSABLE, LINK_LOCAL, UNUSABLE", // RFC 3879 site-local
        "ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, UNUSABLE, UNUSABLE, ", // multicast
    })
    void blocksEndWhereTheRegistriesSay(
            String first, String last, AddressScope scope, AddressScope before, AddressScope after) {
        assertThat(scopeOf(number(first), first)).isEqualTo(scope);
        assertThat(scopeOf(number(last), last)).isEqualTo(scope);
        if (before != null) {
            assertThat(scopeOf(number(first).subtract(BigInteger.ONE), first)).isEqualTo(before);
        }
        if (after != null) {
            assertThat(scopeOf(number(last).add(BigInteger.ONE), last)).isEqualTo(after);
        }
    }

    @Test
    void mappedAddressesHaveTheScopeOfTheirIpv4Address() {
        assertThat(AddressScope.of(Endpoint.parse("[::ffff:127.0.0.1]:1"))).isEqualTo(LOOPBACK);
        assertThat(AddressScope.of(Endpoint.parse("[::ffff:8.8.8.8]:1"))).isEqualTo(GLOBAL);
    }

    @Test
    void scopesAreOrderedFromWideToNarrow() {
        assertThat(AddressScope.values()).containsExactly(GLOBAL, LAN, LINK_LOCAL, LOOPBACK, UNUSABLE);
    }

    @ParameterizedTest
    @CsvSource({
        "2002::, true",
        "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2003::, false",
        "2001:ffff:ffff:ffff:ffff:ffff:ffff:ffff, false",
        "2001::, true",
        "2001:0:ffff:ffff:ffff:ffff:ffff:ffff, true",
        "2001:1::, false",
        "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff, false",
        "32.2.0.0, false",
        "32.1.0.0, false"
    })
    void tunnelsAre6to4AndTeredo(String address, boolean tunnel) {
        Endpoint endpoint = Endpoint.of(InetAddresses.forString(address), 1);
        assertThat(AddressScope.isTunnel(endpoint.family(), endpoint.addressHigh()))
                .isEqualTo(tunnel);
        assertThat(AddressScope.isTunnel(AddressFamily.IPV4, 0x2002L << 48)).isFalse();
    }

    private static BigInteger number(String address) {
        return new BigInteger(1, InetAddresses.forString(address).getAddress());
    }

    private static AddressScope scopeOf(BigInteger number, String sameFamily) {
        byte[] padded = new byte[32];
        byte[] bytes = number.toByteArray();
        System.arraycopy(bytes, 0, padded, padded.length - bytes.length, bytes.length);
        if (sameFamily.contains(":")) {
            byte[] address = Arrays.copyOfRange(padded, 16, 32);
            return AddressScope.of(AddressFamily.IPV6, longAt(address, 0), longAt(address, 8));
        }
        return AddressScope.of(AddressFamily.IPV4, -1, number.longValueExact());
    }

    private static long longAt(byte[] bytes, int offset) {
        return new BigInteger(1, Arrays.copyOfRange(bytes, offset, offset + 8)).longValue();
    }
}
