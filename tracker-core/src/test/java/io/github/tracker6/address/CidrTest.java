package io.github.tracker6.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.net.InetAddresses;
import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "2001:db8::/32, 2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db9::, 2001:db7:ffff::",
        "2001:db8::/63, 2001:db8:0:1::, 2001:db8:0:1:ffff:ffff:ffff:ffff, 2001:db8:0:2::, 2001:db7::",
        "2001:db8::/64, 2001:db8::1, 2001:db8::ffff:ffff:ffff:ffff, 2001:db8:0:1::, 2001:db7::",
        "2001:db8::/65, 2001:db8::, 2001:db8::7fff:ffff:ffff:ffff, 2001:db8::8000:0:0:0, 2001:db8:0:1::",
        "2001:db8::8/127, 2001:db8::8, 2001:db8::9, 2001:db8::a, 2001:db8::7",
        "2001:db8::1, 2001:db8::1, 2001:db8::1, 2001:db8::2, 2001:db8:0:1::1",
        "192.0.2.0/24, 192.0.2.0, 192.0.2.255, 192.0.3.0, 192.0.1.255",
        "192.0.2.128/25, 192.0.2.128, 192.0.2.255, 192.0.2.127, 192.0.3.128",
        "128.0.0.0/1, 128.0.0.0, 255.255.255.255, 127.255.255.255, 1.2.3.4",
        "192.0.2.7, 192.0.2.7, 192.0.2.7, 192.0.2.6, 192.0.2.8",
    })
    void containsItsFirstAndLastAddressAndNoNeighbour(
            String block, String first, String last, String after, String before) {
        Cidr cidr = Cidr.parse(block);
        assertThat(cidr.contains(InetAddresses.forString(first))).isTrue();
        assertThat(cidr.contains(InetAddresses.forString(last))).isTrue();
        assertThat(cidr.contains(InetAddresses.forString(after))).isFalse();
        assertThat(cidr.contains(InetAddresses.forString(before))).isFalse();
    }

    @Test
    void zeroBitsHoldAWholeFamilyAndNothingOfTheOther() {
        Endpoint ipv6 = Endpoint.parse("[2001:db8::1]:1");
        Endpoint ipv4 = Endpoint.parse("192.0.2.1:1");
        assertThat(Cidr.parse("::/0").contains(ipv6)).isTrue();
        assertThat(Cidr.parse("::/0").contains(ipv4)).isFalse();
        assertThat(Cidr.parse("0.0.0.0/0").contains(ipv4)).isTrue();
        assertThat(Cidr.parse("0.0.0.0/0").contains(ipv6)).isFalse();
    }

    @Test
    void ipv4IsFoundWhateverTheUnusedHalfHolds() {
        assertThat(Cidr.parse("192.0.2.0/24").contains(AddressFamily.IPV4, -1, 0xc0000201L))
                .isTrue();
    }

    @Test
    void anIpv4MappedAddressCountsAsIpv4() {
        assertThat(Cidr.parse("::ffff:192.0.2.1")).isEqualTo(Cidr.parse("192.0.2.1/32"));
        assertThatThrownBy(() -> Cidr.parse("::ffff:192.0.2.0/120")).hasMessageContaining("0 to 32");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/24",
                "localhost",
                "localhost/8",
                "example.org/24",
                "192.0.2.0/",
                "192.0.2.0/33",
                "192.0.2.0/-1",
                "192.0.2.0/+24",
                "192.0.2.0/024",
                "192.0.2.0/ 24",
                "192.0.2.0/24/24",
                "192.0.2.0/99999999999",
                "192.0.2/24",
                "192.0.2.1/24",
                "2001:db8::/129",
                "2001:db8::1/64",
                "2001:db8:0:1::/63",
                "[2001:db8::]/32",
                "fe80::1%1",
                "fe80::%lo/10",
                " ::1",
                "192.0.2.010",
            })
    void refusesEverythingElse(String text) {
        assertThatThrownBy(() -> Cidr.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::/32", "::/0", "::1/128", "192.0.2.0/24", "0.0.0.0/0", "255.255.255.255/32"})
    void equalsWhatItsTextParsesTo(String text) {
        Cidr cidr = Cidr.parse(text);
        assertThat(cidr)
                .hasToString(text)
                .isEqualTo(Cidr.parse(cidr.toString()))
                .hasSameHashCodeAs(Cidr.parse(text));
        assertThat(cidr.prefixBits()).isEqualTo(Integer.parseInt(text.substring(text.indexOf('/') + 1)));
        assertThat(cidr.family()).isEqualTo(text.contains(":") ? AddressFamily.IPV6 : AddressFamily.IPV4);
    }

    @Test
    void blocksThatDifferInOnePartAreNotEqual() {
        assertThat(Cidr.parse("0.0.0.0/0"))
                .isNotEqualTo(Cidr.parse("::/0"))
                .isNotEqualTo(Cidr.parse("0.0.0.0/1"))
                .isNotEqualTo(Cidr.parse("128.0.0.0/1"));
    }
}
