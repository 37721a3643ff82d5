package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindPlanTest {
    @Test
    void linkLocalAddressesOfTwoLinksAreTwoEvenIfTheirBytesAreEqual() throws IOException {
        byte[] bytes = InetAddress.getByName("fe80::1").getAddress();
        InetAddress onFirst = Inet6Address.getByAddress(null, bytes, 1);
        InetAddress onSecond = Inet6Address.getByAddress(null, bytes, 2);
        assertThat(onFirst).isEqualTo(onSecond);

        BindPlan plan = new BindPlan(
                List.of(new InetSocketAddress(InetAddress.getByName("::"), 0)),
                () -> List.of(onFirst, onSecond),
                false);

        assertThat(plan.targets(6969)).containsOnlyKeys("[fe80::1%1]:6969", "[fe80::1%2]:6969");
        assertThat(plan.targets(6969).get("[fe80::1%2]:6969").address().getAddress())
                .isSameAs(onSecond);
    }

    @Test
    void namesAreThoseThatAnOperatorWrites() throws IOException {
        assertThat(BindPlan.name(new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 6969)))
                .isEqualTo("[2001:db8::1]:6969");
        assertThat(BindPlan.name(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 6969)))
                .isEqualTo("192.0.2.1:6969");
    }

    /** The list of interfaces says ::1%lo and 2001:db8::1%eth0. */
    @Test
    void aScopeMattersForLinkLocalAddressesAlone() throws IOException {
        InetAddress named = InetAddress.getByName("2001:db8::1");
        InetAddress listed = Inet6Address.getByAddress(null, named.getAddress(), 2);
        BindPlan plan = new BindPlan(
                List.of(new InetSocketAddress(named, 0), new InetSocketAddress(InetAddress.getByName("::"), 0)),
                () -> List.of(listed),
                false);

        assertThat(plan.targets(6969)).containsOnlyKeys("[2001:db8::1]:6969");
        assertThat(plan.targets(6969).get("[2001:db8::1]:6969").named()).isTrue();
    }

    @Test
    void portsNamedAreKeptAndPortZeroIsReplaced() throws IOException {
        InetAddress address = InetAddress.getByName("192.0.2.1");
        BindPlan plan = new BindPlan(
                List.of(new InetSocketAddress(address, 80), new InetSocketAddress(address, 0)), List::of, false);

        assertThat(plan.needsPort()).isTrue();
        assertThat(plan.targets(6969)).containsOnlyKeys("192.0.2.1:80", "192.0.2.1:6969");
    }
}
