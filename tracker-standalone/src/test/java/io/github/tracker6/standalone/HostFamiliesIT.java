package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The program on hosts that lack a family, hide it, or get it later. The hosts are network namespaces. */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class HostFamiliesIT {
    private static final int PORT = 6969;
    private static final String V4 = "192.0.2.5";
    private static final String V6 = "2001:db8::5";
    private static final String JAVA_ALONE = "UDP listens on IPv4 alone, until the tracker is restarted: ";
    /** The UDP transport of older Java has the families that the Java runtime found when it started. */
    private static final boolean NATIVE = Runtime.version().feature() >= 22;

    @TempDir
    private Path folder;

    private NetworkNamespace host;

    @BeforeEach
    void makeHost() throws IOException {
        host = NetworkNamespace.open();
    }

    @AfterEach
    void removeHost() {
        host.close();
    }

    @Test
    void aHostWhoseProcHidesTheNetworkServesBothFamilies() throws Exception {
        host.run("ip address add " + V4 + "/24 dev lo && ip address add " + V6 + "/64 dev lo nodad");

        // As ProcSubset=pid of systemd does it.
        start("unshare --mount sh -c 'mount -t proc -o subset=pid proc /proc && exec \"$@\"' sh ");

        assertThat(answered(V4, V6, "::1")).containsExactlyInAnyOrderElementsOf(allOf(List.of(V4), List.of(V6, "::1")));
        assertThat(log()).noneMatch(line -> line.contains("in place of [::]"));
        assertThat(warnings(JAVA_ALONE)).allMatch(line -> line.contains("no /proc/net/if_inet6"));
        assertThat(warnings(JAVA_ALONE)).hasSize(NATIVE ? 0 : 1);
    }

    @Test
    void aHostThatGetsIpv6LaterServesItWithinSeconds() throws Exception {
        host.run("ip address add " + V4 + "/24 dev lo");
        host.run("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        start("");
        assertThat(answered(V4)).containsExactlyInAnyOrder("http " + V4, "udp " + V4);

        host.run("echo 0 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        host.run("ip address add " + V6 + "/64 dev lo nodad");

        if (!NATIVE) {
            await(() -> !warnings("The host has an IPv6 address now. UDP listens on IPv4 alone")
                    .isEmpty());
        }
        assertThat(answered(V4, V6)).containsExactlyInAnyOrderElementsOf(allOf(List.of(V4), List.of(V6)));
        assertThat(warnings(JAVA_ALONE)).hasSize(NATIVE ? 0 : 1);
    }

    @Test
    void addressesThatComeAndGoAreServedWhileTheyAreThere() throws Exception {
        start("");
        assertThat(answered("127.0.0.1", "::1")).hasSize(4);

        host.run("ip address add " + V6 + "/64 dev lo nodad");
        await(() -> answered(V6).size() == 2);
        host.run("ip address del " + V6 + "/64 dev lo");
        host.run("ip address add " + V4 + "/24 dev lo");
        await(() -> answered(V4).size() == 2);
        host.run("ip address add " + V6 + "/64 dev lo nodad");
        await(() -> answered(V6).size() == 2);
        assertThat(answered("127.0.0.1", "::1")).hasSize(4);
    }

    @Test
    void aHostWithIpv6AloneHasTheNativeTransport() throws Exception {
        host.run("ip address del 127.0.0.1/8 dev lo");
        start("");

        assertThat(answered("::1")).containsExactlyInAnyOrder("http ::1", "udp ::1");
        assertThat(usesNativeTransport()).isEqualTo(NATIVE);
    }

    @Test
    void aHostWithIpv4AloneHasTheNativeTransport() throws Exception {
        host.run("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        start("");

        assertThat(answered("127.0.0.1")).containsExactlyInAnyOrder("http 127.0.0.1", "udp 127.0.0.1");
        assertThat(usesNativeTransport()).isEqualTo(NATIVE);
    }

    @Test
    void nettysNioNamesTheReasonForIpv4Alone() throws Exception {
        host.run("echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6");
        start("", "-Dio.netty.transport.noNative=true");

        assertThat(answered("127.0.0.1")).containsExactlyInAnyOrder("http 127.0.0.1", "udp 127.0.0.1");
        assertThat(warnings("HTTP listens on 0.0.0.0:" + PORT + " in place of [::], until the tracker is restarted: "))
                .singleElement()
                .asString()
                .contains("the host had no IPv6 address, or allowed no IPv6 socket, when the Java runtime started");
    }

    private static List<String> allOf(List<String> ipv4, List<String> ipv6) {
        List<String> expected = new ArrayList<>();
        ipv4.forEach(address -> expected.addAll(List.of("http " + address, "udp " + address)));
        ipv6.forEach(address -> expected.add("http " + address));
        if (NATIVE) {
            ipv6.forEach(address -> expected.add("udp " + address));
        }
        return expected;
    }

    private void start(String prefix, String... javaOptions) throws IOException {
        host.run(prefix + java() + " --enable-native-access=ALL-UNNAMED " + String.join(" ", javaOptions) + " "
                + Main.class.getName() + " --lan > " + out() + " 2> " + err() + " &");
        await(() -> lines(out()).size() >= 2);
    }

    /** Returns a part of a command line; the class path goes through the environment. */
    private static String java() {
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return "env 'CLASSPATH=" + classPath + "' '" + Path.of(System.getProperty("java.home"), "bin", "java") + "'";
    }

    private List<String> answered(String... addresses) throws IOException {
        return host.run(java() + " " + FamilyProbe.class.getName() + " " + PORT + " " + String.join(" ", addresses))
                .lines()
                .toList();
    }

    private boolean usesNativeTransport() throws IOException {
        return log().anyMatch(line -> line.contains("Listening on UDP") && line.contains(", native transport"));
    }

    private List<String> warnings(String text) throws IOException {
        return log().filter(line -> line.contains(" WARN ") && line.contains(text))
                .toList();
    }

    private Stream<String> log() throws IOException {
        return lines(err()).stream();
    }

    private Path out() {
        return folder.resolve("out");
    }

    private Path err() {
        return folder.resolve("err");
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.exists(file) ? Files.readAllLines(file) : List.of();
    }

    /** What may fail to read. */
    @FunctionalInterface
    private interface Condition {
        boolean holds() throws IOException;
    }

    private void await(Condition condition) throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("Not within 30 s; it says: " + lines(out()) + lines(err()));
            }
            Thread.onSpinWait();
        }
    }
}
