package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.EndpointList;
import io.github.tracker6.InfoHash;
import io.github.tracker6.testkit.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(30)
class StandaloneTrackerIT {
    private static final InfoHash SERVED = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final InfoHash OTHER = InfoHash.fromHex("ffffffffffffffffffffffffffffffffffffffff");

    @TempDir
    Path folder;

    @Test
    void peersOfBothProtocolsMeetOverBothFamilies() throws IOException {
        try (Run run = serve()) {
            StandaloneTracker tracker = run.tracker();
            assertThat(tracker.httpAddresses()).hasSize(2);
            assertThat(tracker.udpAddresses()).hasSize(2);
            for (InetAddress family :
                    List.of(address(tracker.httpAddresses(), 16), address(tracker.httpAddresses(), 4))) {
                WireClient http = new WireClient(on(tracker.httpAddresses(), family));
                WireClient udp = new WireClient(on(tracker.udpAddresses(), family));

                assertThat(http.announceOverHttp(SERVED, 6_881)).doesNotContain("failure reason");
                assertThat(udp.announceOverUdp(SERVED, 6_882)).containsExactly(endpoint(family, 6_881));
                assertThat(http.announceOverHttp(SERVED, 6_883)).contains(latin1(endpoint(family, 6_882)));
            }
        }
    }

    @Test
    void announceUrlsAreThePortsInUse() {
        try (Run run = serve()) {
            StandaloneTracker tracker = run.tracker();
            assertThat(run.out().lines())
                    .containsExactlyInAnyOrder(
                            "http://[::1]:" + port(tracker.httpAddresses(), 16) + "/announce",
                            "http://127.0.0.1:" + port(tracker.httpAddresses(), 4) + "/announce",
                            "udp://[::1]:" + port(tracker.udpAddresses(), 16) + "/announce",
                            "udp://127.0.0.1:" + port(tracker.udpAddresses(), 4) + "/announce");
        }
    }

    @Test
    void urlsOfAWildcardAreTheMachinesOwnAddresses() {
        try (Run run = Run.of("--http", "[::]:0", "--no-udp")) {
            assertThat(run.status()).isZero();
            assertThat(run.out().lines())
                    .hasSizeBetween(1, 2)
                    .allMatch(line -> line.matches("http://.+:[1-9][0-9]*/announce"))
                    .noneMatch(line -> line.contains("0.0.0.0") || line.contains("[::]"));
        }
    }

    @Test
    void aPinnedSeedIsDialled() throws IOException {
        try (ServerSocket seed = new ServerSocket()) {
            seed.bind(ListenAddress.parse("[::1]:0").addresses().get(0));
            seed.setSoTimeout(10_000);
            String pin = SERVED + "=" + ListenAddress.text((InetSocketAddress) seed.getLocalSocketAddress());
            try (Run run = Run.of("--http", "[::1]:0", "--no-udp", "--pin", pin)) {
                assertThat(run.status()).isZero();
                try (Socket connection = seed.accept()) {
                    byte[] handshake = connection.getInputStream().readNBytes(68);
                    assertThat(handshake).hasSize(68);
                    assertThat(Arrays.copyOfRange(handshake, 28, 48)).isEqualTo(SERVED.toBytes());
                }
            }
        }
    }

