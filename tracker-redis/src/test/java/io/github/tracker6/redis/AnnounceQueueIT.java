package io.github.tracker6.redis;

import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.PeerRole;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServer;
import io.github.tracker6.redis.testing.RedisServers;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Announces that go to the script together. */
@Timeout(60)
class AnnounceQueueIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final int MANY = 2_000;
    private static final byte[][] KEYS = {{'k'}, {'t'}};
    private static final byte[][] ARGUMENTS = {{'a'}};

    private final long now = System.currentTimeMillis();

    /** Two batches go as they come, with one announce each; the rest is full ones, and what is left. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "3, 3", "10, 3", "18, 3", "19, 4", "2000, 127"})
    void whatComesWhileTwoAreOnTheirWayGoesTogether(int announces, int expected) {
        RedisProcess redis = SERVERS.start("appendonly no");
        try (RedisSwarmStore store = patient(redis)) {
            // Redis does not know the script yet.
            announce(store, 100, 1).forEach(Hosts::get);
            long before = redis.calls("evalsha");
            redis.pause();
            List<CompletionStage<AnnounceResponse>> sent = announce(store, 100, announces);
            redis.resume();
            sent.forEach(Hosts::get);
            assertThat(redis.calls("evalsha") - before).isEqualTo(expected);
            for (int swarm = 0; swarm < Math.min(100, announces); swarm++) {
                assertThat(Hosts.scrape(store, Hosts.swarm(swarm), now).ipv6Hosts(0))
                        .isEqualTo((announces + 99 - swarm) / 100);
            }
        }
    }

    @Test
    void aSwarmThatCannotBeReadFailsAlone() {
        String prefix = Hosts.freshPrefix();
        try (RedisSwarmStore store = Hosts.node(SERVERS.server())
                .keyPrefix(prefix)
                .timeLimit(Duration.ofSeconds(5))
                .build()) {
            for (int swarm = 0; swarm < 20; swarm++) {
                Hosts.send(store, Hosts.announce(Hosts.swarm(swarm), IPV6, 9_000, now));
            }
            byte[] key = new SwarmKeys(prefix, Hosts.TAGS).of(Hosts.swarm(3).toBytes())[0];
            set(SERVERS.server(), key, new byte[] {SwarmKeys.SMALL, 0});

            List<RedisTrouble> troubles = troubles(announce(store, 20, MANY));
            for (int i = 0; i < MANY; i++) {
                assertThat(troubles.get(i)).as("announce %s", i).isEqualTo(i % 20 == 3 ? RedisTrouble.SCRIPT : null);
            }
            for (int swarm = 0; swarm < 20; swarm++) {
                if (swarm != 3) {
                    ScrapeBatch found = Hosts.scrape(store, Hosts.swarm(swarm), now);
                    assertThat(found.ipv6Hosts(0)).isEqualTo(1 + MANY / 20);
                    assertThat(found.downloaded(0)).isEqualTo(MANY / 20);
                }
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
            assertThat(sent.subList(MANY - 10, MANY))
                    .allMatch(stage -> stage.toCompletableFuture().isDone());
            redis.resume();
            List<RedisTrouble> troubles = troubles(sent);
            assertThat(troubles.subList(0, 500)).containsOnlyNulls();
            assertThat(troubles.subList(MANY - 10, MANY)).containsOnly(RedisTrouble.QUEUE_FULL);
            announce(store, 1, 20).forEach(Hosts::get);
        }
    }

    /** Where more is asked of Redis than it can do, what it does is not in vain, and it is not held for dead. */
    @Test
    @SuppressWarnings("FutureReturnValueIgnored") // what is counted shows
    void aRedisThatIsTooSlowDoesWhatItCan() throws Exception {
        RedisScript<List<byte[]>> script = RedisScript.strings("slow", "return {}");
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        int sent = 0;
        int openings = 0;
        boolean open = false;
        try (SlowServer server = new SlowServer(3_000);
                RedisLink link = RedisLink.builder()
                        .uri(server.uri())
                        .timeLimit(Duration.ofMillis(500))
                        .build()
                        .start()) {
            link.connected().toCompletableFuture().get(10, TimeUnit.SECONDS);
            AnnounceQueue queue = new AnnounceQueue(link, script);
            long start = System.nanoTime();
            while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(3)) {
                // Twice what it can do within the time limit.
                for (; sent - ended.get() < 3_000; sent++) {
                    queue.send(KEYS, ARGUMENTS, List.of()).whenComplete((reply, failure) -> {
                        answered.addAndGet(failure == null ? 1 : 0);
                        ended.incrementAndGet();
                    });
                }
                boolean opened = link.trouble() != null;
                openings += opened && !open ? 1 : 0;
                open = opened;
                LockSupport.parkNanos(1_000_000);
            }
            int all = sent;
            Load.await("all end", Duration.ofSeconds(5), () -> ended.get() == all);
            System.out.println("Redis is too slow: sent " + sent + ", done " + server.done + ", answered " + answered
                    + ", held for dead " + openings + " times");
            // A busy machine may halt for a moment, too.
            assertThat(openings).isLessThan(2);
            assertThat(answered.get()).isPositive().isGreaterThan((int) (server.done.get() / 2));
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
            sent.add(store.announce(
                    Hosts.announce(swarm, IPV6, i, now)
                            .completed(true)
                            .role(PeerRole.SEEDER)
                            .numWant(30),
                    new AnnounceResponse()));
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

    private static void set(RedisServer server, byte[] key, byte[] value) {
        RedisClient client = RedisClient.create(server.uri());
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            connection.sync().set(key, value);
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }
}
