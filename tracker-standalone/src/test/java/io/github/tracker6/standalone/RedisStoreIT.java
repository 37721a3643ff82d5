package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class RedisStoreIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final String PASSWORD = "hush-1f6c";
    private static final String UNAVAILABLE = "The tracker is unavailable, try again soon";
    private static final Duration FAST = Duration.ofSeconds(3);
    private static final Duration OUTAGE = Duration.ofSeconds(4);

    @TempDir
    Path folder;

    @Test
    void serversOfOneFamilyEachShareOneSwarmInWhichAHostCountsOnce() {
        String uri = uri(SERVERS.start());
        try (Run first = serve("--http", "127.0.0.1:0", "--store", uri);
                Run second = serve("--http", "[::1]:0", "--store", uri)) {
            announce(first, 7_001, "&key=1");
            assertThat(announce(second, 7_001, "&key=1")).contains("8:completei0e", "10:incompletei1e");
            assertThat(announce(second, 7_002, "&key=2"))
                    .contains("10:incompletei2e")
                    .contains("6:peers618:");
            assertThat(announce(first, 7_002, "&key=2")).contains("10:incompletei2e");
        }
    }

    @Test
    void otherPrefixIsAnotherSetOfSwarms() {
        RedisProcess redis = SERVERS.start();
        try (Run first = serve("--http", "[::1]:0", "--store", uri(redis), "--redis-prefix", "a:");
                Run second = serve(
                        "--http", "[::1]:0", "--store", uri(redis), "--redis-prefix", "b:", "--interval", "10m")) {
            announce(first, 7_001, "");

            assertThat(announce(second, 7_002, "")).contains("10:incompletei1e");
            assertThat(redis.command("KEYS", "t6:*").toString()).isEqualTo("[]");
        }
    }

    @Test
    void otherIntervalIsOneLineThatNamesItAndStatus1() {
        String uri = uri(SERVERS.start());
        try (Run first = serve("--http", "[::1]:0", "--store", uri);
                Run second = Run.of("--http", "[::1]:0", "--no-udp", "--store", uri, "--interval", "10m")) {
            assertThat(first.status()).isZero();
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err())
                    .startsWith("tracker6: --store: the trackers on this Redis keep peers for PT45M")
                    .contains("--interval")
                    .doesNotContain(uri)
                    .hasLineCount(1);
            assertThat(second.tracker()).isNull();
        }
    }

    @Test
    void killedRedisIsAFailureAtOnceAndAllIsWellWhenItIsBack() throws Exception {
        RedisProcess redis = SERVERS.start("requirepass " + PASSWORD);
        String uri = "redis://:" + PASSWORD + "@127.0.0.1:" + redis.port();
        try (ProgramProcess server = ProgramProcess.start(
                folder, Map.of(StoreLocation.VARIABLE, uri), "--http=[::1]:0", "--udp=[::1]:0", "--no-rate-limit")) {
            List<InetSocketAddress> addresses = server.addresses(2);
            WireClient http = new WireClient(addresses.get(0));
            WireClient udp = new WireClient(addresses.get(1));
            server.await(() -> http.announceOverHttp(TORRENT, 7_001).contains("10:incompletei1e"));
            server.await(() -> learnsOfOnePeer(udp));

            redis.kill();
            long end = System.nanoTime() + OUTAGE.toNanos();
            do {
                long start = System.nanoTime();
                assertThat(http.announceOverHttp(TORRENT, 7_001))
                        .endsWith("d14:failure reason42:" + UNAVAILABLE + "8:intervali60e8:retry ini1ee");
                assertThat(udp.failureOverUdp(TORRENT, 7_002)).isEqualTo(UNAVAILABLE);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FAST);
            } while (System.nanoTime() - end < 0);
            redis.restart();
            server.await(() -> !http.announceOverHttp(TORRENT, 7_001).contains("failure reason"));

            server.await(() -> learnsOfOnePeer(udp));
            assertFewLines(server);
            redis.kill();
            assertThat(server.stop()).isZero();
            assertThat(server.err()).doesNotContain("\tat ");
            assertSecret(server, redis);
        }
    }

    @Test
    void redisThatIsDownAtTheStartIsOneLineAndIsFoundLater() throws Exception {
        RedisProcess redis = SERVERS.start();
        redis.kill();
        Path file = Files.writeString(folder.resolve("server.yaml"), "store: " + uri(redis) + "\n");
        try (ProgramProcess server = ProgramProcess.start(
                folder, Map.of(), "--config", file.toString(), "--http", "[::1]:0", "--udp", "[::1]:0")) {
            List<InetSocketAddress> addresses = server.addresses(2);
            WireClient http = new WireClient(addresses.get(0));
            server.await(() -> server.logged("No connection to Redis yet: Redis is out of reach")
                            .count()
                    == 1);
            assertThat(http.announceOverHttp(TORRENT, 7_001)).contains(UNAVAILABLE);
            assertThat(new WireClient(addresses.get(1)).failureOverUdp(TORRENT, 7_001))
                    .isEqualTo(UNAVAILABLE);

            redis.restart();
            server.await(() -> !http.announceOverHttp(TORRENT, 7_001).contains("failure reason"));
            server.await(() -> server.logged("Redis answers now").count() == 1);
            assertThat(server.logged("No connection to Redis")).hasSize(1);
            assertFewLines(server);
            assertSecret(server, redis);
            assertThat(server.stop()).isZero();
        }
    }

    @Test
    void disagreementThatIsFoundLateIsOneLine() throws Exception {
        RedisProcess redis = SERVERS.start();
        try (Run first = serve("--http", "[::1]:0", "--store", uri(redis))) {
            assertThat(first.status()).isZero();
        }
        redis.kill();
        try (ProgramProcess server = ProgramProcess.start(
                folder, Map.of(), "--store=" + uri(redis), "--interval=10m", "--http=[::1]:0", "--no-udp")) {
            WireClient http = new WireClient(server.addresses(1).get(0));
            redis.restart();

            server.await(() -> server.logged("keep peers for PT45M").findAny().isPresent());
            assertThat(server.logged("keep peers for PT45M"))
                    .singleElement()
                    .asString()
                    .contains("ERROR", "This tracker serves nothing");
            assertThat(http.announceOverHttp(TORRENT, 7_001)).contains(UNAVAILABLE);
        }
    }

    @Test
    void helpShowsNothingOfTheEnvironment() throws Exception {
        Map<String, String> environment = Map.of(StoreLocation.VARIABLE, "redis://:" + PASSWORD + "@127.0.0.1");
        try (ProgramProcess server = ProgramProcess.start(folder, environment, "--help")) {
            assertThat(server.status()).isZero();
            assertThat(server.out()).contains("--store=WHERE").doesNotContain(PASSWORD);
            assertThat(server.err()).isEmpty();
        }
    }

    /** A busy machine may make a first request take longer than the store waits. */
    private static boolean learnsOfOnePeer(WireClient udp) {
        try {
            return udp.announceOverUdp(TORRENT, 7_002).length == 18;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Each class of line at most once a second. */
    private static void assertFewLines(ProgramProcess server) {
        long seconds = OUTAGE.toSeconds() + FAST.toSeconds();
        assertThat(server.logged("requests with \"unavailable\"").filter(line -> line.contains("HttpTrackerHandler")))
                .hasSizeBetween(1, (int) seconds + 5);
        assertThat(server.logged("requests with \"unavailable\"").filter(line -> line.contains("UdpTrackerServer")))
                .hasSizeBetween(1, (int) seconds + 5);
        assertThat(server.err()).doesNotContain("\tat ");
    }

    private static void assertSecret(ProgramProcess server, RedisProcess redis) {
        assertThat(server.out() + server.err())
                .doesNotContain(PASSWORD)
                .doesNotContain("://:")
                .doesNotContain(":" + redis.port());
    }

    private static Run serve(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 1);
        all[args.length] = "--no-udp";
        Run run = Run.of(all);
        assertThat(run.err()).isEmpty();
        return run;
    }

    /** Again where a busy machine made the store wait too long. */
    private static String announce(Run run, int port, String more) {
        WireClient client = new WireClient(run.tracker().httpAddresses().get(0));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        String answer;
        do {
            answer = client.announceOverHttp(TORRENT, port, more);
        } while (answer.contains(UNAVAILABLE) && System.nanoTime() - end < 0);
        return answer;
    }

    private static String uri(RedisProcess redis) {
        return "redis://127.0.0.1:" + redis.port();
    }
}
