package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.PeerRole;
import io.github.tracker6.redis.testing.RedisCluster;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisSentinels;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.lettuce.core.RedisURI;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes answer every announce through every fault of Redis, and hold the same when it is over. */
@Timeout(180)
class StoreFaultsIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final int SWARMS = 20;
    private static final int HOSTS = 400;

    private final String prefix = Logs.freshPrefix();
    private List<RedisSwarmStore> nodes = List.of();

    @AfterEach
    void close() {
        nodes.forEach(RedisSwarmStore::close);
    }

    // ---- one server

    @Test
    void startsWhileRedisIsDown() {
        RedisProcess process = SERVERS.start();
        process.kill();
        nodes = List.of(node(process.uri()).build().start(), node(process.uri()).build().start());
        try (Announces announces = new Announces()) {
            announces.await(1_000);
            assertThat(nodes.get(0).health().isReady()).isFalse();
            process.restart();
            nodes.forEach(Nodes::awaitReady);
            announces.await(1_000);
            announces.endEqual();
        }
    }

    @Test
    void redisIsKilled() {
        RedisProcess process = SERVERS.start("appendfsync always");
        open(process.uri());
        try (Announces announces = new Announces()) {
            announces.await(1_000);
            process.kill();
            announces.awaitProblem("out of reach");
            announces.await(2_000);
            process.restart();
            nodes.forEach(Nodes::awaitReady);
            announces.endEqual();
        }
    }

    @Test
    void redisIsPaused() {
        RedisProcess process = SERVERS.start();
        open(process.uri());
        try (Announces announces = new Announces()) {
            announces.await(1_000);
            process.pause();
            announces.awaitProblem("does not answer in time");
            announces.await(2_000);
            process.resume();
            nodes.forEach(Nodes::awaitReady);
            announces.endEqual();
        }
    }

    @Test
    void redisIsFull() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(process.uri());
        try (Announces announces = new Announces()) {
            announces.await(1_000);
            process.maxMemory(1);
            announces.awaitProblem("OOM");
            announces.await(2_000);
            process.maxMemory(0);
            nodes.forEach(Nodes::awaitReady);
            announces.endEqual();
        }
    }

    @Test
    void redisBecomesAReplica() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(process.uri());
        try (Announces announces = new Announces()) {
            announces.await(1_000);
            process.command("REPLICAOF", "127.0.0.1", "1");
            announces.awaitProblem("READONLY");
            announces.await(1_000);
            process.command("REPLICAOF", "NO", "ONE");
            nodes.forEach(Nodes::awaitReady);
            announces.endEqual();
        }
    }

    @Test
    void redisForgetsAll() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(process.uri());
        try (Announces announces = new Announces()) {
            for (int i = 0; i < 3; i++) {
                announces.await(1_000);
                process.command("FLUSHALL");
            }
            announces.await(1_000);
            announces.endEqual();
        }
    }

    @Test
    void redisIsReplacedByAnEmptyOne() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(process.uri());
        try (Announces announces = new Announces()) {
            announces.await(1_000);
            process.restart();
            announces.await(1_000);
            announces.endEqual();
        }
    }

    @Test
    void connectionsAreCut() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(process.uri());
        try (Announces announces = new Announces()) {
            for (int i = 0; i < 5; i++) {
                announces.await(500);
                process.killClients();
            }
            announces.await(1_000);
            announces.endEqual();
        }
    }

    // ---- Sentinel and Cluster

    @Test
    void sentinelNamesAMasterThatLacksTheTail() {
        RedisSentinels all = SERVERS.sentinels(1);
        open(all.uri());
        RedisProcess master = all.master();
        RedisProcess replica = all.servers().get(1);
        try (Announces announces = new Announces()) {
            announces.await(1_000);
            replica.pause();
            master.command("CLIENT", "KILL", "TYPE", "replica");
            announces.await(500);
            master.kill();
            replica.resume();
            all.awaitFailover(master);
            nodes.forEach(Nodes::awaitReady);
            announces.await(500);
            announces.endEqual();
        }
    }

    @Test
    void theClusterFailsOver() {
        RedisCluster cluster = SERVERS.cluster();
        nodes = List.of(
                Nodes.ready(Nodes.builder(StoreOptions.defaults()).cluster(cluster.uris()).keyPrefix(prefix)),
                Nodes.ready(Nodes.builder(StoreOptions.defaults()).cluster(cluster.uris()).keyPrefix(prefix)));
        byte[] key = new LogKeys(prefix).log();
        try (Announces announces = new Announces()) {
            announces.await(1_000);
            cluster.failover(cluster.masterOf(key));
            announces.await(1_000);
            cluster.awaitWhole();
            RedisProcess master = cluster.masterOf(key);
            master.kill();
            Logs.await("the replica serves", () -> cluster.masterOf(key) != master);
            nodes.forEach(Nodes::awaitReady);
            announces.await(1_000);
            announces.endEqual();
        }
    }

    private RedisSwarmStoreBuilder node(RedisURI uri) {
        return Nodes.builder(StoreOptions.defaults()).uri(uri).keyPrefix(prefix);
    }

    private void open(RedisURI uri) {
        nodes = List.of(Nodes.ready(node(uri)), Nodes.ready(node(uri)));
    }

    /** Announces hosts to the nodes in turn, from a thread of its own; none may fail. */
    private final class Announces implements AutoCloseable {
        private final AtomicInteger sent = new AtomicInteger();
        private final Thread thread = new Thread(this::run, "announces");
        private final boolean[][] completed = new boolean[SWARMS][HOSTS];
        private volatile Throwable broken = new AssertionError("nothing is broken");
        private volatile boolean isBroken;
        private volatile boolean stopped;

        Announces() {
            thread.start();
        }

        private void run() {
            Random random = new Random(1);
            try {
                while (!stopped) {
                    int swarm = random.nextInt(SWARMS);
                    int host = random.nextInt(HOSTS);
                    // A host stays with its node, so that the order of its announces is the same for both.
                    RedisSwarmStore node = nodes.get(host % nodes.size());
                    boolean completes = host % 4 == 0 && random.nextInt(3) == 0;
                    completed[swarm][host] |= completes;
                    PeerUpdate update = Hosts.announce(
                                    Hosts.swarm(swarm),
                                    random.nextBoolean() ? AddressFamily.IPV6 : AddressFamily.IPV4,
                                    host,
                                    System.currentTimeMillis())
                            .role(completed[swarm][host] ? PeerRole.SEEDER : PeerRole.DOWNLOADER)
                            .completed(completes)
                            .stopped(host % 4 == 1 && random.nextInt(4) == 0)
                            .numWant(20);
                    AnnounceResponse response = Hosts.send(node, update);
                    assertThat(response.complete()).isNotNegative();
                    sent.incrementAndGet();
                    LockSupport.parkNanos(500_000);
                }
            } catch (RuntimeException | AssertionError e) {
                broken = e;
                isBroken = true;
            }
        }

        void await(int more) {
            int from = sent.get();
            Logs.await("announces go on", () -> isBroken || sent.get() - from >= more);
            assertThat(isBroken).as(broken.toString()).isFalse();
        }

        void awaitProblem(String words) {
            for (RedisSwarmStore node : nodes) {
                Logs.await("the problem is named: " + words, () -> node.health().why().orElse("").contains(words));
            }
        }

        /** Ends, and sees that the nodes hold the same and counted each download once. */
        void endEqual() {
            close();
            assertThat(isBroken).as(broken.toString()).isFalse();
            Logs.await("the nodes hold the same", () -> nodes.stream().allMatch(node -> node.health().isReady())
                    && nodes.stream().mapToLong(RedisSwarmStore::digest).distinct().count() == 1);
            long now = System.currentTimeMillis();
            for (int swarm = 0; swarm < SWARMS; swarm++) {
                int downloads = (int) IntStream.range(0, HOSTS).filter(at(completed[swarm])).count();
                for (RedisSwarmStore node : nodes) {
                    assertThat(Hosts.scrape(node, Hosts.swarm(swarm), now).downloaded(0))
                            .as("downloads of swarm %s", swarm)
                            .isEqualTo(downloads);
                }
            }
        }

        @Override
        public void close() {
            stopped = true;
            Logs.await("the announces end", () -> !thread.isAlive());
        }
    }

    private static IntPredicate at(boolean[] flags) {
        return index -> flags[index];
    }
}
