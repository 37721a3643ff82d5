package io.github.tracker6.redis.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Groups of servers: a Cluster, and servers with Sentinel. */
@Tag("long")
@Timeout(120)
class ServerGroupsIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void aClusterFormsFailsOverAndRecovers() {
        RedisCluster cluster = SERVERS.cluster();
        byte[] key = {'k'};
        RedisProcess master = cluster.masterOf(key);
        assertThat(cluster.nodes().subList(0, RedisCluster.MASTERS)).contains(master);
        master.command("SET", "k", "v");

        RedisProcess replica = cluster.replicaOf(master);
        master.kill();
        Await.until("the replica serves", SOON.multipliedBy(2), () -> cluster.masterOf(key) == replica);
        assertThat(replica.command("GET", "k")).isEqualTo("v");
        master.restart();
        cluster.awaitWhole();

        assertThat(cluster.failover(replica)).isSameAs(master);
        Await.until("the old master serves", SOON, () -> cluster.masterOf(key) == master);
        cluster.awaitWhole();

        RedisProcess other = cluster.nodes().stream()
                .filter(node -> node != master && node.isMaster())
                .findFirst()
                .orElseThrow();
        int slot = io.lettuce.core.cluster.SlotHash.getSlot(key);
        cluster.moveSlot(slot, other);
        assertThat(cluster.masterOf(key)).isSameAs(other);
        assertThat(other.command("GET", "k")).isEqualTo("v");
        assertThatThrownBy(() -> master.command("GET", "k")).hasMessageContaining("MOVED");
    }

    @Test
    void threeSentinelsReplaceAKilledMaster() {
        RedisSentinels all = SERVERS.sentinels(3);
        failsOver(all);
    }

    @Test
    void oneSentinelReplacesAKilledMaster() {
        RedisSentinels all = SERVERS.sentinels(1);
        failsOver(all);
        assertThatThrownBy(() -> SERVERS.sentinels(2)).isInstanceOf(IllegalArgumentException.class);
    }

    private static void failsOver(RedisSentinels all) {
        RedisProcess first = all.master();
        assertThat(first).isSameAs(all.servers().get(0));
        RedisProcess second = all.servers().get(1);
        first.kill();
        all.awaitFailover(first);
        assertThat(all.master()).isSameAs(second);
        first.restart();
        // Sentinel may take the new master for dead for a moment and return to the old one.
        Await.until("one server replicates the other", SOON.multipliedBy(3), () -> {
            RedisProcess master = all.master();
            RedisProcess other = master == first ? second : first;
            return master.isMaster() && other.info("replication", "role").equals("slave");
        });
    }
}
