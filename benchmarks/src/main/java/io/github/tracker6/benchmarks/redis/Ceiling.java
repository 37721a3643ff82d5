package io.github.tracker6.benchmarks.redis;

import io.github.tracker6.store.PeerUpdate;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The minimum that an announce could do in Redis: no store can be faster. */
final class Ceiling implements Contender {
    private final Connection connection;
    private final Kind kind;
    private final String digest;

    /** The command for an announce. */
    enum Kind {
        EVALSHA("return 1"),
        EVALSHA_SADD("return redis.call('SADD', KEYS[1], ARGV[1])"),
        SADD("return 0");

        private final String script;

        Kind(String script) {
            this.script = script;
        }
    }

    Ceiling(RedisURI uri, Kind kind) throws InterruptedException {
        this.connection = new Connection(uri);
        this.kind = kind;
        try {
            this.digest = connection
                    .async()
                    .scriptLoad(kind.script.getBytes(StandardCharsets.US_ASCII))
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Redis refuses the script", e);
        }
    }

    @Override
    public Sender newSender() {
        return this::send;
    }

    private CompletionStage<?> send(PeerUpdate update) {
        byte[] key = ByteBuffer.allocate(21)
                .put((byte) 'k')
                .put(Population.infoHash(update).toBytes())
                .array();
        byte[] member = member(update);
        RedisAsyncCommands<byte[], byte[]> async = connection.async();
        if (kind == Kind.SADD) {
            return async.sadd(key, member);
        }
        return async.<Long>evalsha(digest, ScriptOutputType.INTEGER, new byte[][] {key}, member);
    }

    private static byte[] member(PeerUpdate update) {
        return ByteBuffer.allocate(10)
                .putLong(update.addressHigh() ^ update.addressLow())
                .putShort((short) update.port())
                .array();
    }

    @Override
    public void close() {
        connection.close();
    }
}
