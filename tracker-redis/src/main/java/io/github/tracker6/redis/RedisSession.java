package io.github.tracker6.redis;

import io.github.tracker6.store.StoreException;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one server, from the handshake to its end. It ends as a whole, with all calls under way, when the
 * server closes it, does not answer in time, or says that the log is elsewhere; nothing is sent twice. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a call that fails ends the session, or is the caller's
final class RedisSession {
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final CompletableFuture<StoreException> ended = new CompletableFuture<>();

    RedisSession(StatefulRedisConnection<byte[], byte[]> connection) {
        this.connection = connection;
        connection.addListener(new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                end(RedisFailure.LOST.exception());
            }
        });
        if (!connection.isOpen()) {
            end(RedisFailure.LOST.exception());
        }
    }

    /** Completes when the session ends, with the reason. */
    CompletableFuture<StoreException> ended() {
        return ended;
    }

    /**
     * Sends a command. Does not wait.
     *
     * @param limit within which the answer must come; else the session ends
     * @return a string of bytes, a number as {@code Long}, a list of those, or null; fails with any exception
     */
    CompletableFuture<@Nullable Object> send(CommandType command, Duration limit, Object... words) {
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        for (Object word : words) {
            if (word instanceof byte[] bytes) {
                arguments.add(bytes);
            } else {
                arguments.add(word.toString());
            }
        }
        AsyncCommand<byte[], byte[], List<Object>> sent =
                new AsyncCommand<>(new Command<>(command, new Reply(), arguments));
        CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        sent.whenComplete((list, failure) -> {
            if (failure == null) {
                answer.complete(((Reply) sent.getOutput()).value());
            } else if (failure instanceof RedisCommandExecutionException) {
                answer.completeExceptionally(failure);
                RedisFailure meaning = RedisFailure.of(failure);
                if (meaning.endsConnection()) {
                    end(meaning.exception());
                }
            } else {
                end(RedisFailure.LOST.exception());
                answer.completeExceptionally(ended.join());
            }
        });
        answer.orTimeout(limit.toMillis(), TimeUnit.MILLISECONDS).whenComplete((value, failure) -> {
            if (failure instanceof TimeoutException) {
                end(RedisFailure.TIMEOUT.exception());
            }
        });
        try {
            connection.dispatch(sent);
        } catch (RuntimeException e) {
            sent.completeExceptionally(e);
        }
        return answer;
    }

    /** Closes the connection; calls under way fail. Does not wait. */
    void end(StoreException reason) {
        if (ended.complete(reason)) {
            connection.closeAsync();
        }
    }

    /** Notes why the connection ends; its client closes it. */
    void endWithClient(StoreException reason) {
        ended.complete(reason);
    }

    /** Any reply, in which a list of one value differs from the value. */
    private static final class Reply extends NestedMultiOutput<byte[], byte[]> {
        private boolean list;

        Reply() {
            super(ByteArrayCodec.INSTANCE);
        }

        @Override
        public void multi(int count) {
            list = true;
            super.multi(count);
        }

        @Nullable
        Object value() {
            List<Object> values = get();
            return list ? values : values.isEmpty() ? null : values.get(0);
        }
    }
}
