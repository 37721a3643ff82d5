package io.github.tracker6.redis;

import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.InfoHash;
import io.github.tracker6.redis.testing.RedisCluster;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisSentinels;
import io.github.tracker6.redis.testing.RedisServers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes go on through every fault of Redis, and what they acknowledged is there afterwards. */
@Timeout(120)
class StoreFaultsIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final Duration SOON = Duration.ofSeconds(15);

    private static @Nullable RedisCluster cluster;

    private final List<RedisSwarmStore> nodes = new ArrayList<>();
    private final long now = System.currentTimeMillis();
    private String clusterPrefix = "";

    @AfterEach
    void close() {
        nodes.forEach(RedisSwarmStore::close);
    }

    // ---- one server

    @Test
    void startsWhileRedisIsDown() {
        RedisProcess process = SERVERS.start();
        process.kill();
        open(() -> Hosts.node(process));
        try (Clients clients = new Clients("Redis down at the start", nodes)) {
            clients.awaitFailures(100, SOON);
            process.restart();
            clients.awaitAnswers(1_000, SOON);
            clients.audit(true);
            assertThat(clients.failedButInTime()).isEqualTo(clients.failed(RedisTrouble.DISCONNECTED));
        }
    }

    @Test
    void survivesBeingHalted() {
        RedisProcess process = SERVERS.start();
        open(() -> Hosts.node(process));
        try (Clients clients = new Clients("SIGSTOP", nodes)) {
            clients.awaitAnswers(1_000, SOON);
            process.pause();
            clients.awaitFailures(500, SOON);
            process.resume();
            clients.awaitAnswers(1_000, SOON);
            clients.audit(true);
            assertThat(clients.failedButInTime()).isZero();
        }
    }

    /**
     * Redis has written what it answered, be it to the disk or to the kernel. With {@code everysec} it has not always: while
     * the disk is busy with the last second, it answers first and writes up to two seconds later.
     */
    @ParameterizedTest
    @ValueSource(strings = {"no", "always"})
    void whatWasAcknowledgedSurvivesACrash(String fsync) {
        RedisProcess process = SERVERS.start("appendfsync " + fsync);
        open(() -> Hosts.node(process));
        try (Clients clients = new Clients("kill -9, appendfsync " + fsync, nodes)) {
            clients.awaitAnswers(1_500, SOON);
            process.kill();
            clients.awaitFailures(100, SOON);
            process.restart();
            clients.awaitAnswers(1_000, SOON);
            clients.audit(true);
        }
    }

    @Test
    void nobodyNoticesForgottenScripts() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(() -> Hosts.node(process).timeLimit(Duration.ofSeconds(5)));
        try (Clients clients = new Clients("SCRIPT FLUSH, 5 times", nodes)) {
            for (int i = 0; i < 5; i++) {
                clients.awaitAnswers(300, SOON);
                process.scriptFlush();
            }
            clients.awaitAnswers(300, SOON);
            clients.audit(true);
            assertThat(clients.failed()).isZero();
        }
    }

    @Test
    void survivesCutConnections() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(() -> Hosts.node(process));
        try (Clients clients = new Clients("CLIENT KILL, 3 times", nodes)) {
            for (int i = 0; i < 3; i++) {
                clients.awaitAnswers(500, SOON);
                process.killClients();
            }
            clients.awaitAnswers(1_000, SOON);
            clients.audit(true);
            assertThat(clients.failedButInTime()).isEqualTo(clients.failed(RedisTrouble.DISCONNECTED));
        }
    }

    @Test
    void aFullRedisChangesNothingByHalves() {
        RedisProcess process = SERVERS.start("appendonly no");
        open(() -> Hosts.node(process));
        try (Clients clients = new Clients("maxmemory, noeviction, 3 times", nodes)) {
            for (int i = 0; i < 3; i++) {
                clients.awaitAnswers(500, SOON);
                process.maxMemory(1);
                clients.awaitFailures(300, SOON);
                process.maxMemory(0);
            }
            clients.awaitAnswers(500, SOON);
            clients.audit(true);
            assertThat(clients.failedButInTime()).isEqualTo(clients.failed(RedisTrouble.OUT_OF_MEMORY));
        }
    }

    // ---- Sentinel and Cluster

    @Test
    void followsSentinelToTheNewMaster() {
        RedisSentinels all = SERVERS.sentinels(1);
        open(() -> RedisSwarmStore.builder().uri(all.uri()).tags(Hosts.TAGS).totalsInterval(Duration.ZERO));
        try (Clients clients = new Clients("Sentinel, master killed", nodes)) {
            clients.awaitAnswers(1_500, SOON);
            clients.beginToForgive();
            RedisProcess master = all.master();
            master.kill();
            clients.awaitFailures(10, SOON);
            all.awaitFailover(master);
            clients.awaitAnswers(500, SOON);
            clients.endForgiving();
            clients.awaitAnswers(500, SOON);
            clients.audit(true);
        }
    }

    @Test
    void nobodyNoticesThatASlotMoves() {
        int slot = openOnCluster(Duration.ofSeconds(3));
        try (Clients clients = new Clients("Cluster, a slot moves 4 times", nodes)) {
            clients.awaitAnswers(2_000, SOON);
            for (int i = 0; i < 4; i++) {
                cluster().moveSlot(slot, otherMaster(slot));
                clients.awaitAnswers(500, SOON);
            }
            clients.audit(true);
            assertThat(clients.failedButInTime()).isZero();
        }
    }

    /** What is there is served; where something is missing, only both nodes together could tell that it does not exist. */
    @Test
    void aNewSwarmInASlotThatStaysHalfMovedIsATypedFailure() {
        int slot = openOnCluster(RedisLink.DEFAULT_TIME_LIMIT);
        InfoHash fresh = IntStream.range(1_000, 2_000)
                .mapToObj(Hosts::swarm)
                .filter(swarm -> slotOf(swarm) == slot)
                .findFirst()
                .orElseThrow();
        try (Clients clients = new Clients("Cluster, a slot stays half moved", nodes)) {
            clients.awaitAnswers(1_000, SOON);
            RedisProcess target = otherMaster(slot);
            cluster().beginMove(slot, target);
            for (RedisSwarmStore node : nodes) {
                assertThatThrownBy(() -> Hosts.send(node, Hosts.announce(fresh, IPV6, 1, now)))
                        .isInstanceOfSatisfying(
                                RedisStoreException.class,
                                failure -> assertThat(failure.trouble()).isEqualTo(RedisTrouble.MOVING));
            }
            clients.awaitAnswers(1_000, SOON);
            cluster().moveSlot(slot, target);
            clients.awaitAnswers(1_000, SOON);
            for (RedisSwarmStore node : nodes) {
                Hosts.send(node, Hosts.announce(fresh, IPV6, 1, now));
                // The audit knows nothing of this one.
                Hosts.send(node, Hosts.announce(fresh, IPV6, 1, now).stopped(true));
            }
            clients.audit(true);
            assertThat(clients.failedButInTime()).isZero();
        }
    }

    /** Replication is asynchronous, so what was acknowledged in the last moments may be lost; nothing else is. */
    @Test
    void survivesTheDeathOfAMaster() {
        int slot = openOnCluster(RedisLink.DEFAULT_TIME_LIMIT);
        RedisProcess master = cluster().masterOf(slot);
        try (Clients clients = new Clients("Cluster, master killed", nodes)) {
            clients.awaitAnswers(2_000, SOON);
            clients.beginToForgive();
            master.kill();
            clients.awaitFailures(10, SOON);
            Load.await(
                    "the replica serves",
                    Duration.ofSeconds(20),
                    () -> nodes.stream().allMatch(StoreFaultsIT::answers));
            clients.endForgiving();
            clients.awaitAnswers(1_000, SOON);
            clients.audit(true);
        } finally {
            master.restart();
            cluster().awaitWhole();
        }
    }

    /** Opens two nodes, and returns the slot of the largest swarm. */
    private int openOnCluster(Duration timeLimit) {
        String prefix = Hosts.freshPrefix();
        RedisCluster whole = cluster();
        open(() -> RedisSwarmStore.builder()
                .cluster(whole.uris())
                .timeLimit(timeLimit)
                .keyPrefix(prefix)
                .tags(Hosts.TAGS)
                .totalsInterval(Duration.ZERO));
        clusterPrefix = prefix;
        return slotOf(Clients.swarms().get(2));
    }

    private int slotOf(InfoHash swarm) {
        return RedisCall.get(new SwarmKeys(clusterPrefix, Hosts.TAGS).of(swarm.toBytes())[0])
                .slot();
    }

    private static RedisCluster cluster() {
        if (cluster == null) {
            cluster = SERVERS.cluster();
        }
        return cluster;
    }

    private static boolean answers(RedisSwarmStore node) {
        return Clients.swarms().stream().allMatch(swarm -> {
            try {
                return Hosts.scrape(node, swarm, System.currentTimeMillis()).known(0);
            } catch (RedisStoreException e) {
                return false;
            }
        });
    }

    private static RedisProcess otherMaster(int slot) {
        RedisProcess source = cluster().masterOf(slot);
        return cluster().nodes().stream()
                .filter(node -> node != source && node.isRunning() && node.isMaster())
                .findFirst()
                .orElseThrow();
    }

    /** Opens two nodes at once, each of which may wait for Redis. */
    private void open(Supplier<RedisSwarmStoreBuilder> builder) {
        CompletableFuture<RedisSwarmStore> other =
                CompletableFuture.supplyAsync(() -> builder.get().build());
        nodes.add(builder.get().build());
        nodes.add(Hosts.get(other));
    }
}
