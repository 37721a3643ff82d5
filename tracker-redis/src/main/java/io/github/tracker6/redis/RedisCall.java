package io.github.tracker6.redis;

import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.ValueListOutput;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request to Redis, and the future of its reply: sent once, by {@link RedisLink#send}. It completes on the thread
 * that sends it, on an event loop of Lettuce's, or on the link's own thread; with a {@link RedisStoreException} where it
 * fails. Keys and arguments are not copied: leave them alone until it is complete.
 *
 * @param <T> the reply
 */
final class RedisCall<T extends @Nullable Object> extends CompletableFuture<T> {
    private static final byte[] MILLIS = {'P', 'X'};

    private final ProtocolKeyword type;
    private final Supplier<CommandOutput<byte[], byte[], T>> output;
    private final @Nullable RedisScript<T> script;
    private final byte[][] keys;
    private final byte[][] values;

    // Written when it is sent, before anybody else sees it.
    @Nullable
    CircuitBreaker breaker;

    long mark;
    // From when on its time counts: since it was made, unless the sender says otherwise.
    long sinceNanos = System.nanoTime();
    long deadlineNanos;
    volatile @Nullable AsyncCommand<byte[], byte[], T> command;
    volatile boolean reloaded;

    private RedisCall(
            ProtocolKeyword type,
            Supplier<CommandOutput<byte[], byte[], T>> output,
            @Nullable RedisScript<T> script,
            byte[][] keys,
            byte[]... values) {
        if (keys.length == 0) {
            throw new IllegalArgumentException("a call needs a key: it says which node to ask");
        }
        this.type = type;
        this.output = output;
        this.script = script;
        this.keys = keys;
        this.values = values;
    }

    /** Runs a script by its hash; loads it where Redis does not know it. All keys must be of one slot. */
    static <T extends @Nullable Object> RedisCall<T> eval(RedisScript<T> script, byte[][] keys, byte[]... values) {
        return new RedisCall<>(CommandType.EVALSHA, script::newOutput, script, keys, values);
    }

    /** Reads a string; null where there is none. */
    static RedisCall<byte @Nullable []> get(byte[] key) {
        return new RedisCall<>(
                CommandType.GET, () -> new ByteArrayOutput<>(ByteArrayCodec.INSTANCE), null, new byte[][] {key});
    }

    /** Reads a string, and lets it expire after a time; null where there is none. */
    static RedisCall<byte @Nullable []> getex(byte[] key, long millis) {
        return new RedisCall<>(
                CommandType.GETEX,
                () -> new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
                null,
                new byte[][] {key},
                MILLIS,
                number(millis));
    }

    /** Reads some bytes of a string, the last one included; fewer where it is shorter. */
    static RedisCall<byte[]> getrange(byte[] key, int from, int last) {
        return new RedisCall<>(
                CommandType.GETRANGE,
                () -> new ByteArrayOutput<>(ByteArrayCodec.INSTANCE),
                null,
                new byte[][] {key},
                number(from),
                number(last));
    }

    /** Writes a number as Redis wants it. */
    static byte[] number(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }

    /** Reads fields of a hash, in their order; null for each that is not there. */
    static RedisCall<List<byte[]>> hmget(byte[] key, byte[]... fields) {
        return new RedisCall<>(
                CommandType.HMGET,
                () -> new ValueListOutput<>(ByteArrayCodec.INSTANCE),
                null,
                new byte[][] {key},
                fields);
    }

    /** Sends any other command: its keys, then its values. */
    static <T extends @Nullable Object> RedisCall<T> of(
            ProtocolKeyword type, Supplier<CommandOutput<byte[], byte[], T>> output, byte[] key, byte[]... values) {
        return new RedisCall<>(type, output, null, new byte[][] {key}, values);
    }

    /** Returns its slot in a Cluster, 0 to 16,383. */
    int slot() {
        return SlotHash.getSlot(keys[0]);
    }

    @Nullable
    RedisScript<T> script() {
        return script;
    }

    /** Makes the command to send, the script by its hash. */
    AsyncCommand<byte[], byte[], T> newCommand() {
        return newCommand(type, script == null ? null : script.digest());
    }

    /** Makes the command to send, the script in full. */
    AsyncCommand<byte[], byte[], T> newCommandWithSource(RedisScript<T> full) {
        return newCommand(CommandType.EVAL, full.source());
    }

    private AsyncCommand<byte[], byte[], T> newCommand(ProtocolKeyword word, byte @Nullable [] text) {
        CommandArgs<byte[], byte[]> arguments = new CommandArgs<>(ByteArrayCodec.INSTANCE);
        if (text != null) {
            arguments.add(text).add(keys.length);
        }
        for (byte[] key : keys) {
            arguments.addKey(key);
        }
        for (byte[] value : values) {
            arguments.addValue(value);
        }
        return new AsyncCommand<>(new Command<>(word, output.get(), arguments));
    }
}
