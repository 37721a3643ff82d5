package io.github.tracker6.redis;

import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.redis.servers.RedisProcess;
import io.github.tracker6.redis.servers.RedisServer;
import io.github.tracker6.redis.servers.RedisServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Announces that go to the script together. */
@Timeout(60)
class AnnounceQueueIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final int MANY = 2_000;

    private final long now = System.currentTimeMillis();

    @Test
    void whatComesAtOnceIsAFewScripts() {
        RedisProcess redis = SERVERS.start("appendonly no");
        try (RedisSwarmStore store = patient(redis)) {
            long before = scripts(redis);
            announce(store, 20, MANY).forEach(Hosts::get);
            assertThat(scripts(redis) - before).isBetween(MANY / 16L, MANY / 4L);
            for (int swarm = 0; swarm < 20; swarm++) {
                assertThat(Hosts.scrape(store, Hosts.swarm(swarm), now).ipv6Hosts(0))
                        .isEqualTo(MANY / 20);
            }
        }
    }

    @Test
    void whatComesAloneWaitsForNothing() {
        RedisProcess redis = SERVERS.start("appendonly no");
        try (RedisSwarmStore store = patient(redis)) {
            // Redis does not know the script yet.
            Hosts.send(store, Hosts.announce(Hosts.swarm(0), IPV6, 50, now));
            long before = scripts(redis);
            for (int host = 0; host < 50; host++) {
                Hosts.send(store, Hosts.announce(Hosts.swarm(0), IPV6, host, now));
            }
            assertThat(scripts(redis) - before).isEqualTo(50);
        }
    }

    @Test
    void aSwarmThatCannotBeReadFailsAlone() {
        String prefix = Hosts.freshPrefix();
        try (RedisSwarmStore store = Hosts.node(SERVERS.server())
                .keyPrefix(prefix)
                .timeLimit(Duration.ofSeconds(5))
                .build()) {
            announce(store, 20, 100).forEach(Hosts::get);
            byte[] key = new SwarmKeys(prefix, Hosts.TAGS).of(Hosts.swarm(3).toBytes())[0];
            set(SERVERS.server(), key, new byte[] {SwarmKeys.SMALL, 0});

            List<RedisTrouble> troubles = troubles(announce(store, 20, MANY));
            for (int i = 0; i < MANY; i++) {
                assertThat(troubles.get(i)).as("announce %s", i).isEqualTo(i % 20 == 3 ? RedisTrouble.SCRIPT : null);
            }
        }
    }

    @Test
    void whatWaitsIsBounded() {
        RedisProcess redis = SERVERS.start("appendonly no");
        try (RedisSwarmStore store = Hosts.node(redis)
                .requestQueueSize(500)
                .timeLimit(Duration.ofSeconds(5))
                .build()) {
            announce(store, 1, 20).forEach(Hosts::get);
            redis.pause();
            List<CompletionStage<AnnounceResponse>> sent = announce(store, 100, MANY);
            assertThat(sent.subList(MANY - 10, MANY)).allMatch(stage -> ended(stage));
            redis.resume();
            List<RedisTrouble> troubles = troubles(sent);
            assertThat(troubles.subList(0, 500)).containsOnlyNulls();
            assertThat(troubles.subList(MANY - 10, MANY)).containsOnly(RedisTrouble.QUEUE_FULL);
            announce(store, 1, 20).forEach(Hosts::get);
        }
    }

    /** Those that wait for others have the time limit that all have. */
    @Test
    void whatWaitsWaitsNoLongerThanOthers() {
        RedisProcess redis = SERVERS.start("appendonly no");
        try (RedisSwarmStore store = Hosts.node(redis).build()) {
            announce(store, 1, 20).forEach(Hosts::get);
            redis.pause();
            long start = System.nanoTime();
            List<CompletionStage<AnnounceResponse>> sent = announce(store, 100, MANY);
            assertThat(troubles(sent)).containsOnly(RedisTrouble.TIMEOUT);
            assertThat(System.nanoTime() - start)
                    .isGreaterThan(RedisLink.DEFAULT_TIME_LIMIT.toNanos())
                    .isLessThan(TimeUnit.SECONDS.toNanos(2));
            redis.resume();
            Load.await(
                    "it answers again",
                    Duration.ofSeconds(10),
                    () -> troubles(announce(store, 1, 1)).contains(null));
        }
    }

    private static RedisSwarmStore patient(RedisServer redis) {
        return Hosts.node(redis).timeLimit(Duration.ofSeconds(5)).build();
    }

    /** Sends announces of as many hosts, each to the next swarm, without waiting for any. */
    private List<CompletionStage<AnnounceResponse>> announce(RedisSwarmStore store, int swarms, int count) {
        List<CompletionStage<AnnounceResponse>> sent = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            InfoHash swarm = Hosts.swarm(i % swarms);
            sent.add(store.announce(Hosts.announce(swarm, IPV6, i, now).numWant(30), new AnnounceResponse()));
        }
        return sent;
    }

    /** Waits for all, and returns what is wrong with each; null where nothing is. */
    private static List<RedisTrouble> troubles(List<CompletionStage<AnnounceResponse>> sent) {
        return IntStream.range(0, sent.size())
                .mapToObj(i -> {
                    try {
                        Hosts.get(sent.get(i));
                        return null;
                    } catch (RedisStoreException e) {
                        return e.trouble();
                    }
                })
                .toList();
    }

    private static boolean ended(CompletionStage<?> stage) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        return future.isDone();
    }

    private static long scripts(RedisProcess redis) {
        return redis.command("INFO", "commandstats")
                .toString()
                .lines()
                .filter(line -> line.startsWith("cmdstat_evalsha:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*:calls=(\\d+),.*", "$1")))
                .sum();
    }

    private static void set(RedisServer server, byte[] key, byte[] value) {
        RedisClient client = RedisClient.create(server.uri());
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            connection.sync().set(key, value);
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }
}
