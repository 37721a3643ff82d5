package io.github.tracker6.redis;

import io.github.tracker6.redis.testing.RedisCluster;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.testkit.ChangeLogContract;
import io.lettuce.core.SslOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log in Redis keeps the contract, on a Cluster of three masters. */
class RedisLogClusterContractIT extends ChangeLogContract {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static @Nullable RedisCluster cluster;

    @Override
    protected Backend createBackend() {
        RedisCluster made = cluster == null ? SERVERS.cluster("appendonly no") : cluster;
        cluster = made;
        LogKeys keys = new LogKeys(Logs.freshPrefix());
        return new LogBackend(
                made.masterOf(keys.log()),
                keys,
                () -> new RedisChangeLog(
                        new ClusterApi(LettuceClient.create(SslOptions.create()), made.uris(), keys.log()), keys));
    }
}
