package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.redis.testing.BlackHole;
import io.github.tracker6.redis.testing.RedisCluster;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisSentinels;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.StoreOptions;
import io.lettuce.core.RedisURI;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Two nodes answer every announce through every fault of Redis, and hold the same when it is over. */
@Tag("long")
@Timeout(180)
class StoreFaultsIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

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
        nodes = List.of(
                node(process.uri()).build().start(), node(process.uri()).build().start());
        try (Announces announces = Announces.ofOneFamilyEachTo(nodes)) {
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
        try (Announces announces = Announces.to(nodes)) {
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
        try (Announces announces = Announces.to(nodes)) {
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
    void packetsToRedisVanish() {
        RedisProcess process = SERVERS.start("appendonly no");
        try (BlackHole between = new BlackHole(process.port())) {
            open(RedisURI.create("127.0.0.1", between.port()));
            try (Announces announces = Announces.to(nodes)) {
                announces.await(1_000);
                between.swallow();
                announces.awaitProblem("does not answer in time");
                announces.await(2_000);
                between.open();
                nodes.forEach(Nodes::awaitReady);
                announces.endEqual();
            }
        }
    }

    @Test
    void redisIsFull() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(process.uri());
        try (Announces announces = Announces.to(nodes)) {
            announces.await(1_000);
            process.maxMemory(1);
            announces.awaitProblem("OOM");
            announces.await(2_000);
            process.maxMemory(0);
            nodes.forEach(Nodes::awaitReady);
            announces.endEqual();
        }
        // The snapshot was dropped. The nodes write another one before they end.
        long digest = nodes.get(0).digest();
        nodes.forEach(RedisSwarmStore::close);
        open(process.uri());
        assertThat(nodes).allSatisfy(node -> assertThat(node.digest()).isEqualTo(digest));
    }

    @Test
    void redisBecomesAReplica() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(process.uri());
        try (Announces announces = Announces.to(nodes)) {
            announces.await(1_000);
            process.command("REPLICAOF", "127.0.0.1", "1");
            announces.awaitProblem("READONLY");
            announces.awaitUnready(2_000);
            process.command("REPLICAOF", "NO", "ONE");
            nodes.forEach(Nodes::awaitReady);
            announces.endEqual();
        }
    }

    @Test
    void redisForgetsAll() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(process.uri());
        try (Announces announces = Announces.to(nodes)) {
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
        try (Announces announces = Announces.to(nodes)) {
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
        try (Announces announces = Announces.to(nodes)) {
            for (int i = 0; i < 5; i++) {
                announces.await(500);
                process.killClients();
            }
            announces.await(1_000);
            announces.endEqual();
        }
    }

    @Test
    void allNodesAndRedisAreStartedAgain() {
        RedisProcess process = SERVERS.start("appendfsync always");
        open(process.uri());
        try (Announces announces = Announces.to(nodes)) {
            announces.await(2_000);
            announces.endEqual();
            long digest = nodes.get(0).digest();
            nodes.forEach(RedisSwarmStore::close);
            process.restart();
            open(process.uri());
            assertThat(nodes).allSatisfy(node -> assertThat(node.digest()).isEqualTo(digest));
        }
    }

    // ---- Sentinel and Cluster

    @Test
    void sentinelNamesAMasterThatLacksTheTail() {
        RedisSentinels all = SERVERS.sentinels(1);
        open(all.uri());
        RedisProcess master = all.master();
        RedisProcess replica = all.servers().get(1);
        try (Announces announces = Announces.to(nodes)) {
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
                Nodes.ready(Nodes.builder(StoreOptions.defaults())
                        .cluster(cluster.uris())
                        .keyPrefix(prefix)),
                Nodes.ready(Nodes.builder(StoreOptions.defaults())
                        .cluster(cluster.uris())
                        .keyPrefix(prefix)));
        byte[] key = new LogKeys(prefix).log();
        try (Announces announces = Announces.to(nodes)) {
            announces.await(1_000);
            cluster.failover(cluster.masterOf(key));
            announces.await(1_000);
            cluster.awaitWhole();
            RedisProcess master = cluster.masterOf(key);
            master.kill();
            Logs.await("the replica serves", () -> isServed(cluster, key));
            nodes.forEach(Nodes::awaitReady);
            announces.await(1_000);
            announces.endEqual();
        }
    }

    private static boolean isServed(RedisCluster cluster, byte[] key) {
        try {
            return cluster.masterOf(key).isRunning();
        } catch (IllegalStateException e) {
            return false;
        }
    }

    private RedisSwarmStoreBuilder node(RedisURI uri) {
        return Nodes.builder(StoreOptions.defaults()).uri(uri).keyPrefix(prefix);
    }

    private void open(RedisURI uri) {
        nodes = List.of(Nodes.ready(node(uri)), Nodes.ready(node(uri)));
    }
}
