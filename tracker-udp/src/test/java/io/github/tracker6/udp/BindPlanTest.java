package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BindPlanTest {
    @Test
    void equalLinkLocalAddressesOfTwoLinksAreTwoTargets() throws IOException {
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
    void namesAreWrittenAsOperatorsWriteThem() throws IOException {
        assertThat(BindPlan.name(new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 6969)))
                .isEqualTo("[2001:db8::1]:6969");
        assertThat(BindPlan.name(new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 6969)))
                .isEqualTo("192.0.2.1:6969");
    }

    /** The list of interfaces contains ::1%lo and 2001:db8::1%eth0. */
    @Test
    void theScopeMattersForLinkLocalAddressesOnly() throws IOException {
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
    void portZeroIsReplacedAndOtherPortsAreKept() throws IOException {
        InetAddress address = InetAddress.getByName("192.0.2.1");
        BindPlan plan = new BindPlan(
                List.of(new InetSocketAddress(address, 80), new InetSocketAddress(address, 0)), List::of, false);

        assertThat(plan.needsPort()).isTrue();
        assertThat(plan.targets(6969)).containsOnlyKeys("192.0.2.1:80", "192.0.2.1:6969");
    }

    @Test
    void aWildcardSocketServesTheAddressesThatItCovers() throws IOException {
        List<InetSocketAddress> requested = List.of(
                socketAddress("192.0.2.1", 0),
                socketAddress("2001:db8::1", 0),
                socketAddress("192.0.2.1", 80),
                socketAddress("0.0.0.0", 0));
        BindPlan ipv4 = new BindPlan(requested, List::of, true);
        assertThat(ipv4.targets(6969)).containsOnlyKeys("[2001:db8::1]:6969", "192.0.2.1:80", "0.0.0.0:6969");
        assertThat(ipv4.targets(6969).get("0.0.0.0:6969").named()).isTrue();

        List<InetSocketAddress> andIpv6 = new ArrayList<>(requested);
        andIpv6.add(socketAddress("::", 0));
        assertThat(new BindPlan(andIpv6, List::of, true).targets(6969)).containsOnlyKeys("192.0.2.1:80", "[::]:6969");
    }

    @Test
    void aWildcardSocketIsReachableAtEveryAddressOfItsFamilies() throws IOException {
        InetAddress local4 = InetAddress.getByName("192.0.2.1");
        InetAddress local6 = InetAddress.getByName("2001:db8::1");
        BindPlan plan = new BindPlan(List.of(socketAddress("::", 0)), () -> List.of(local4, local6), true);

        assertThat(plan.reachableAddresses(socketAddress("::", 6969)))
                .containsExactly(new InetSocketAddress(local4, 6969), new InetSocketAddress(local6, 6969));
        assertThat(plan.reachableAddresses(socketAddress("0.0.0.0", 6969)))
                .containsExactly(new InetSocketAddress(local4, 6969));
        assertThat(plan.reachableAddresses(socketAddress("192.0.2.9", 6969)))
                .containsExactly(socketAddress("192.0.2.9", 6969));
    }

    @Test
    void aWildcardWhoseAddressesCannotBeReadIsReportedAsItself() throws IOException {
        LocalAddresses unreadable = () -> {
            throw new IOException("no such device");
        };
        BindPlan plan = new BindPlan(List.of(socketAddress("::", 0)), unreadable, true);

        assertThat(plan.targets(6969)).containsOnlyKeys("[::]:6969");
        assertThat(plan.reachableAddresses(socketAddress("::", 6969))).containsExactly(socketAddress("::", 6969));
    }

    private static InetSocketAddress socketAddress(String literal, int port) throws IOException {
        return new InetSocketAddress(InetAddress.getByName(literal), port);
    }
}
