package io.github.tracker6;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EndpointListTest {
    @Test
    void bep7_ipv6EndpointsAre18BytesEach() {
        EndpointList list = new EndpointList(AddressFamily.IPV6);
        list.add(Endpoint.parse("[2001:db8::1]:6881"));
        list.addIpv6(0x20010db8ffffffffL, -2, 65535);
        assertThat(HexFormat.of().formatHex(list.toBytes()))
                .isEqualTo("20010db80000000000000000000000011ae1" + "20010db8fffffffffffffffffffffffeffff");
        assertThat(list.bytes()).isEqualTo(36);
    }

    @Test
    void bep23_ipv4EndpointsAre6BytesEach() {
        EndpointList list = new EndpointList(AddressFamily.IPV4);
        list.add(Endpoint.parse("192.0.2.1:6881"));
        list.addIpv4(0xffffffff, 1);
        assertThat(HexFormat.of().formatHex(list.toBytes())).isEqualTo("c00002011ae1" + "ffffffff0001");
        assertThat(list.bytes()).isEqualTo(12);
    }

    @ParameterizedTest
    @EnumSource
    void growsAndKeepsTheOrder(AddressFamily family) {
        EndpointList list = new EndpointList(family);
        List<Endpoint> added = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            list.add(endpoint(family, i));
            added.add(endpoint(family, i));
            assertThat(list.size()).isEqualTo(i + 1);
        }
        assertThat(list.toList()).isEqualTo(added);
        assertThat(list.get(0)).isEqualTo(added.get(0));
        assertThat(list.get(999)).isEqualTo(added.get(999));
    }

    @ParameterizedTest
    @EnumSource
    void isReusedAfterClear(AddressFamily family) {
        EndpointList list = new EndpointList(family);
        list.add(endpoint(family, 1));
        list.add(endpoint(family, 2));
        list.clear();
        assertThat(list.size()).isZero();
        assertThat(list.toBytes()).isEmpty();
        list.add(endpoint(family, 3));
        assertThat(list.toList()).containsExactly(endpoint(family, 3));
        assertThat(list).hasToString("[" + endpoint(family, 3) + "]");
    }

    @ParameterizedTest
    @EnumSource
    void writesAsManyAsAskedFor(AddressFamily family) {
        EndpointList list = new EndpointList(family);
        for (int i = 0; i < 3; i++) {
            list.add(endpoint(family, i));
        }
        ByteBuffer buffer = ByteBuffer.allocate(100).position(1);
        list.writeTo(buffer, 2);
        assertThat(buffer.position()).isEqualTo(1 + 2 * family.endpointBytes());
        list.writeTo(buffer.clear(), 9);
        assertThat(buffer.position()).isEqualTo(3 * family.endpointBytes());
        byte[] target = new byte[2 + list.bytes()];
        list.copyTo(target, 2);
        assertThat(target).startsWith(0, 0).endsWith(list.toBytes());
    }

    @ParameterizedTest
    @EnumSource
    void anIndexBeyondTheSizeIsRefused(AddressFamily family) {
        EndpointList list = new EndpointList(family);
        list.add(endpoint(family, 1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.get(1));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> list.get(-1));
    }

    @ParameterizedTest
    @EnumSource
    void theOtherFamilyIsRefused(AddressFamily family) {
        EndpointList list = new EndpointList(family);
        assertThatIllegalStateException().isThrownBy(() -> list.add(endpoint(family.other(), 1)));
        assertThat(list.size()).isZero();
    }

    private static Endpoint endpoint(AddressFamily family, int number) {
        return family == AddressFamily.IPV6
                ? Endpoint.ofIpv6(0x20010db800000000L, number, number)
                : Endpoint.ofIpv4(0xc0000200 + number, number);
    }
}
