package io.github.tracker6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointTest {
    @Test
    void ipv6IsSixteenBytes() throws Exception {
        Endpoint endpoint = Endpoint.parse("[2001:db8::8000:0:1]:6881");
        assertThat(endpoint.family()).isEqualTo(AddressFamily.IPV6);
        assertThat(endpoint.addressHigh()).isEqualTo(0x20010db800000000L);
        assertThat(endpoint.addressLow()).isEqualTo(0x800000000001L);
        assertThat(endpoint.port()).isEqualTo(6881);
        assertThat(endpoint.address()).isEqualTo(InetAddress.getByName("2001:db8::8000:0:1"));
        assertThat(endpoint.addressBytes()).isEqualTo(endpoint.address().getAddress());
        assertThat(endpoint.socketAddress().getPort()).isEqualTo(6881);
        assertThat(endpoint).hasToString("[2001:db8::8000:0:1]:6881");
        assertThat(Endpoint.ofIpv6(0x20010db800000000L, 0x800000000001L, 6881)).isEqualTo(endpoint);
        assertThat(Endpoint.of(endpoint.address(), 6881)).isEqualTo(endpoint).hasSameHashCodeAs(endpoint);
    }

    @Test
    void ipv4IsFourBytesUnsigned() throws Exception {
        Endpoint endpoint = Endpoint.parse("203.0.113.255:65535");
        assertThat(endpoint.family()).isEqualTo(AddressFamily.IPV4);
        assertThat(endpoint.addressHigh()).isZero();
        assertThat(endpoint.addressLow()).isEqualTo(0xcb0071ffL);
        assertThat(endpoint.address()).isEqualTo(InetAddress.getByName("203.0.113.255"));
        assertThat(endpoint.addressBytes()).hasSize(4);
        assertThat(endpoint).hasToString("203.0.113.255:65535");
        assertThat(Endpoint.ofIpv4(0xcb0071ff, 65535)).isEqualTo(endpoint).hasSameHashCodeAs(endpoint);
    }

    @Test
    void mappedAddressesBecomeIpv4() {
        assertThat(Endpoint.parse("[::ffff:192.0.2.1]:1")).isEqualTo(Endpoint.parse("192.0.2.1:1"));
        assertThat(Endpoint.ofIpv6(0, 0xffffc0000201L, 1)).isEqualTo(Endpoint.ofIpv4(0xc0000201, 1));
    }

    @Test
    void neighboursOfTheMappedBlockStayIpv6() {
        assertThat(Endpoint.ofIpv6(0, 0xfffec0000201L, 1).family()).isEqualTo(AddressFamily.IPV6);
        assertThat(Endpoint.ofIpv6(0, 0x1ffffc0000201L, 1).family()).isEqualTo(AddressFamily.IPV6);
        assertThat(Endpoint.ofIpv6(1, 0xffffc0000201L, 1).family()).isEqualTo(AddressFamily.IPV6);
        assertThat(Endpoint.parse("[::192.0.2.1]:1").family()).isEqualTo(AddressFamily.IPV6);
    }

    @Test
    void identityIsFamilyAddressAndPort() {
        Endpoint six = Endpoint.ofIpv6(1, 2, 3);
        assertThat(six)
                .isEqualTo(Endpoint.ofIpv6(1, 2, 3))
                .isNotEqualTo(Endpoint.ofIpv6(9, 2, 3))
                .isNotEqualTo(Endpoint.ofIpv6(1, 9, 3))
                .isNotEqualTo(Endpoint.ofIpv6(1, 2, 9))
                .isNotEqualTo("[0:0:0:1::2]:3");
        assertThat(Endpoint.ofIpv6(0, 7, 1)).isNotEqualTo(Endpoint.ofIpv4(7, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65535})
    void portsReachFrom0To65535(int port) {
        assertThat(Endpoint.ofIpv4(1, port).port()).isEqualTo(port);
        assertThat(Endpoint.ofIpv6(1, 1, port).port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 65536, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void otherPortsAreRefused(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Endpoint.ofIpv6(1, 1, port))
                .withMessageContaining(String.valueOf(port));
        assertThatIllegalArgumentException().isThrownBy(() -> Endpoint.ofIpv4(1, port));
    }

    @Test
    void orderIsFamilyThenAddressBytesThenPort() {
        List<Endpoint> ordered = Stream.of(
                        "1.0.0.0:9",
                        "127.0.0.1:1",
                        "128.0.0.0:1",
                        "255.0.0.0:1",
                        "255.0.0.0:32768",
                        "[::1]:1",
                        "[::8000:0:0:0]:1",
                        "[7fff::1]:1",
                        "[8000::]:1",
                        "[8000::]:65535")
                .map(Endpoint::parse)
                .toList();
        List<Endpoint> shuffled = new ArrayList<>(ordered);
        Collections.shuffle(shuffled, new Random(1));
        assertThat(shuffled).isNotEqualTo(ordered);
        Collections.sort(shuffled);
        assertThat(shuffled).isEqualTo(ordered);
        assertThat(Endpoint.parse("[::1]:1")).isEqualByComparingTo(Endpoint.ofIpv6(0, 1, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "192.0.2.1",
                "[2001:db8::1]",
                "2001:db8::1",
                "example.org:80",
                "localhost:80",
                "192.0.2.256:1",
                "192.0.2:1",
                "192.0.2.1:65536",
                "192.0.2.1:-1",
                "192.0.2.1:",
                "[2001:db8::1]:x",
                "0300.0.2.1:1",
                "[2001:db8::1::]:1",
                " 192.0.2.1:1"
            })
    void textThatIsNoLiteralWithAPortIsRefused(String text) {
        assertThat(catchThrowable(() -> Endpoint.parse(text))).as(text).isInstanceOf(IllegalArgumentException.class);
    }
}