    @Test
    void aSeedOfAllTorrentsIsDialledForOneOfThemAndIsInEveryAnswer() throws IOException {
        Path list = Files.writeString(folder.resolve("allow.txt"), SERVED + "\n" + OTHER + "\n");
        Path deny = Files.writeString(folder.resolve("deny.txt"), OTHER + "\n");
        try (ServerSocket seed = new ServerSocket()) {
            seed.bind(new InetSocketAddress(0));
            seed.setSoTimeout(10_000);
            try (Run run = Run.of(
                    "--http",
                    "[::1]:0",
                    "--no-udp",
                    "--allow",
                    list.toString(),
                    "--deny",
                    deny.toString(),
                    "--pin-all",
                    "localhost:" + seed.getLocalPort(),
                    "--pin-all",
                    "[2001:db8::7]:7")) {
                assertThat(run.err()).isEmpty();
                try (Socket connection = seed.accept()) {
                    byte[] handshake = connection.getInputStream().readNBytes(68);
                    assertThat(Arrays.copyOfRange(handshake, 28, 48)).isEqualTo(SERVED.toBytes());
                }
                WireClient client = new WireClient(run.tracker().httpAddresses().get(0));
                assertThat(client.announceOverHttp(SERVED, 6_881)).contains(compact("[2001:db8::7]:7"));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"off, false, false", "admin, true, false", "all, true, true"})
    void countsOfAllTorrentsAreForWhomTheOptionNames(String scope, boolean atAdmin, boolean atAll) throws Exception {
        try (Run run = Run.of("--http", "[::1]:0", "--no-udp", "--admin", "[::1]:0", "--full-scrape", scope)) {
            assertThat(run.err()).isEmpty();
            InetSocketAddress all = run.tracker().httpAddresses().get(0);
            InetSocketAddress admin = run.tracker().adminAddresses().get(0);
            new WireClient(all).announceOverHttp(SERVED, 6_881);

            assertThat(get(admin, "/scrape").body().startsWith("d5:filesd20:")).isEqualTo(atAdmin);
            assertThat(get(all, "/scrape").body().startsWith("d5:filesd20:")).isEqualTo(atAll);
            assertThat(get(admin, "/healthz").body()).isEqualTo("ok\n");
            assertThat(get(all, "/healthz").body()).isEqualTo("ok\n");
            assertThat(get(all, "/readyz").statusCode()).isEqualTo(404);
            assertThat(get(admin, "/announce").statusCode()).isEqualTo(404);
            assertThat(run.out()).hasLineCount(1).doesNotContain(String.valueOf(admin.getPort()));
        }
    }

    @Test
    void pageIsForTheOperatorAndForEveryoneIfTheOptionSaysSo() throws Exception {
        Path list = Files.writeString(folder.resolve("list"), SERVED + " an image\n");
        try (Run run = Run.of("--http", "[::1]:0", "--no-udp", "--admin", "[::1]:0", "--allow", list.toString())) {
            InetSocketAddress all = run.tracker().httpAddresses().get(0);
            InetSocketAddress admin = run.tracker().adminAddresses().get(0);
            new WireClient(all).announceOverHttp(SERVED, 6_881);

            assertThat(get(admin, "/").body()).startsWith("<!DOCTYPE html>").contains(SERVED.toString());
            assertThat(get(admin, "/stats.json").body())
                    .contains("\"listed\":true", "\"part\":\"List of --allow\",\"state\":\"up\"");
            assertThat(get(admin, "/torrents.csv").body()).hasLineCount(2).contains(SERVED.toString());
            assertThat(get(admin, "/readyz").body()).isEqualTo("ok\n");
            assertThat(get(all, "/").body())
                    .startsWith("This is a BitTorrent tracker.")
                    .hasLineCount(1);
            assertThat(get(all, "/stats.json").statusCode()).isEqualTo(404);
        }
        try (Run run = Run.of("--http", "[::1]:0", "--no-udp", "--public-page", "--allow", list.toString())) {
            InetSocketAddress all = run.tracker().httpAddresses().get(0);
            assertThat(get(all, "/").body()).startsWith("<!DOCTYPE html>").contains(SERVED.toString());
            assertThat(get(all, "/status.css").statusCode()).isEqualTo(200);
            assertThat(get(all, "/stats.json").statusCode()).isEqualTo(404);
            assertThat(get(all, "/metrics").statusCode()).isEqualTo(404);
        }
    }

    private static HttpResponse<String> get(InetSocketAddress address, String path) throws Exception {
        URI uri = URI.create("http://" + ListenAddress.text(address) + path);
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .timeout(Duration.ofSeconds(10))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void pinsAreReadAgainAndABrokenFileChangesNothing() throws IOException {
        Path pins = Files.writeString(folder.resolve("pins.txt"), SERVED + " [2001:db8::7]:7\n");
        try (Run run = Run.of("--http", "[::1]:0", "--no-udp", "--no-rate-limit", "--pins", pins.toString())) {
            assertThat(run.err()).isEmpty();
            WireClient client = new WireClient(run.tracker().httpAddresses().get(0));
            assertThat(client.announceOverHttp(SERVED, 6_881)).contains(compact("[2001:db8::7]:7"));

            Files.writeString(pins, "nonsense\n");
            Files.writeString(pins, OTHER + " [2001:db8::8]:8\n" + SERVED + " [2001:db8::7]:7\n");
            await(() -> client.announceOverHttp(OTHER, 6_881).contains(compact("[2001:db8::8]:8")));
            assertThat(client.announceOverHttp(SERVED, 6_881)).contains(compact("[2001:db8::7]:7"));

            Files.writeString(pins, "");
            run.tracker().reload(Set.of()); // as SIGHUP: what lost all is right
            await(() -> !client.announceOverHttp(SERVED, 6_881).contains(compact("[2001:db8::7]:7")));
        }
    }

    private static String compact(String endpoint) {
        EndpointList list = new EndpointList(AddressFamily.IPV6);
        list.add(Endpoint.parse(endpoint));
        return new String(list.toBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void closedTrackerAnswersNoMoreAndItsPortsAreFree() throws IOException {
        List<InetSocketAddress> http;
        List<InetSocketAddress> udp;
        try (Run run = serve()) {
            http = run.tracker().httpAddresses();
            udp = run.tracker().udpAddresses();
        }

        try (Run again = Run.of("--http", ListenAddress.text(http.get(0)), "--udp", ListenAddress.text(udp.get(0)))) {
            assertThat(again.err()).isEmpty();
            assertThat(again.tracker().httpAddresses()).containsExactly(http.get(0));
            assertThat(new WireClient(http.get(0)).announceOverHttp(SERVED, 6_881))
                    .containsPattern("8:intervali(1[2-9]|2[0-9])[0-9]e"); // 2 to 5 minutes after a cold start
        }
    }

    @Test
    void busyPortOfUdpLeavesNoHttpBehind() throws IOException {
        try (Run first = serve()) {
            int free = FreePort.on(InetAddress.getLoopbackAddress());

            try (Run second = Run.of(
                    "--http",
                    "127.0.0.1:" + free,
                    "--udp",
                    ListenAddress.text(first.tracker().udpAddresses().get(0)))) {
                assertThat(second.status()).isEqualTo(1);
                assertThat(second.err()).contains("can't serve UDP on").hasLineCount(1);
            }
            try (Run third = Run.of("--http", "127.0.0.1:" + free, "--no-udp")) {
                assertThat(third.err()).isEmpty();
                assertThat(third.status()).isZero();
            }
        }
    }

    @Test
    void allowListIsReadAgainAndABrokenOneChangesNothing() throws IOException {
        Path list = Files.writeString(folder.resolve("allow.txt"), SERVED + "\n");
        try (Run run = Run.of("--http", "[::1]:0", "--no-udp", "--no-rate-limit", "--allow", list.toString())) {
            WireClient client = new WireClient(run.tracker().httpAddresses().get(0));
            assertThat(client.isRefused(SERVED)).isFalse();
            assertThat(client.isRefused(OTHER)).isTrue();

            Files.writeString(list, "nonsense\n");
            Files.writeString(list, OTHER + "\n" + SERVED + "\n");
            await(() -> !client.isRefused(OTHER));

            Files.writeString(list, OTHER + "\n");
            await(() -> client.isRefused(SERVED));
            assertThat(client.isRefused(OTHER)).isFalse();
        }
    }

    @Test
    void denyListRefusesWhatIsOnIt() throws IOException {
        Path list = Files.writeString(folder.resolve("deny.txt"), OTHER + "\n");
        try (Run run = Run.of("--http", "[::1]:0", "--no-udp", "--deny", list.toString())) {
            WireClient client = new WireClient(run.tracker().httpAddresses().get(0));

            assertThat(client.isRefused(OTHER)).isTrue();
            assertThat(client.isRefused(SERVED)).isFalse();
        }
    }

    private static Run serve() {
        Run run = Run.of("--http", "[::1]:0", "--http", "127.0.0.1:0", "--udp", "[::1]:0", "--udp", "127.0.0.1:0");
        assertThat(run.err()).isEmpty();
        assertThat(run.status()).isZero();
        return run;
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 10 s").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private static InetAddress address(List<InetSocketAddress> addresses, int bytes) {
        return addresses.stream()
                .map(InetSocketAddress::getAddress)
                .filter(address -> address.getAddress().length == bytes)
                .findFirst()
                .orElseThrow();
    }

    private static InetSocketAddress on(List<InetSocketAddress> addresses, InetAddress address) {
        return addresses.stream()
                .filter(each -> each.getAddress().equals(address))
                .findFirst()
                .orElseThrow();
    }

    private static int port(List<InetSocketAddress> addresses, int bytes) {
        return on(addresses, address(addresses, bytes)).getPort();
    }

    private static byte[] endpoint(InetAddress address, int port) {
        byte[] bytes = Arrays.copyOf(address.getAddress(), address.getAddress().length + 2);
        bytes[bytes.length - 2] = (byte) (port >>> 8);
        bytes[bytes.length - 1] = (byte) port;
        return bytes;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
