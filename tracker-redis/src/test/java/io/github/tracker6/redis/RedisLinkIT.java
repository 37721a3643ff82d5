package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.redis.testing.RedisCluster;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisSentinels;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.redis.testing.RedisTls;
import io.github.tracker6.store.StoreException;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

@Timeout(120)
class RedisLinkIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final byte[] KEY = bytes("k");

    // ---- calls

    @Test
    void repliesAreBinary() throws Exception {
        RedisScript<byte[]> echo = RedisScript.bytes("echo", "return ARGV[1]");
        RedisScript<List<Object>> list =
                RedisScript.list("list", "redis.call('HSET', KEYS[1], 'a', ARGV[1]) return {1, ARGV[1], false, {}}");
        byte[] binary = {0, -1, 10, 13, '}', 0x7f, -128};
        byte[] hash = bytes("{x}h");
        try (RedisLink link = connect(RedisLink.builder().uri(SERVERS.server().uri()))) {
            assertThat(get(link.send(RedisCall.eval(echo, new byte[][] {binary}, binary))))
                    .isEqualTo(binary);
            List<Object> reply = get(link.send(RedisCall.eval(list, new byte[][] {hash}, binary)));
            assertThat(reply).hasSize(4);
            assertThat(reply.get(0)).isEqualTo(1L);
            assertThat((byte[]) reply.get(1)).isEqualTo(binary);
            assertThat(reply.get(2)).isNull();
            assertThat((List<?>) reply.get(3)).isEmpty();
            assertThat(get(link.send(RedisCall.get(bytes("nothing here"))))).isNull();

            RedisCall<byte[]> first = RedisCall.eval(echo, new byte[][] {hash}, binary);
            RedisCall<List<byte[]>> second = RedisCall.hmget(hash, bytes("b"), bytes("a"));
            RedisCall<byte[]> third = RedisCall.get(bytes("{x}none"));
            var unused = link.send(List.of(first, second, third));
            assertThat(get(first)).isEqualTo(binary);
            assertThat(get(second)).containsExactly(null, binary);
            assertThat(get(third)).isNull();
        }
    }

    @Test
    void aScriptsErrorIsNoOutage() throws Exception {
        RedisScript<Long> broken = RedisScript.number("broken", "return redis.call('INCR', KEYS[1], 'too many')");
        try (RedisLink link = connect(RedisLink.builder().uri(SERVERS.server().uri()))) {
            for (int i = 0; i < 50; i++) {
                assertThat(trouble(link.send(RedisCall.eval(broken, new byte[][] {KEY}))))
                        .isEqualTo(RedisTrouble.SCRIPT);
            }
            assertThat(link.trouble()).isNull();
            assertThat(get(link.send(Load.call(bytes("fine"))))).isPositive();
        }
    }

    @Test
    void calledBeforeItIsStartedOrAfterItIsClosedFailsAtOnce() throws Exception {
        RedisLink link = RedisLink.builder().uri(SERVERS.server().uri()).build();
        assertThat(trouble(failedAtOnce(link))).isEqualTo(RedisTrouble.DISCONNECTED);
        link.start();
        assertThatThrownBy(link::start).isInstanceOf(IllegalStateException.class);
        link.connected().toCompletableFuture().get(10, TimeUnit.SECONDS);
        link.close();
        link.close();
        assertThat(trouble(failedAtOnce(link))).isEqualTo(RedisTrouble.CLOSED);
    }

    @Test
    void whatWaitsForAnAnswerIsBounded() throws Exception {
        RedisProcess process = SERVERS.start();
        try (RedisLink link = connect(
                RedisLink.builder().uri(process.uri()).requestQueueSize(100).timeLimit(Duration.ofSeconds(10)))) {
            get(link.send(Load.call(KEY)));
            process.pause();
            RedisCall<Long> last = null;
            for (int i = 0; i < 300; i++) {
                last = link.send(Load.call(KEY));
            }
            RedisCall<Long> full = last;
            Load.await("the last is refused", Duration.ofSeconds(1), full::isDone);
            assertThat(trouble(full)).isEqualTo(RedisTrouble.QUEUE_FULL);
            assertThat(link.trouble()).isNull();
            process.resume();
            Load.await("room again", SOON, () -> {
                RedisCall<Long> call = link.send(Load.call(KEY));
                call.handle((value, failure) -> null).get(1, TimeUnit.SECONDS);
                return !call.isCompletedExceptionally();
            });
        }
    }

    // ---- faults of a server

    @Test
    void startsWhileRedisIsDown() throws Exception {
        RedisProcess process = SERVERS.start();
        process.kill();
        try (RedisLink link = RedisLink.builder().uri(process.uri()).build().start()) {
            assertThat(trouble(failedAtOnce(link))).isEqualTo(RedisTrouble.DISCONNECTED);
            Load.await(
                    "it was tried",
                    SOON,
                    () -> failedAtOnce(link)
                            .handle((value, failure) -> failure.getCause() != null)
                            .get());
            process.restart();
            long start = System.nanoTime();
            link.connected().toCompletableFuture().get(5, TimeUnit.SECONDS);
            report("start with Redis down: connected after its start", start);
            assertThat(get(link.send(Load.call(KEY)))).isPositive();
        }
    }

    @Test
    void survivesKill9() throws Exception {
        RedisProcess process = SERVERS.start();
        try (RedisLink link = connect(RedisLink.builder().uri(process.uri()));
                Load load = new Load(link, 10_000, 100)) {
            load.awaitAnswers(5_000, SOON);
            process.kill();
            long killed = System.nanoTime();
            awaitOpen(link, Duration.ofSeconds(1));
            report("kill -9: breaker open", killed);
            assertThat(failedAtOnce(link)).isDone();
            process.restart();
            long back = System.nanoTime();
            awaitClosed(link);
            report("kill -9: breaker closed after Redis's return", back);
            load.awaitAnswers(5_000, SOON);
            System.out.println("kill -9: " + load);
            assertThat(load.slowestNanos.get()).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Test
    void survivesBeingHalted() throws Exception {
        halted(Duration.ofMillis(800));
    }

    @Test
    void survivesBeingHaltedForLong() throws Exception {
        halted(Duration.ofSeconds(6));
    }

    private static void halted(Duration time) throws Exception {
        RedisProcess process = SERVERS.start();
        try (RedisLink link = connect(RedisLink.builder().uri(process.uri()));
                Load load = new Load(link, 10_000, 100)) {
            load.awaitAnswers(5_000, SOON);
            process.pause();
            long halted = System.nanoTime();
            awaitOpen(link, Duration.ofSeconds(1));
            report("SIGSTOP: breaker open", halted);
            assertThat(failedAtOnce(link)).isDone();
            Load.await("time passes", SOON, () -> System.nanoTime() - halted > time.toNanos());
            assertThat(link.trouble()).isNotNull();
            process.resume();
            long back = System.nanoTime();
            awaitClosed(link);
            report("SIGCONT after " + time + ": breaker closed", back);
            load.awaitAnswers(5_000, SOON);
            System.out.println("SIGSTOP, " + time + ": " + load);
            assertThat(load.slowestNanos.get()).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Test
    void forgottenScriptsAreLoadedOnceAndNobodyNotices() throws Exception {
        RedisProcess process = SERVERS.start("appendonly no");
        Duration patience = Duration.ofSeconds(10);
        try (RedisLink link = connect(RedisLink.builder().uri(process.uri()).timeLimit(patience))) {
            Load load = new Load(link, 10_000, 100);
            try (load) {
                load.awaitAnswers(10_000, SOON);
                for (int i = 0; i < 5; i++) {
                    process.scriptFlush();
                    load.awaitAnswers(5_000, SOON);
                }
            }
            System.out.println("SCRIPT FLUSH, 5 times: " + load + "; " + process.info("commandstats", "cmdstat_script")
                    + process.info("commandstats", "cmdstat_script|load"));
            assertThat(load.failed()).isZero();
            assertThat(get(link.send(RedisCall.get(Load.key(0))))).isNotNull();
            assertThat(sum(link, 100)).isEqualTo(load.sent.get());
            // 5 times SCRIPT FLUSH, and SCRIPT LOAD once before and once after each; a late NOSCRIPT may ask once more.
            assertThat(process.calls("script")).isBetween(11L, 5L + 2 * 6);
        }
    }

    @Test
    void comesBackAfterClientKill() throws Exception {
        RedisProcess process = SERVERS.start();
        try (RedisLink link = connect(RedisLink.builder().uri(process.uri()));
                Load load = new Load(link, 10_000, 100)) {
            load.awaitAnswers(5_000, SOON);
            process.killClients();
            long killed = System.nanoTime();
            load.awaitAnswers(5_000, Duration.ofSeconds(5));
            report("CLIENT KILL: 5,000 more answers", killed);
            System.out.println("CLIENT KILL: " + load);
        }
    }

    @Test
    void aFullRedisIsATypedFailure() throws Exception {
        RedisProcess process = SERVERS.start();
        try (RedisLink link = connect(RedisLink.builder().uri(process.uri()))) {
            get(link.send(Load.call(KEY)));
            process.maxMemory(1);
            assertThat(trouble(link.send(Load.call(KEY)))).isEqualTo(RedisTrouble.OUT_OF_MEMORY);
            assertThat(link.trouble()).isNull();
            process.maxMemory(0);
            assertThat(get(link.send(Load.call(KEY)))).isPositive();
        }
    }

    @Test
    void aReplicaIsATypedFailure() throws Exception {
        RedisProcess master = SERVERS.start();
        RedisProcess process = SERVERS.start();
        try (RedisLink link = connect(RedisLink.builder().uri(process.uri()))) {
            get(link.send(Load.call(KEY)));
            process.command("REPLICAOF", "127.0.0.1", Integer.toString(master.port()));
            assertThat(trouble(link.send(Load.call(KEY)))).isEqualTo(RedisTrouble.READ_ONLY);
            process.command("REPLICAOF", "NO", "ONE");
            awaitClosed(link);
            assertThat(get(link.send(Load.call(KEY)))).isPositive();
        }
    }

    // ---- who may

    @Test
    void wrongPasswordsAreSaidAndNeverShown() throws Exception {
        RedisProcess process = SERVERS.start("requirepass right-secret", "user tracker on >acl-secret ~* +@all");
        PrintStream err = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        StringWriter shown = new StringWriter();
        String host = "127.0.0.1:" + process.port();
        try {
            for (String login : List.of("tracker:wrong-secret@", ":wrong-secret@", "")) {
                try (RedisLink link = RedisLink.builder()
                        .uri("redis://" + login + host)
                        .build()
                        .start()) {
                    Load.await("it is refused", SOON, () -> trouble(failedAtOnce(link)) == RedisTrouble.REFUSED);
                    failedAtOnce(link)
                            .handle((value, failure) -> {
                                failure.printStackTrace(new PrintWriter(shown, true));
                                return value;
                            })
                            .get();
                    shown.append(link.toString());
                }
            }
            for (String login : List.of("tracker:acl-secret@", ":right-secret@")) {
                try (RedisLink link = connect(RedisLink.builder().uri("redis://" + login + host + "/3"))) {
                    get(link.send(Load.call(bytes("of " + login))));
                    process.killClients();
                    Load.await("it is back", SOON, () -> {
                        RedisCall<Long> call = link.send(Load.call(bytes("of " + login)));
                        call.handle((value, failure) -> null).get(1, TimeUnit.SECONDS);
                        return !call.isCompletedExceptionally();
                    });
                    shown.append(link.toString());
                }
            }
        } finally {
            System.setErr(err);
        }
        assertThat(process.info("keyspace", "db3")).startsWith("keys=2");
        assertThat(log.toString(StandardCharsets.UTF_8)).contains("refuses the credentials");
        assertThat(shown.toString()).contains("refuses the credentials");
        assertThat(shown + log.toString(StandardCharsets.UTF_8)).doesNotContain("-secret");
    }

    @Test
    void tlsTrustsWhomItIsTold() throws Exception {
        RedisTls tls = SERVERS.startTls();
        RedisURI uri = tls.uri();
        SslOptions trusting = SslOptions.builder()
                .trustManager(tls.files().certificate().toFile())
                .build();
        try (RedisLink link = connect(RedisLink.builder().uri(uri).sslOptions(trusting));
                Load load = new Load(link, 5_000, 10)) {
            load.awaitAnswers(5_000, SOON);
            assertThat(load.failedButInTime()).isZero();
        }
        try (RedisLink link = RedisLink.builder().uri(uri).build().start()) {
            Load.await(
                    "it was tried",
                    SOON,
                    () -> failedAtOnce(link)
                            .handle((value, failure) -> failure.getCause() != null)
                            .get());
            assertThat(trouble(failedAtOnce(link))).isEqualTo(RedisTrouble.DISCONNECTED);
        }
    }

    // ---- borrowed things

    @Test
    void whatIsBorrowedStaysOpen() throws Exception {
        RedisClient client = RedisClient.create(SERVERS.server().uri());
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
            try (RedisLink link = connect(RedisLink.builder().connection(connection))) {
                get(link.send(Load.call(KEY)));
            }
            assertThat(connection.sync().ping()).isEqualTo("PONG");
            try (RedisLink link = connect(RedisLink.builder().client(client))) {
                get(link.send(Load.call(KEY)));
            }
            assertThat(connection.sync().ping()).isEqualTo("PONG");
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    @Test
    void aBorrowedConnectionHasTimeLimitAndBreaker() throws Exception {
        RedisProcess process = SERVERS.start();
        RedisClient client = RedisClient.create(process.uri());
        try (StatefulRedisConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE);
                RedisLink link = connect(RedisLink.builder().connection(connection));
                Load load = new Load(link, 5_000, 10)) {
            load.awaitAnswers(1_000, SOON);
            process.pause();
            awaitOpen(link, Duration.ofSeconds(1));
            process.resume();
            awaitClosed(link);
            load.awaitAnswers(1_000, SOON);
        } finally {
            client.shutdown(0, 1, TimeUnit.SECONDS);
        }
    }

    // ---- Sentinel

    @Test
    void followsSentinelWhenTheMasterIsKilled() throws Exception {
        RedisSentinels all = SERVERS.sentinels(3);
        try (RedisLink link = connect(RedisLink.builder().uri(all.uri()));
                Load load = new Load(link, 5_000, 100)) {
            load.awaitAnswers(2_000, SOON);
            RedisProcess master = all.master();
            master.kill();
            all.awaitFailover(master);
            load.awaitAnswers(2_000, SOON);
            System.out.println("Sentinel, master killed: " + load);
            assertThat(load.slowestNanos.get()).isLessThan(TimeUnit.SECONDS.toNanos(1));
        }
    }

    @Test
    void followsSentinelWhenTheMasterHangs() throws Exception {
        RedisSentinels all = SERVERS.sentinels(1);
        RedisProcess master = all.master();
        try (RedisLink link = connect(RedisLink.builder().uri(all.uri()));
                Load load = new Load(link, 5_000, 100)) {
            load.awaitAnswers(2_000, SOON);
            master.pause();
            awaitOpen(link, Duration.ofSeconds(1));
            all.awaitFailover(master);
            load.awaitAnswers(2_000, SOON);
            System.out.println("Sentinel, master halted: " + load);
            master.resume();
        }
    }

    // ---- Cluster

    @Test
    void survivesTheFaultsOfACluster() throws Exception {
        RedisCluster cluster = SERVERS.cluster();
        try (RedisLink link = connect(RedisLink.builder().clusterUris(cluster.uris()))) {
            RedisProcess first = cluster.masterOf(Load.key(0));
            try (Load load = new Load(link, 5_000, 1_000)) {
                load.awaitAnswers(10_000, SOON);
                System.out.println("Cluster, no fault: " + load);
                assertThat(load.failedButInTime()).isZero();

                first.kill();
                long killed = System.nanoTime();
                awaitOpen(link, Duration.ofSeconds(1));
                load.awaitAnswers(3_000, Duration.ofSeconds(3));
                awaitAll(link, Duration.ofSeconds(15));
                report("Cluster, master killed: all slots served", killed);
                System.out.println("Cluster, master killed: " + load);
            }
            first.restart();
            cluster.awaitWhole();

            RedisProcess second = cluster.masterOf(Load.key(0));
            try (Load load = new Load(link, 5_000, 1_000)) {
                load.awaitAnswers(5_000, SOON);
                second.pause();
                long halted = System.nanoTime();
                awaitOpen(link, Duration.ofSeconds(1));
                awaitAll(link, Duration.ofSeconds(20));
                report("Cluster, master halted: all slots served", halted);
                System.out.println("Cluster, master halted: " + load);
                second.resume();
            }
            cluster.awaitWhole();

            try (Load load = new Load(link, 5_000, 1_000)) {
                load.awaitAnswers(5_000, SOON);
                cluster.failover(cluster.masterOf(Load.key(0)));
                awaitAll(link, SOON);
                load.awaitAnswers(5_000, SOON);
                System.out.println("Cluster, CLUSTER FAILOVER: " + load);
            }
            cluster.awaitWhole();

            RedisProcess source = cluster.masterOf(Load.key(0));
            RedisProcess target = cluster.nodes().stream()
                    .filter(node -> node != source && node.isMaster())
                    .findFirst()
                    .orElseThrow();
            try (Load load = new Load(link, 5_000, 1_000)) {
                load.awaitAnswers(5_000, SOON);
                int slot = Load.call(Load.key(0)).slot();
                cluster.beginMove(slot, target);
                load.awaitAnswers(5_000, SOON);
                cluster.moveSlot(slot, target);
                load.awaitAnswers(5_000, SOON);
                System.out.println("Cluster, slot moved: " + load);
                assertThat(load.failedButInTime()).isZero();
            }
            assertThat(cluster.masterOf(Load.key(0))).isSameAs(target);

            cluster.nodes().forEach(RedisProcess::scriptFlush);
            try (Load load = new Load(link, 5_000, 1_000)) {
                load.awaitAnswers(5_000, SOON);
                assertThat(load.failedButInTime()).isZero();
            }

            RedisClusterClient client = RedisClusterClient.create(cluster.uris());
            try (StatefulRedisClusterConnection<byte[], byte[]> connection = client.connect(ByteArrayCodec.INSTANCE)) {
                try (RedisLink borrowing = connect(RedisLink.builder().connection(connection))) {
                    get(borrowing.send(Load.call(KEY)));
                }
                try (RedisLink borrowing = connect(RedisLink.builder().client(client))) {
                    get(borrowing.send(Load.call(KEY)));
                }
                assertThat(connection.sync().ping()).isEqualTo("PONG");
            } finally {
                client.shutdown(0, 1, TimeUnit.SECONDS);
            }
        }
    }

    // ---- tools

    private static RedisLink connect(RedisLinkBuilder builder) throws Exception {
        RedisLink link = builder.build().start();
        link.connected().toCompletableFuture().get(10, TimeUnit.SECONDS);
        return link;
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(5, TimeUnit.SECONDS);
    }

    /** Sends a call that must fail on this thread. */
    private static RedisCall<Long> failedAtOnce(RedisLink link) {
        RedisCall<Long> call = link.send(Load.call(KEY));
        assertThat(call).isCompletedExceptionally();
        return call;
    }

    private static RedisTrouble trouble(CompletableFuture<?> future) throws Exception {
        try {
            future.get(5, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(StoreException.class);
            return ((RedisStoreException) e.getCause()).trouble();
        }
        throw new AssertionError("no failure");
    }

    private static void awaitOpen(RedisLink link, Duration limit) {
        Load.await("the breaker is open", limit, () -> link.trouble() != null);
    }

    private static void awaitClosed(RedisLink link) {
        Load.await("the breaker is closed", Duration.ofSeconds(5), () -> link.trouble() == null);
    }

    /** Waits until every key is served. */
    private static void awaitAll(RedisLink link, Duration limit) {
        Load.await("all slots are served", limit, () -> sum(link, 200) > 0);
    }

    /** Adds up the counters; 0 where not all can be read. */
    private static long sum(RedisLink link, int keys) {
        List<RedisCall<byte[]>> calls = java.util.stream.IntStream.range(0, keys)
                .mapToObj(number -> link.send(RedisCall.get(Load.key(number))))
                .toList();
        long sum = 0;
        for (RedisCall<byte[]> call : calls) {
            byte[] value = call.handle((read, failure) -> read).join();
            if (value == null) {
                return 0;
            }
            sum += Long.parseLong(new String(value, StandardCharsets.US_ASCII));
        }
        return sum;
    }

    private static void report(String what, long sinceNanos) {
        System.out.println(what + ": " + (System.nanoTime() - sinceNanos) / 1_000_000 + " ms");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
