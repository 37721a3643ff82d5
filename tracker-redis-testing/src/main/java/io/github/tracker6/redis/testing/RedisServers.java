package io.github.tracker6.redis.testing;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Real Redis servers for a test class. They end after its last test. A program that is no test calls {@link #close()}.
 * Thread-safe.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RedisServers SERVERS = new RedisServers();
 * }</pre>
 *
 * <p>A server starts when it is first requested. If there is none, the method throws an {@link IllegalStateException}:
 * a missing server never skips a test. The first use in a JVM prints which server it uses.
 *
 * <p>Settings are lines of {@code redis.conf}. A later one overrides an earlier one and the defaults: listen on
 * loopback only, no snapshots, {@code appendonly yes}. Logs are in {@code target/redis-testing}.
 */
public final class RedisServers implements AfterAllCallback, AutoCloseable {
    /** The environment variable with the URI of a Redis to use. The tests may delete its data. */
    public static final String URI_VARIABLE = "TRACKER6_TEST_REDIS";

    static final Path WORK = Path.of("target", "redis-testing").toAbsolutePath();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable RedisConsole console;
    private @Nullable RedisServer server;

    /** Makes an object without servers. */
    public RedisServers() {}

    /**
     * Returns a server, always the same. It is the first of these that is available:
     *
     * <ol>
     *   <li>the server at the URI in {@value #URI_VARIABLE},
     *   <li>one in Docker,
     *   <li>a {@code redis-server} or {@code valkey-server} on the {@code PATH},
     *   <li>the one in {@code embedded-redis}.
     * </ol>
     *
     * <p>Other tests and programs may use the same server, so use only keys of your own.
     */
    public synchronized RedisServer server() {
        if (server == null) {
            server = RedisSource.ofThisJvm().open(this);
        }
        return server;
    }

    /** Starts a server as a process, from the {@code PATH} or from {@code embedded-redis}. */
    public RedisProcess start(String... settings) {
        return start(RedisSource.binary(), settings);
    }

    synchronized RedisProcess start(RedisBinary binary, String... settings) {
        return keep(RedisProcess.start(binary, console(), directory("server"), false, List.of(settings)));
    }

    /** Starts a server with TLS and a self-signed certificate. It asks clients for no certificate. */
    public synchronized RedisTls startTls(String... settings) {
        Path directory = directory("tls");
        TlsFiles files = TlsFiles.create(directory);
        int port = FreePorts.next();
        List<String> lines = new ArrayList<>(List.of(
                "tls-port " + port,
                "tls-cert-file \"" + files.certificate() + "\"",
                "tls-key-file \"" + files.key() + "\"",
                "tls-ca-cert-file \"" + files.certificate() + "\"",
                "tls-auth-clients no"));
        lines.addAll(List.of(settings));
        RedisProcess process =
                keep(RedisProcess.start(RedisSource.binary(), console(), directory.resolve("server"), false, lines));
        return new RedisTls(process, port, files);
    }

    /** Starts a Cluster of three masters with one replica each. */
    public synchronized RedisCluster cluster(String... settings) {
        return keep(RedisCluster.start(RedisSource.binary(), console(), directory("cluster"), List.of(settings)));
    }

    /**
     * Starts a master, a replica, and sentinels.
     *
     * @param sentinels the number of sentinels: 1 or 3
     */
    public synchronized RedisSentinels sentinels(int sentinels, String... settings) {
        return keep(RedisSentinels.start(
                RedisSource.binary(), console(), directory("sentinels"), sentinels, List.of(settings)));
    }

    /** Ends all servers that were started. Idempotent. */
    @Override
    public synchronized void close() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("A server could not be closed", e) : failure;
            }
        }
        server = null;
        if (console != null) {
            console.close();
            console = null;
        }
        if (failure != null) {
            throw failure;
        }
    }

    /** Closes this object after the class that registered it, not after each nested class, which inherits it. */
    @Override
    public void afterAll(ExtensionContext context) {
        if (!context.getRequiredTestClass().isAnnotationPresent(Nested.class)) {
            close();
        }
    }

    synchronized RedisConsole console() {
        if (console == null) {
            console = new RedisConsole();
        }
        return console;
    }

    synchronized <T extends AutoCloseable> T keep(T resource) {
        open.push(resource);
        return resource;
    }

    private static Path directory(String kind) {
        return WORK.resolve(ProcessHandle.current().pid() + "-" + NAMES.incrementAndGet() + "-" + kind);
    }
}
