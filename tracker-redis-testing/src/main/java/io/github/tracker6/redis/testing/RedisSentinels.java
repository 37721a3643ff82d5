package io.github.tracker6.redis.testing;

import io.lettuce.core.RedisURI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A master and a replica with one or three sentinels, which take a server for dead after 1 s. Thread-safe. */
public final class RedisSentinels implements AutoCloseable {
    /** The name of the master at the sentinels. */
    public static final String MASTER_ID = "tracker6";

    private static final Duration FORM_LIMIT = Duration.ofSeconds(30);

    /**
     * On a busy machine the timer of a sentinel may be 2 s late. Then the sentinel does nothing for 30 s (TILT mode).
     */
    private static final Duration FAILOVER_LIMIT = Duration.ofSeconds(60);

    private static final int LOG_LINES = 40;

    private final List<RedisProcess> servers;
    private final List<RedisProcess> sentinels;

    private RedisSentinels(List<RedisProcess> servers, List<RedisProcess> sentinels) {
        this.servers = List.copyOf(servers);
        this.sentinels = List.copyOf(sentinels);
    }

    static RedisSentinels start(
            RedisBinary binary, RedisConsole console, Path directory, int count, List<String> settings) {
        if (count != 1 && count != 3) {
            throw new IllegalArgumentException("count " + count + " is neither 1 nor 3");
        }
        List<RedisProcess> servers = new ArrayList<>();
        List<RedisProcess> sentinels = new ArrayList<>();
        RedisSentinels all = null;
        try {
            List<String> lines = new ArrayList<>(List.of("repl-diskless-sync yes", "repl-diskless-sync-delay 0"));
            lines.addAll(settings);
            RedisProcess master = RedisProcess.start(binary, console, directory.resolve("server0"), false, lines);
            servers.add(master);
            lines.add("replicaof 127.0.0.1 " + master.port());
            servers.add(RedisProcess.start(binary, console, directory.resolve("server1"), false, lines));
            Await.until(
                    "the master has its replica",
                    FORM_LIMIT,
                    () -> master.info("replication", "connected_slaves").equals("1"));
            for (int i = 0; i < count; i++) {
                sentinels.add(RedisProcess.start(
                        binary,
                        console,
                        directory.resolve("sentinel" + i),
                        true,
                        List.of(
                                "sentinel monitor " + MASTER_ID + " 127.0.0.1 " + master.port() + " " + (count / 2 + 1),
                                "sentinel down-after-milliseconds " + MASTER_ID + " 1000",
                                "sentinel failover-timeout " + MASTER_ID + " 3000",
                                "sentinel parallel-syncs " + MASTER_ID + " 1")));
            }
            all = new RedisSentinels(servers, sentinels);
            all.awaitWhole();
            return all;
        } catch (Throwable e) {
            sentinels.forEach(RedisProcess::close);
            servers.forEach(RedisProcess::close);
            throw e;
        }
    }

    /** Returns the URI for a client: the sentinels and the name of the master. */
    public RedisURI uri() {
        RedisURI.Builder builder = RedisURI.builder().withSentinelMasterId(MASTER_ID);
        sentinels.forEach(sentinel -> builder.withSentinel("127.0.0.1", sentinel.port()));
        return builder.build();
    }

    /** Returns the two servers. The first is the master at first. */
    public List<RedisProcess> servers() {
        return servers;
    }

    /** Returns the sentinels. */
    public List<RedisProcess> sentinels() {
        return sentinels;
    }

    /**
     * Returns the server that the sentinels name as the master.
     *
     * @throws IllegalStateException if they name none of {@link #servers()}
     */
    public RedisProcess master() {
        for (RedisProcess sentinel : sentinels) {
            if (sentinel.isRunning()) {
                Object address = sentinel.command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER_ID);
                for (RedisProcess server : servers) {
                    if (address instanceof List<?> words
                            && words.get(1).toString().equals(Integer.toString(server.port()))) {
                        return server;
                    }
                }
            }
        }
        throw new IllegalStateException("The sentinels name none of the servers");
    }

    /** Waits until the replica is in sync and each sentinel knows both servers and all sentinels. */
    public void awaitWhole() {
        for (RedisProcess sentinel : sentinels) {
            Await.until(sentinel + " sees replica and sentinels", FORM_LIMIT, () -> {
                List<?> fields = (List<?>) sentinel.command("SENTINEL", "MASTER", MASTER_ID);
                return field(fields, "num-slaves").equals("1")
                        && field(fields, "num-other-sentinels").equals(Integer.toString(sentinels.size() - 1))
                        && field(fields, "flags").equals("master");
            });
        }
    }

    /**
     * Waits until the sentinels name another master than this one, and it is a master.
     *
     * @throws IllegalStateException if this takes longer than a minute; the message contains the end of a sentinel's
     *     log
     */
    public void awaitFailover(RedisProcess from) {
        try {
            Await.until("another master than " + from, FAILOVER_LIMIT, () -> {
                RedisProcess now = master();
                return now != from && now.isMaster();
            });
        } catch (IllegalStateException e) {
            throw new IllegalStateException(
                    e.getMessage() + "\n" + sentinels.get(0).logTail(LOG_LINES), e);
        }
    }

    @Override
    public void close() {
        sentinels.forEach(RedisProcess::close);
        servers.forEach(RedisProcess::close);
    }

    private static String field(List<?> fields, String name) {
        int at = fields.indexOf(name);
        return at < 0 ? "" : fields.get(at + 1).toString();
    }
}
