package io.github.tracker6.redis;

import io.github.tracker6.redis.testing.RedisProcess;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.testkit.ChangeLogContract;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The log in Redis keeps the contract, on one server. */
class RedisLogContractIT extends ChangeLogContract {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static @Nullable RedisProcess process;

    @Override
    protected Backend createBackend() {
        RedisProcess server = process == null ? SERVERS.start("appendonly no") : process;
        process = server;
        String prefix = Logs.freshPrefix();
        return new LogBackend(server, new LogKeys(prefix), () -> Logs.open(server, prefix));
    }
}
