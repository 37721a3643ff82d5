package io.github.tracker6.redis;

import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.memory.MemorySwarmStoreBuilder;
import io.github.tracker6.store.shared.SharedSwarmStore;
import io.github.tracker6.store.shared.SharedSwarmStoreBuilder;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link RedisSwarmStore}. The address of Redis is required, once. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class RedisSwarmStoreBuilder {
    /** The default of {@link #keyPrefix}. */
    public static final String DEFAULT_KEY_PREFIX = "t6:";

    private static final int MAX_PREFIX_LENGTH = 64;

    private final SharedSwarmStoreBuilder shared = SharedSwarmStore.builder();
    private List<RedisURI> uris = List.of();
    private boolean cluster;
    private @Nullable Path caFile;
    private @Nullable AbstractRedisClient client;
    private @Nullable SslOptions ssl;
    private String keyPrefix = DEFAULT_KEY_PREFIX;

    RedisSwarmStoreBuilder() {
        LettuceClient.checkVersion();
    }

    /**
     * Sets the address of Redis, in one text; {@code rediss} instead of {@code redis} is TLS:
     *
     * <pre>
     * redis://user:password@host:port/database
     * redis-sentinel://user:password@host:port,host:port/database#master
     * redis-cluster://user:password@host:port,host:port
     * </pre>
     *
     * <p>User and password are optional and percent-encoded, IPv6 addresses are in brackets, and a missing port is 6379,
     * for a sentinel 26379. Options follow a question mark, before {@code #master}, joined by {@code &}:
     *
     * <ul>
     *   <li>{@code password-file=PATH}: the file with the password, read for each connection
     *   <li>{@code password-env=NAME}: the environment variable with the password
     *   <li>{@code ca-file=PATH}: the certificates that TLS trusts, as PEM; default those of the JDK
     * </ul>
     *
     * @throws IllegalArgumentException if it is none of these; the message does not repeat it, for it may hold a password
     */
    public RedisSwarmStoreBuilder uri(String uri) {
        RedisStoreUri parsed = RedisStoreUri.parse(uri);
        address(parsed.uris(), parsed.isCluster());
        caFile = parsed.caFile();
        return this;
    }

    /** Sets the address of a server, or of the sentinels that know it; copied. */
    public RedisSwarmStoreBuilder uri(RedisURI uri) {
        address(List.of(uri), false);
        return this;
    }

    /**
     * Sets the addresses of nodes of a Cluster, of which one must answer; copied.
     *
     * @param nodes one or more, with database 0
     */
    public RedisSwarmStoreBuilder cluster(List<RedisURI> nodes) {
        if (nodes.isEmpty()) {
            throw new IllegalArgumentException("nodes is empty");
        }
        if (nodes.stream().anyMatch(node -> node.getDatabase() != 0)) {
            throw new IllegalArgumentException("a Redis Cluster has database 0 only");
        }
        address(nodes, true);
        return this;
    }

    /**
     * Uses the threads and the options of an application's client, of a server or of a Cluster. The client stays open, its
     * options stay as they are, and its own address is not used: set that with the other methods. Default: threads and
     * options of the store's own.
     */
    public RedisSwarmStoreBuilder client(AbstractRedisClient client) {
        this.client = Objects.requireNonNull(client, "client");
        return this;
    }

    /**
     * Sets what TLS trusts, and a client certificate. Default: the certificates of the JDK. A {@code ca-file} in the address
     * and an application's client are instead of this.
     */
    public RedisSwarmStoreBuilder sslOptions(SslOptions ssl) {
        this.ssl = Objects.requireNonNull(ssl, "ssl");
        return this;
    }

    /**
     * Sets the prefix of all keys, which begin with it in braces, so that a Cluster keeps them on one node. Several sets of
     * trackers share one Redis with a prefix each.
     *
     * @param keyPrefix 1 to 64 characters without braces; default {@link #DEFAULT_KEY_PREFIX}
     */
    public RedisSwarmStoreBuilder keyPrefix(String keyPrefix) {
        if (keyPrefix.isEmpty()
                || keyPrefix.length() > MAX_PREFIX_LENGTH
                || keyPrefix.contains("{")
                || keyPrefix.contains("}")) {
            throw new IllegalArgumentException("keyPrefix needs 1 to " + MAX_PREFIX_LENGTH + " characters, no braces");
        }
        this.keyPrefix = keyPrefix;
        return this;
    }

    /**
     * Sets the options of the table in memory: caps, and how long an endpoint lives. Kept, and not to be changed afterwards.
     *
     * @see SharedSwarmStoreBuilder#table
     */
    public RedisSwarmStoreBuilder table(MemorySwarmStoreBuilder table) {
        shared.table(table);
        return this;
    }

    /** Sets options of sharing, such as how often a snapshot is written; called at once. */
    public RedisSwarmStoreBuilder sharing(Consumer<SharedSwarmStoreBuilder> options) {
        options.accept(shared);
        return this;
    }

    /**
     * Makes the store; connects to nothing, see {@link RedisSwarmStore#start}.
     *
     * @throws IllegalStateException if the address of Redis was not set
     */
    public RedisSwarmStore build() {
        return new RedisSwarmStore(shared.build(log()));
    }

    RedisChangeLog log() {
        if (uris.isEmpty()) {
            throw new IllegalStateException("the address of Redis was not set");
        }
        LettuceClient lettuce = client == null
                ? LettuceClient.create(trust())
                : LettuceClient.borrow(client.getResources(), client.getOptions());
        LogKeys keys = new LogKeys(keyPrefix);
        return new RedisChangeLog(
                cluster ? new ClusterApi(lettuce, uris, keys.log()) : new ServerApi(lettuce, uris.get(0)), keys);
    }

    private SslOptions trust() {
        Path file = caFile;
        if (file != null) {
            return SslOptions.builder()
                    .trustManager((SslOptions.Resource) () -> {
                        try {
                            return Files.newInputStream(file);
                        } catch (IOException e) {
                            throw new StoreException("the ca-file of the Redis URI cannot be read: " + e, e);
                        }
                    })
                    .build();
        }
        return ssl == null ? SslOptions.create() : ssl;
    }

    private void address(List<RedisURI> addresses, boolean ofCluster) {
        if (!uris.isEmpty()) {
            throw new IllegalStateException("the address of Redis was set before");
        }
        uris = addresses.stream().map(LettuceClient::limited).toList();
        cluster = ofCluster;
    }
}
