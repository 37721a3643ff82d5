package io.github.tracker6.redis;

import io.github.tracker6.internal.RequiredLibrary;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Lettuce's client, created when it is first needed. Its connections do not connect again by themselves, so that a lost one
 * shows, and nothing is sent twice. Thread-safe.
 */
final class LettuceClient {
    private static final RequiredLibrary LETTUCE =
            new RequiredLibrary("tracker-redis", "Lettuce", "6.6", RedisClient.class);

    /** How long connecting, and each step of the handshake, may take. */
    private static final Duration STEP_LIMIT = Duration.ofSeconds(2);

    /** How often a connection is tried whose failure has lost its cause. */
    private static final int ATTEMPTS = 5;

    private final ClientOptions options;
    private final @Nullable ClientResources borrowed;
    private @Nullable ClientResources own;
    private @Nullable RedisClient client;
    private boolean closed;

    private LettuceClient(ClientOptions options, @Nullable ClientResources borrowed) {
        ClientOptions.Builder ours = options.mutate()
                .autoReconnect(false)
                // Where Lettuce has to wait for a password, it may give out a connection just before it can send.
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.ACCEPT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                // Each call has a time limit of its own.
                .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build());
        if (LETTUCE.has("io.lettuce.core.MaintNotificationsConfig")) { // Lettuce 7
            ours.maintNotificationsConfig(MaintNotificationsConfig.disabled());
        }
        this.options = ours.build();
        this.borrowed = borrowed;
    }

    /**
     * Checks that Lettuce is new enough.
     *
     * @throws IllegalStateException if it is not; the message names version and jar
     */
    static void checkVersion() {
        LETTUCE.require("io.lettuce.core.RedisCredentialsProvider", "io.lettuce.core.protocol.ProtocolVersion");
    }

    /** Makes a client with threads of their own. */
    static LettuceClient create(SslOptions ssl) {
        return new LettuceClient(
                ClientOptions.builder()
                        .socketOptions(SocketOptions.builder()
                                .connectTimeout(STEP_LIMIT)
                                .keepAlive(true)
                                .tcpNoDelay(true)
                                .build())
                        .sslOptions(ssl)
                        .build(),
                null);
    }

    /** Makes a client with the threads and options of an application's own, which stays open. */
    static LettuceClient borrow(ClientResources resources, ClientOptions options) {
        return new LettuceClient(options, resources);
    }

    /** Returns a copy whose handshake ends within the time limit. */
    static RedisURI limited(RedisURI uri) {
        RedisURI.Builder copy = RedisURI.builder(uri).withTimeout(STEP_LIMIT);
        if (uri.getSentinelMasterId() != null) {
            copy.withSentinelMasterId(uri.getSentinelMasterId());
            uri.getSentinels().forEach(sentinel -> copy.withSentinel(limited(sentinel)));
        }
        return copy.build();
    }

    /** Opens a connection. Does not wait. */
    CompletionStage<RedisSession> open(RedisURI uri) {
        return open(uri, ATTEMPTS);
    }

    /**
     * Where the server refuses the handshake before Lettuce looks for its result, Lettuce fails with an {@link
     * IllegalStateException} in place of the answer ("NOAUTH"). The next attempt shows the answer.
     */
    private CompletionStage<RedisSession> open(RedisURI uri, int attempts) {
        try {
            return client().connectAsync(ByteArrayCodec.INSTANCE, uri)
                    .toCompletableFuture()
                    .thenApply(RedisSession::new)
                    .exceptionallyCompose(failure -> attempts > 1 && hasLostItsCause(failure)
                            ? open(uri, attempts - 1)
                            : CompletableFuture.failedStage(failure));
        } catch (IncompatibleClassChangeError | NoClassDefFoundError e) {
            return CompletableFuture.failedStage(LETTUCE.failure(e));
        } catch (RuntimeException e) {
            return CompletableFuture.failedStage(e);
        }
    }

    private static boolean hasLostItsCause(Throwable failure) {
        return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
                .limit(10)
                .anyMatch(IllegalStateException.class::isInstance);
    }

    /** Closes the client and its connections. Does not wait. Idempotent. */
    @SuppressWarnings("FutureReturnValueIgnored") // nothing follows
    synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        RedisClient known = client;
        ClientResources made = own;
        if (known != null) {
            known.shutdownAsync(0, 1, TimeUnit.SECONDS).whenComplete((unused, failure) -> {
                if (made != null) {
                    made.shutdown(0, 1, TimeUnit.SECONDS);
                }
            });
        }
    }

    private synchronized RedisClient client() {
        RedisClient known = client;
        if (known == null) {
            known = RedisClient.create(resources());
            known.setOptions(options);
            client = known;
        }
        return known;
    }

    private ClientResources resources() {
        if (closed) {
            throw RedisFailure.CLOSED.exception();
        }
        if (borrowed != null) {
            return borrowed;
        }
        ClientResources known = own;
        if (known == null) {
            known = ClientResources.builder()
                    .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                    .build();
            own = known;
        }
        return known;
    }
}
