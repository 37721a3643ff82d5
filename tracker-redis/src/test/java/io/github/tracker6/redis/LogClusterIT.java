package io.github.tracker6.redis;

import static io.github.tracker6.redis.Logs.append;
import static io.github.tracker6.redis.Logs.bytes;
import static io.github.tracker6.redis.Logs.failure;
import static io.github.tracker6.redis.Logs.found;
import static io.github.tracker6.redis.Logs.get;
import static io.github.tracker6.redis.Logs.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.redis.testing.RedisCluster;
import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogPosition;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A log in a Cluster follows its slot. */
@Timeout(120)
class LogClusterIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final RedisCluster CLUSTER = SERVERS.cluster();

    private final String prefix = Logs.freshPrefix();
    private final LogKeys keys = new LogKeys(prefix);
    private RedisChangeLog log = open(CLUSTER.uris());

    private RedisChangeLog open(List<RedisURI> nodes) {
        LettuceClient client = LettuceClient.create(SslOptions.create());
        return new RedisChangeLog(new ClusterApi(client, nodes, keys.log()), keys);
    }

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void aFailoverWithoutLossShowsAndLosesNothing() {
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        CompletionStage<List<LogEntry>> waiting = log.read(a, Duration.ofSeconds(5));
        RedisProcess master = CLUSTER.masterOf(keys.log());
        Logs.await(
                "the reader waits",
                () -> master.info("clients", "blocked_clients").equals("1"));
        RedisProcess replica = CLUSTER.failover(master);

        assertThat(failure(waiting)).isNotNull();
        LogPosition b = Logs.retry(() -> log.append(bytes("b"), a));
        assertThat(b).isGreaterThan(a);
        assertThat(Logs.retry(() -> log.read(a, Duration.ZERO)))
                .singleElement()
                .satisfies(entry -> assertThat(entry.bytes()).isEqualTo(bytes("b")));
        assertThat(CLUSTER.masterOf(keys.log())).isSameAs(replica);
        CLUSTER.awaitWhole();
    }

    @Test
    void theDeathOfTheOnlyNodeThatTheUriNamesIsSurvived() {
        RedisProcess master = CLUSTER.masterOf(keys.log());
        log.close();
        log = open(List.of(master.uri()));
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        RedisProcess replica = CLUSTER.replicaOf(master);
        Logs.await(
                "the replica has it",
                () -> master.info("replication", "master_repl_offset")
                        .equals(replica.info("replication", "slave_repl_offset")));
        master.kill();
        try {
            assertThat(failure(log.append(bytes("b"), a))).isNotNull();
            Logs.retry(() -> log.append(bytes("b"), a));
            assertThat(Logs.retry(() -> log.look(a)).holdsPosition()).isTrue();
        } finally {
            master.restart();
            CLUSTER.awaitWhole();
        }
    }

    @Test
    void aSlotThatMovesIsFollowed() {
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        int slot = SlotHash.getSlot(keys.log());
        RedisProcess source = CLUSTER.masterOf(slot);
        RedisProcess target = CLUSTER.nodes().stream()
                .filter(node -> node != source && node.isMaster())
                .findFirst()
                .orElseThrow();
        CLUSTER.moveSlot(slot, target);
        assertThat(failure(log.append(bytes("b"), a)))
                .hasMessage("the slot of the log moved to another node of the Redis Cluster (MOVED, ASK, TRYAGAIN)");
        Logs.retry(() -> log.append(bytes("b"), a));
        assertThat(Logs.retry(() -> log.read(a, Duration.ZERO))).hasSize(1);
        assertThat(get(log.chunk(1, 0))).isEqualTo(bytes("chunk"));
        CLUSTER.moveSlot(slot, source);
    }

    @Test
    void anApplicationsClientStaysOpen() throws Exception {
        RedisClusterClient client = RedisClusterClient.create(CLUSTER.uris());
        try {
            LettuceClient borrowed = LettuceClient.borrow(client.getResources(), client.getOptions());
            try (RedisChangeLog other =
                    new RedisChangeLog(new ClusterApi(borrowed, CLUSTER.uris(), keys.log()), keys)) {
                LogPosition first = found(other);
                append(other, "a", first);
                assertThat(texts(log, first)).containsExactly("a");
            }
            assertThat(client.connect().sync().ping()).isEqualTo("PONG");
        } finally {
            client.shutdownAsync(0, 1, TimeUnit.SECONDS).get(5, TimeUnit.SECONDS);
        }
    }

    @Test
    void theAclRuleIsEnough() {
        List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", "tracker", "on", ">secret"));
        words.addAll(List.of(log.aclRule().split(" ", -1)));
        CLUSTER.nodes().forEach(node -> node.command(words.toArray(String[]::new)));
        String first =
                CLUSTER.uris().get(0).getHost() + ":" + CLUSTER.uris().get(0).getPort();
        RedisChangeLog limited = open(
                RedisStoreUri.parse("redis-cluster://tracker:secret@" + first).uris());
        try (limited) {
            append(limited, "a", found(limited));
        }
        CLUSTER.nodes().forEach(node -> node.command("ACL", "SETUSER", "tracker", "-exists"));
        try (RedisChangeLog refused = open(
                RedisStoreUri.parse("redis-cluster://tracker:secret@" + first).uris())) {
            assertThat(failure(refused.look(LogPosition.START))).hasMessageContaining("NOPERM");
        }
    }
}
