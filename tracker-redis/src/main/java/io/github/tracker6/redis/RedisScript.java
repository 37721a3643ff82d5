package io.github.tracker6.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.ByteArrayOutput;
import io.lettuce.core.output.CommandOutput;
import io.lettuce.core.output.IntegerOutput;
import io.lettuce.core.output.NestedMultiOutput;
import io.lettuce.core.output.ValueListOutput;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Lua script, known to Redis by its hash. Immutable.
 *
 * @param <T> what it replies
 */
final class RedisScript<T extends @Nullable Object> {
    private final String name;
    private final byte[] source;
    private final byte[] digest;
    private final Supplier<CommandOutput<byte[], byte[], T>> output;

    private RedisScript(String name, String source, Supplier<CommandOutput<byte[], byte[], T>> output) {
        this.name = name;
        this.source = source.getBytes(StandardCharsets.UTF_8);
        this.digest = sha1(this.source).getBytes(StandardCharsets.US_ASCII);
        this.output = output;
    }

    /** A script that replies one string of bytes, or nothing. */
    static RedisScript<byte @Nullable []> bytes(String name, String source) {
        return new RedisScript<>(name, source, () -> new ByteArrayOutput<>(ByteArrayCodec.INSTANCE));
    }

    /** A script that replies a list of strings of bytes. */
    static RedisScript<List<byte @Nullable []>> strings(String name, String source) {
        return new RedisScript<>(name, source, () -> new ValueListOutput<>(ByteArrayCodec.INSTANCE));
    }

    /** A script that replies a number. */
    static RedisScript<Long> number(String name, String source) {
        return new RedisScript<>(name, source, () -> new IntegerOutput<>(ByteArrayCodec.INSTANCE));
    }

    /** A script that replies a list: {@code byte[]}, {@code Long}, {@code null} or lists of those. */
    static RedisScript<List<Object>> list(String name, String source) {
        return new RedisScript<>(name, source, () -> new NestedMultiOutput<>(ByteArrayCodec.INSTANCE));
    }

    /** Returns what people call it. */
    String name() {
        return name;
    }

    /** Returns the Lua text, UTF-8; not to be changed. */
    byte[] source() {
        return source;
    }

    /** Returns the SHA-1 of the source, 40 hex digits; not to be changed. */
    byte[] digest() {
        return digest;
    }

    CommandOutput<byte[], byte[], T> newOutput() {
        return output.get();
    }

    @Override
    public String toString() {
        return name;
    }

    private static String sha1(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        }
    }
}
