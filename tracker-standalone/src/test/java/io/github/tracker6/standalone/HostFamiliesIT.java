package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The program on hosts that lack a family, hide it, or get it later. The hosts are network namespaces. */
@Tag("long")
class HostFamiliesIT extends HostTests {
    private static final String V4 = "192.0.2.5";
    private static final String JAVA_ALONE = "UDP listens on IPv4 alone, until the tracker is restarted: ";

    @Test
    void aHostWhoseProcHidesTheNetworkServesBothFamilies() throws Exception {
        program.host.run("ip address add " + V4 + "/24 dev lo && ip address add " + V6 + "/64 dev lo nodad");

        // As ProcSubset=pid of systemd does it.
        program.start("unshare --mount sh -c 'mount -t proc -o subset=pid proc /proc && exec \"$@\"' sh");

        assertThat(program.answered(V4, V6, "::1"))
                .containsExactlyInAnyOrderElementsOf(allOf(List.of(V4), List.of(V6, "::1")));
        assertThat(program.log()).noneMatch(line -> line.contains("in place of [::]"));
        assertThat(program.warnings(JAVA_ALONE)).allMatch(line -> line.contains("no /proc/net/if_inet6"));
        assertThat(program.warnings(JAVA_ALONE)).hasSize(HostProgram.NATIVE ? 0 : 1);
    }

    @Test
    void aHostThatGetsIpv6LaterServesItWithinSeconds() throws Exception {
        program.host.run("ip address add " + V4 + "/24 dev lo");
        program.host.run("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        program.start("");
        assertThat(program.answered(V4)).containsExactlyInAnyOrder("http " + V4, "udp " + V4);

        program.host.run("echo 0 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        program.host.run("ip address add " + V6 + "/64 dev lo nodad");

        if (!HostProgram.NATIVE) {
            program.await(() -> !program.warnings("The host has an IPv6 address now. UDP listens on IPv4 alone")
                    .isEmpty());
        }
        assertThat(program.answered(V4, V6)).containsExactlyInAnyOrderElementsOf(allOf(List.of(V4), List.of(V6)));
        assertThat(program.warnings(JAVA_ALONE)).hasSize(HostProgram.NATIVE ? 0 : 1);
    }

    @Test
    void addressesThatComeAndGoAreServedWhileTheyAreThere() throws Exception {
        program.start("");
        assertThat(program.answered("127.0.0.1", "::1")).hasSize(4);

        program.host.run("ip address add " + V6 + "/64 dev lo nodad");
        program.await(() -> program.answered(V6).size() == 2);
        program.host.run("ip address del " + V6 + "/64 dev lo");
        program.host.run("ip address add " + V4 + "/24 dev lo");
        program.await(() -> program.answered(V4).size() == 2);
        program.host.run("ip address add " + V6 + "/64 dev lo nodad");
        program.await(() -> program.answered(V6).size() == 2);
        assertThat(program.answered("127.0.0.1", "::1")).hasSize(4);
    }

    @Test
    void aHostWithIpv6AloneHasTheNativeTransport() throws Exception {
        program.host.run("ip address del 127.0.0.1/8 dev lo");
        program.start("");

        assertThat(program.answered("::1")).containsExactlyInAnyOrder("http ::1", "udp ::1");
        assertThat(usesNativeTransport()).isEqualTo(HostProgram.NATIVE);
    }

    @Test
    void aHostWithIpv4AloneHasTheNativeTransport() throws Exception {
        program.host.run("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        program.start("");

        assertThat(program.answered("127.0.0.1")).containsExactlyInAnyOrder("http 127.0.0.1", "udp 127.0.0.1");
        assertThat(usesNativeTransport()).isEqualTo(HostProgram.NATIVE);
    }

    @Test
    void nettysNioNamesTheReasonForIpv4Alone() throws Exception {
        program.host.run("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        program.start("", "-Dio.netty.transport.noNative=true");

        assertThat(program.answered("127.0.0.1")).containsExactlyInAnyOrder("http 127.0.0.1", "udp 127.0.0.1");
        assertThat(program.warnings("HTTP listens on 0.0.0.0:" + HostProgram.PORT
                        + " in place of [::], until the tracker is restarted: "))
                .singleElement()
                .asString()
                .contains("the host had no IPv6 address, or allowed no IPv6 socket, when the Java runtime started");
    }

    private static List<String> allOf(List<String> ipv4, List<String> ipv6) {
        List<String> expected = new ArrayList<>();
        ipv4.forEach(address -> expected.addAll(List.of("http " + address, "udp " + address)));
        ipv6.forEach(address -> expected.add("http " + address));
        if (HostProgram.NATIVE) {
            ipv6.forEach(address -> expected.add("udp " + address));
        }
        return expected;
    }

    private boolean usesNativeTransport() throws IOException {
        return program.log().anyMatch(line -> line.contains("Listening on UDP") && line.contains(", native transport"));
    }
}
