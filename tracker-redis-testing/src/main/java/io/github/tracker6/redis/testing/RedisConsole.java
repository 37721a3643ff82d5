package io.github.tracker6.redis.testing;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.ProtocolKeyword;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Sends single commands, each over a new connection, as {@code redis-cli} does. Thread-safe. */
final class RedisConsole implements AutoCloseable {
    static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    private static final int ATTEMPTS = 5;

    private final ClientResources resources = DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .build();
    private final RedisClient client = RedisClient.create(resources);

    RedisConsole() {
        client.setOptions(ClientOptions.builder()
                .autoReconnect(false)
                // Where Lettuce has to wait for a password, it may give out a connection just before it can send.
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.ACCEPT_COMMANDS)
                .protocolVersion(ProtocolVersion.RESP2)
                .build());
    }

    /** Sends a command and returns its reply: a string (empty for nil), a number, or a list of these. */
    Object run(RedisURI uri, String... words) {
        RedisURI limited = RedisURI.builder(uri).withTimeout(TIME_LIMIT).build();
        try (StatefulRedisConnection<String, String> connection = connect(limited)) {
            CommandArgs<String, String> arguments = new CommandArgs<>(StringCodec.UTF8);
            for (int i = 1; i < words.length; i++) {
                arguments.add(words[i]);
            }
            Reply reply = new Reply();
            connection.sync().dispatch(new CommandName(words[0]), reply, arguments);
            return reply.value();
        }
    }

    /**
     * Connects. Where the server refuses the handshake before Lettuce looks for its result, Lettuce fails with an {@link
     * IllegalStateException} in place of the answer ("NOAUTH"). The next attempt shows the answer.
     */
    private StatefulRedisConnection<String, String> connect(RedisURI uri) {
        for (int attempt = 1; ; attempt++) {
            try {
                return client.connect(uri);
            } catch (RedisConnectionException e) {
                if (!(e.getCause() instanceof IllegalStateException) || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void close() {
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    /** The name of a command. */
    private record CommandName(String word) implements ProtocolKeyword {
        @Override
        public byte[] getBytes() {
            return word.getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** A reply that distinguishes a value from a list of one value. */
    private static final class Reply extends NestedMultiOutput<String, String> {
        private boolean list;

        Reply() {
            super(StringCodec.UTF8);
        }

        @Override
        public void multi(int count) {
            list = true;
            super.multi(count);
        }

        Object value() {
            List<Object> values = get();
            if (list) {
                return values;
            }
            return values.isEmpty() ? "" : Objects.requireNonNullElse(values.get(0), "");
        }
    }
}
