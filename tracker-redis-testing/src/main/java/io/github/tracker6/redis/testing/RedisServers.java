package io.github.tracker6.redis.testing;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Real Redis servers for a test class, ended after its last test; a program closes it instead. Thread-safe.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final RedisServers SERVERS = new RedisServers();
 * }</pre>
 *
 * <p>Nothing is started before it is asked for, and what cannot be had is an {@link IllegalStateException}: no test is
 * skipped for want of a server. The first use in a JVM prints which server it took.
 *
 * <p>Settings are lines of {@code redis.conf}; a later one beats an earlier one and the defaults, which are loopback
 * alone, no snapshots, {@code appendonly yes}. Logs are in {@code target/redis-testing}.
 */
public final class RedisServers implements AfterAllCallback, AutoCloseable {
    /** The environment variable with the URI of a Redis to use; its data may be lost. */
    public static final String URI_VARIABLE = "TRACKER6_TEST_REDIS";

    static final Path WORK = Path.of("target", "redis-testing").toAbsolutePath();

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private @Nullable RedisConsole console;
    private @Nullable RedisServer server;

    /** Starts nothing yet. */
    public RedisServers() {}

    /**
     * Returns a Redis, always the same: the one at the URI in {@value #URI_VARIABLE}; else one in Docker, where an engine
     * answers; else a {@code redis-server} or {@code valkey-server} on the {@code PATH}; else the one that {@code
     * embedded-redis} carries. Other tests, and other programs, may use it too: keep to keys of your own.
     */
    public synchronized RedisServer server() {
        if (server == null) {
            server = RedisSource.chosen().open(this);
        }
        return server;
    }

    /** Starts a server as a process of its own, from the {@code PATH} or {@code embedded-redis}. */
    public RedisProcess start(String... settings) {
        return start(RedisSource.binary(), settings);
    }

    synchronized RedisProcess start(RedisBinary binary, String... settings) {
        return keep(RedisProcess.start(binary, console(), directory("server"), false, List.of(settings)));
    }

    /**
     * Starts a server of each kind and version that this machine has: a {@code redis-server} and a {@code valkey-server} on
     * the {@code PATH}, and the one that {@code embedded-redis} carries, so one at least.
     */
    public List<RedisProcess> startAll(String... settings) {
        return RedisBinary.all(Optional.ofNullable(System.getenv("PATH")).orElse("")).stream()
                .map(binary -> start(binary, settings))
                .toList();
    }

    /** Starts a server that speaks TLS, with a certificate that signs itself, and asks clients for none. */
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

    /** Starts a Cluster of three masters with a replica each. */
    public synchronized RedisCluster cluster(String... settings) {
        return keep(RedisCluster.start(RedisSource.binary(), console(), directory("cluster"), List.of(settings)));
    }

    /**
     * Starts a master, a replica, and sentinels.
     *
     * @param sentinels how many sentinels: 1 or 3
     */
    public synchronized RedisSentinels sentinels(int sentinels, String... settings) {
        return keep(RedisSentinels.start(
                RedisSource.binary(), console(), directory("sentinels"), sentinels, List.of(settings)));
    }

    /** Ends everything that was started. Idempotent. */
    @Override
    public synchronized void close() {
        RuntimeException failure = null;
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                failure = failure == null ? new IllegalStateException("A server could not be ended", e) : failure;
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

    /** Closes it after the class that registered it, and not after each nested one, which inherits it. */
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
