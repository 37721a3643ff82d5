package io.github.tracker6.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.InfoHash;
import io.github.tracker6.redis.RedisSwarmStore;
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
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

@Tag("long")
@Timeout(120)
class RedisStoreIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final InfoHash TORRENT = InfoHash.fromHex("0123456789abcdef0123456789abcdef01234567");
    private static final String PASSWORD = "hush-1f6c";
    private static final Duration FAST = Duration.ofSeconds(3);
    private static final Duration OUTAGE = Duration.ofSeconds(4);

    @TempDir
    Path folder;

    @Test
    void serversOfOneFamilyEachShareOneSwarmInWhichAHostCountsOnce() {
        String uri = uri(founded(SERVERS.start()));
        try (Run first = serve("--http", "127.0.0.1:0", "--store", uri);
                Run second = serve("--http", "[::1]:0", "--store", uri)) {
            announce(first, 7_001, "&key=1");
            await(() -> announce(second, 7_001, "&key=1").contains("10:incompletei1e"));
            await(() -> announce(second, 7_002, "&key=2").contains("10:incompletei2e"));
            assertThat(announce(second, 7_002, "&key=2")).contains("8:completei0e", "6:peers618:");
            await(() -> announce(first, 7_002, "&key=2").contains("10:incompletei2e"));
        }
    }

    @Test
    void aServerThatStartsKnowsWhatTheOthersKnewWhenTheyEnded() {
        String uri = uri(founded(SERVERS.start()));
        try (Run first = serve("--http", "[::1]:0", "--store", uri);
                Run second = serve("--http", "[::1]:0", "--store", uri)) {
            announce(first, 7_001, "&key=1");
            await(() -> announce(second, 7_002, "&key=2").contains("10:incompletei2e"));
            await(() -> announce(first, 7_001, "&key=1").contains("10:incompletei2e"));
            announce(first, 7_003, "&key=3");
        }
        try (Run third = serve("--http", "[::1]:0", "--store", uri)) {
            await(() -> announce(third, 7_004, "&key=4").contains("10:incompletei4e"));
        }
    }

    @Test
    void otherPrefixIsAnotherSetOfSwarms() {
        RedisProcess redis = SERVERS.start();
        found(uri(redis), "a:");
        found(uri(redis), "b:");
        try (Run first = serve("--http", "[::1]:0", "--store", uri(redis), "--redis-prefix", "a:");
                Run second = serve(
                        "--http", "[::1]:0", "--store", uri(redis), "--redis-prefix", "b:", "--interval", "10m")) {
            long entries = length(redis, "a:");
            announce(first, 7_001, "");
            await(() -> length(redis, "a:") > entries);

            assertThat(announce(second, 7_002, "")).contains("10:incompletei1e");
            assertThat(redis.command("KEYS", "*t6:*").toString()).isEqualTo("[]");
        }
    }

    @Test
    void anotherIntervalIsOneLineAndServes() throws Exception {
        RedisProcess redis = founded(SERVERS.start());
        try (ProgramProcess server = ProgramProcess.start(
                folder, Map.of(), "--store=" + uri(redis), "--interval=10m", "--http=[::1]:0", "--no-udp")) {
            WireClient http = new WireClient(server.addresses(1).get(0));
            server.await(() -> server.logged("set the same interval").findAny().isPresent());
            assertThat(server.logged("set the same interval"))
                    .singleElement()
                    .asString()
                    .contains("WARN", "peers live 15 min at this node and 45 min at the others");
            assertThat(http.announceOverHttp(TORRENT, 7_001)).contains("10:incompletei1e");
        }
    }

    @Test
    void wrongPasswordIsCalledSoAndServes() throws Exception {
        RedisProcess redis = SERVERS.start("requirepass " + PASSWORD);
        String uri = "redis://:of-another-redis@127.0.0.1:" + redis.port();
        try (ProgramProcess server =
                ProgramProcess.start(folder, Map.of(StoreLocation.VARIABLE, uri), "--http=[::1]:0", "--no-udp")) {
            WireClient http = new WireClient(server.addresses(1).get(0));
            server.await(() -> server.logged("Redis refuses the user or the password of its URI (WRONGPASS, NOAUTH)")
                    .findAny()
                    .isPresent());
            assertThat(http.announceOverHttp(TORRENT, 7_001)).contains("10:incompletei1e");
            assertThat(server.logged("out of reach")).isEmpty();
            assertThat(server.stop()).isZero();
            assertThat(server.err()).doesNotContain("of-another-redis");
        }
    }

    @Test
    void killedRedisFailsNoAnnounceAndIsOneLine() throws Exception {
        RedisProcess redis = SERVERS.start("requirepass " + PASSWORD);
        String uri = "redis://:" + PASSWORD + "@127.0.0.1:" + redis.port();
        found(uri, "t6:");
        try (ProgramProcess server = ProgramProcess.start(
                folder, Map.of(StoreLocation.VARIABLE, uri), "--http=[::1]:0", "--udp=[::1]:0", "--no-rate-limit")) {
            List<InetSocketAddress> addresses = server.addresses(2);
            server.await(() -> isInStep(server, 1));
            WireClient http = new WireClient(addresses.get(0));
            WireClient udp = new WireClient(addresses.get(1));
            assertThat(http.announceOverHttp(TORRENT, 7_001)).contains("10:incompletei1e");
            assertThat(learnsOfOnePeer(udp)).isTrue();

            redis.kill();
            long end = System.nanoTime() + OUTAGE.toNanos();
            do {
                long start = System.nanoTime();
                assertThat(http.announceOverHttp(TORRENT, 7_001)).contains("10:incompletei2e");
                assertThat(learnsOfOnePeer(udp)).isTrue();
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(FAST);
            } while (System.nanoTime() - end < 0);
            server.await(() -> server.logged("Redis is out of reach").findAny().isPresent());
            redis.restart();
            server.await(() -> isInStep(server, 2));
            assertThat(http.announceOverHttp(TORRENT, 7_001)).contains("10:incompletei2e");

            assertThat(server.logged("WARN").count()).as(server.err()).isLessThan(6);
            assertThat(server.stop()).isZero();
            assertSecret(server, redis);
        }
    }

    @Test
    void redisThatIsDownAtTheStartIsOneLineAndIsFoundLater() throws Exception {
        RedisProcess redis = founded(SERVERS.start("appendfsync always"));
        redis.kill();
        Path file = Files.writeString(folder.resolve("server.yaml"), "store: " + uri(redis) + "\n");
        try (ProgramProcess server = ProgramProcess.start(
                folder, Map.of(), "--config", file.toString(), "--http", "[::1]:0", "--udp", "[::1]:0")) {
            List<InetSocketAddress> addresses = server.addresses(2);
            WireClient http = new WireClient(addresses.get(0));
            server.await(
                    () -> server.logged("Redis is out of reach: no connection").count() == 1);
            assertThat(http.announceOverHttp(TORRENT, 7_001)).contains("10:incompletei1e");
            assertThat(learnsOfOnePeer(new WireClient(addresses.get(1)))).isTrue();

            redis.restart();
            server.await(() -> isInStep(server, 1));
            assertThat(server.logged("Redis is out of reach: no connection")).hasSize(1);
            assertThat(http.announceOverHttp(TORRENT, 7_001)).contains("10:incompletei2e");
            assertThat(server.stop()).isZero();
            assertSecret(server, redis);
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

    private static boolean isInStep(ProgramProcess server, int times) {
        return server.logged("INFO")
                        .filter(line -> line.endsWith("in step with the others"))
                        .count()
                == times;
    }

    private static boolean learnsOfOnePeer(WireClient udp) {
        try {
            return udp.announceOverUdp(TORRENT, 7_002).length == 18;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertSecret(ProgramProcess server, RedisProcess redis) {
        assertThat(server.out() + server.err())
                .doesNotContain(PASSWORD)
                .doesNotContain("://:")
                .doesNotContain(":" + redis.port())
                .doesNotContain("\tat ");
    }

    private static Run serve(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 1);
        all[args.length] = "--no-udp";
        Run run = Run.of(all);
        assertThat(run.err()).isEmpty();
        return run;
    }

    private static String announce(Run run, int port, String more) {
        return new WireClient(run.tracker().httpAddresses().get(0)).announceOverHttp(TORRENT, port, more);
    }

    private static long length(RedisProcess redis, String prefix) {
        return (Long) redis.command("XLEN", "{" + prefix + "}log");
    }

    private static RedisProcess founded(RedisProcess redis) {
        found(uri(redis), "t6:");
        return redis;
    }

    /** Founds the log, so that no server has to wait for one that knows swarms. */
    private static void found(String uri, String prefix) {
        try (RedisSwarmStore store = RedisSwarmStore.builder()
                .uri(uri)
                .keyPrefix(prefix)
                .sharing(sharing -> sharing.foundingDelay(Duration.ZERO))
                .build()
                .start()) {
            await(() -> store.health().isReady());
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 30 s").isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static String uri(RedisProcess redis) {
        return "redis://127.0.0.1:" + redis.port();
    }
}
