package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.github.tracker6.InfoHash;
import io.github.tracker6.health.HealthState;
import io.github.tracker6.health.PartHealth;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.testkit.Await;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the program says of its health while something is wrong, over {@code /readyz} of {@code --admin}. */
@Timeout(120)
class ReadinessIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final String IN_STEP_YET = "Store: not in step yet, connecting: ";

    @TempDir
    Path folder;

    private static Run serve(String... more) {
        List<String> all = new ArrayList<>(List.of("--http", "[::1]:0", "--admin", "[::1]:0"));
        all.addAll(List.of(more));
        if (!all.contains("--udp")) {
            all.add("--no-udp");
        }
        Run run = Run.of(all.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        return run;
    }

    @Test
    void aTrackerThatServesIsReady() {
        try (Run run = serve("--udp", "[::1]:0")) {
            assertThat(readyz(run)).isEqualTo("200 ok\n");
            assertThat(run.tracker().health().parts())
                    .allMatch(part -> part.state() == HealthState.UP)
                    .extracting(PartHealth::part)
                    .containsExactly("Tracker", "Store", "HTTP", "UDP", "Claims", "Reachability");
        }
    }

    @Test
    void aWrongPasswordIsToldAndAnnouncesAreAnswered() {
        RedisProcess redis = SERVERS.start("requirepass hush-1f6c");
        try (Run run = serve("--store", "redis://:of-another-redis@127.0.0.1:" + redis.port())) {
            String expected =
                    "503 " + IN_STEP_YET + "Redis refuses the user or the password of its URI (WRONGPASS, NOAUTH)\n";
            Await.until("it says so", () -> readyz(run).equals(expected));
            assertThat(announce(run, 7_001)).contains("10:incompletei1e");
        }
    }

    @Test
    void redisThatIsDownAtTheStartIsAwaitedAndOneThatGoesDownLaterIsNot() {
        RedisProcess redis = SERVERS.start("appendfsync always");
        found(redis);
        redis.kill();
        try (Run run = serve("--store", uri(redis))) {
            String expected = "503 " + IN_STEP_YET + "Redis is out of reach: no connection\n";
            Await.until("it says so", () -> readyz(run).equals(expected));

            redis.restart();
            Await.until("it is in step", () -> readyz(run).equals("200 ok\n"));

            redis.kill();
            Await.until("it notices", () -> part(run, "Store").state() == HealthState.DEGRADED);
            assertThat(part(run, "Store").reason()).startsWith("not in step with the other nodes, connecting: ");
            assertThat(readyz(run)).isEqualTo("200 ok\n");
            assertThat(announce(run, 7_001)).contains("10:incompletei1e");
        }
    }

    /** The first tracker on an empty Redis waits for others that know swarms. */
    @Test
    void aTrackerThatWaitsForTheOthersIsNotReady() {
        RedisProcess redis = SERVERS.start();
        try (Run run = serve("--store", uri(redis))) {
            Await.until("it waits", () -> readyz(run).startsWith("503 Store: not in step yet, waiting for the log: "));
            found(redis);
            Await.until("it has joined", () -> readyz(run).equals("200 ok\n"));
        }
    }

    @Test
    void aUdpPortThatIsLostIsToldUntilItIsServedAgain() throws Exception {
        try (Run run = serve("--udp", "[::1]:0", "--workers", "1")) {
            InetSocketAddress udp = run.tracker().udpAddresses().get(0);
            Thread worker = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().startsWith("tracker6-udp [::1]:" + udp.getPort()))
                    .findAny()
                    .orElseThrow();
            worker.interrupt(); // with NIO this closes the socket
            worker.join(5_000);
            assumeFalse(worker.isAlive(), "the native transport goes on");
            try (DatagramSocket other = new DatagramSocket(udp)) {
                assertThat(readyz(run)).isEqualTo("503 UDP: no socket is open\n");
                assertThat(other.isBound()).isTrue();
            }
            Await.until("it is served again", () -> readyz(run).equals("200 ok\n"));
        }
    }

    @Test
    void aFullTableIsDegradedAndReady() {
        try (Run run = serve("--max-peers", "1")) {
            announce(run, 7_001);
            assertThat(part(run, "Store").state()).isEqualTo(HealthState.DEGRADED);
            assertThat(part(run, "Store").reason()).startsWith("full, new peers are answered but not listed: 1 of 1");
            assertThat(readyz(run)).isEqualTo("200 ok\n");
        }
    }

    @Test
    void brokenTorrentFilesAndListsAreDegradedAndReady() throws Exception {
        Path torrents = Files.createDirectory(folder.resolve("torrents"));
        Path broken = Files.writeString(torrents.resolve("broken.torrent"), "no torrent");
        Files.setLastModifiedTime(broken, FileTime.from(Instant.now().minus(Duration.ofDays(1))));
        Files.write(
                torrents.resolve("good.torrent"),
                TorrentFolders.torrent("good", false).toBytes());
        Path deny = Files.writeString(folder.resolve("deny.txt"), TORRENT + "\n");
        try (Run run = serve("--torrents", torrents.toString(), "--deny", deny.toString())) {
            Await.until("it is told", () -> part(run, "Torrents").state() == HealthState.DEGRADED);
            assertThat(part(run, "Torrents").reason()).isEqualTo("broken torrent files: 1 of 2");

            Files.writeString(deny, "no info hash\n");
            Await.until("it is told", () -> part(run, "List of --deny").state() == HealthState.DEGRADED);
            assertThat(part(run, "List of --deny").reason())
                    .startsWith(deny.toString())
                    .endsWith("; the list before is in force");
            assertThat(readyz(run)).isEqualTo("200 ok\n");

            Files.writeString(deny, TORRENT + " right again\n");
            Await.until("it is right", () -> part(run, "List of --deny").state() == HealthState.UP);
            Files.delete(broken);
            Await.until("it is gone", () -> part(run, "Torrents").state() == HealthState.UP);
        }
    }

    @Test
    void aStateThatCannotBeSavedIsDegradedAndReady() throws Exception {
        Path state = folder.resolve("state");
        try (Run run = serve("--state", state.toString(), "--state-interval", "1s")) {
            assertThat(part(run, "State").state()).isEqualTo(HealthState.UP);
            Path elsewhere = Files.move(state, folder.resolve("elsewhere"));
            Await.until("it is told", () -> part(run, "State").state() == HealthState.DEGRADED);
            assertThat(part(run, "State").reason()).contains("The state in " + state + " can't be saved: ");
            assertThat(readyz(run)).isEqualTo("200 ok\n");
            Files.move(elsewhere, state);
            Await.until("it is saved", () -> part(run, "State").state() == HealthState.UP);
        }
    }

    @Test
    void aSeedOfTheOperatorWithoutAddressIsDegradedAndReady() throws Exception {
        try (Run run = serve("--pin", TORRENT + "=[::1]:9")) {
            assertThat(part(run, "Own seeds").state()).isEqualTo(HealthState.UP);
        }
        Path list = Files.writeString(folder.resolve("allow.txt"), TORRENT + "\n");
        try (Run run = serve("--allow", list.toString(), "--pin-all", "seed.invalid:6881")) {
            Await.until("it is told", () -> part(run, "Own seeds").state() == HealthState.DEGRADED);
            assertThat(part(run, "Own seeds").reason()).isEqualTo("no address is known of seed.invalid:6881");
            assertThat(readyz(run)).isEqualTo("200 ok\n");
        }
    }

    private static void found(RedisProcess redis) {
        try (RedisSwarmStore store = RedisSwarmStore.builder()
                .uri(uri(redis))
                .sharing(sharing -> sharing.foundingDelay(Duration.ZERO))
                .build()
                .start()) {
            Await.until("the log is founded", () -> store.health().isReady());
        }
    }

    private static String uri(RedisProcess redis) {
        return "redis://127.0.0.1:" + redis.port();
    }

    private static String announce(Run run, int port) {
        return new WireClient(run.tracker().httpAddresses().get(0)).announceOverHttp(TORRENT, port);
    }

    private static PartHealth part(Run run, String name) {
        Stream<PartHealth> parts = run.tracker().health().parts().stream();
        return parts.filter(part -> part.part().equals(name)).findAny().orElseThrow();
    }

    /** Returns status and body. */
    private static String readyz(Run run) {
        InetSocketAddress admin = run.tracker().adminAddresses().get(0);
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + ListenAddress.text(admin) + "/readyz"))
                .timeout(Duration.ofSeconds(10))
                .build();
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            return answer.statusCode() + " " + answer.body();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
