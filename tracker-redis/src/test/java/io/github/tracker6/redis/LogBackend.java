package io.github.tracker6.redis;

import io.github.tracker6.redis.testing.RedisServer;
import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.testkit.ChangeLogContract;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A log of a prefix of its own on a Redis of ours, whose connections can be cut. */
final class LogBackend implements ChangeLogContract.Backend {
    private final RedisServer server;
    private final LogKeys keys;
    private final Supplier<RedisChangeLog> connector;
    private final List<RedisChangeLog> open = new ArrayList<>();

    /**
     * Makes a backend.
     *
     * @param server the server that holds the log
     */
    LogBackend(RedisServer server, LogKeys keys, Supplier<RedisChangeLog> connector) {
        this.server = server;
        this.keys = keys;
        this.connector = connector;
    }

    @Override
    public ChangeLog connect() {
        RedisChangeLog log = connector.get();
        open.add(log);
        return log;
    }

    @Override
    public void loseTail(int entries) {
        String log = new String(keys.log(), StandardCharsets.UTF_8);
        List<?> last = (List<?>) server.command("XREVRANGE", log, "+", "-", "COUNT", Integer.toString(entries));
        for (Object entry : last) {
            server.command("XDEL", log, ((List<?>) entry).get(0).toString());
        }
        breakConnections();
    }

    @Override
    public void breakConnections() {
        server.killClients();
        for (RedisChangeLog log : open) {
            Logs.retry(() -> log.look(LogPosition.START));
        }
    }

    @Override
    public void forget() {
        for (Object key : (List<?>) server.command("KEYS", keys.pattern())) {
            server.command("DEL", key.toString());
        }
    }

    @Override
    public void close() {
        forget();
    }
}
