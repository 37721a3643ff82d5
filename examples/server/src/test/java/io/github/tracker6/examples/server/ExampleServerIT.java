package io.github.tracker6.examples.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.testkit.FreePort;
import io.github.tracker6.testkit.HttpTestClient;
import io.github.tracker6.testkit.UdpTestClient;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as a process, out of its jar. */
@Timeout(60)
class ExampleServerIT {
    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final long LIMIT_SECONDS = 30;

    @TempDir
    Path folder;

    private Process process;

    @AfterEach
    void kill() {
        process.destroyForcibly();
    }

    @Test
    void peersOfBothProtocolsMeetOverBothFamiliesUntilItEnds() throws Exception {
        run("--port", "0", "--lan", "--interval=10m");
        await(() -> out().lines().count() >= 2);
        int port = URI.create(out().lines().findFirst().orElseThrow()).getPort();
        assertThat(out().lines()).allMatch(line -> line.matches("(http|udp)://.+:" + port + "/announce"));

        for (AddressFamily family : AddressFamily.values()) {
            InetSocketAddress server = loopback(family, port).socketAddress();
            try (HttpTestClient http = HttpTestClient.to(server);
                    UdpTestClient udp = UdpTestClient.to(server)) {
                HttpTestClient.Response first = http.announce("/announce", request(6_881));
                assertThat(first.number("interval")).isBetween(120L, 300L); // after a cold start
                assertThat(udp.announce(request(6_882)).peers()).containsExactly(loopback(family, 6_881));
                assertThat(http.announce("/announce", request(6_883)).peers(family))
                        .contains(loopback(family, 6_882));
            }
        }

        process.destroy();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(err()).isEmpty();
        assertFree(port);
    }

    @Test
    void busyPortIsOneLineAndStatus1AndNothingStays() throws Exception {
        int port = FreePort.on(InetAddress.getByName("::"));
        try (DatagramSocket taken = new DatagramSocket(new InetSocketAddress("::", port))) {
            assertThat(taken.isBound()).isTrue();
            run("--port=" + port);

            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            assertThat(err())
                    .startsWith("tracker-server: UDP [::]:" + port + ": ")
                    .contains("Address already in use")
                    .hasLineCount(1);
            assertThat(out()).isEmpty();
        }
        assertFree(port);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port=x        | 'x' is not an int",
                "--port=70000    | '[::]:70000' is no literal address and port",
                "--interval=soon | '--interval'",
                "--interval=2s3  | '--interval'",
                "--interval=0s   | interval PT0S is outside PT1S to PT24H",
                "--store=memory  | Unknown option: '--store=memory'",
            })
    void wrongOptionIsOneLineAndStatus2(String option, String line) throws Exception {
        run(option);

        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(err()).startsWith("tracker-server: ").contains(line).hasLineCount(1);
        assertThat(process.exitValue()).isEqualTo(2);
    }

    private void run(String... options) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-jar", Path.of("target", "tracker-server.jar").toString()));
        command.addAll(List.of(options));
        process = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
    }

    private String out() {
        return read("out");
    }

    private String err() {
        return read("err");
    }

    private String read(String name) {
        try {
            return Files.readString(folder.resolve(name));
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    private void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - end)
                    .as(() -> "It says: " + out() + err())
                    .isNegative();
            assertThat(process.isAlive()).as(() -> "It ended: " + err()).isTrue();
            Thread.onSpinWait();
        }
    }

    private static AnnounceRequest request(int port) {
        return new AnnounceRequest()
                .infoHash(TORRENT)
                .peerId("-T60000-%012d".formatted(port).getBytes(StandardCharsets.US_ASCII))
                .port(port)
                .left(1);
    }

    private static Endpoint loopback(AddressFamily family, int port) {
        return family == AddressFamily.IPV6 ? Endpoint.ofIpv6(0, 1, port) : Endpoint.ofIpv4(0x7f000001, port);
    }

    private static void assertFree(int port) throws IOException {
        try (ServerSocket tcp = new ServerSocket();
                DatagramSocket udp = new DatagramSocket(new InetSocketAddress("::", port))) {
            tcp.bind(new InetSocketAddress("::", port));
            assertThat(udp.isBound()).isTrue();
        }
    }
}
