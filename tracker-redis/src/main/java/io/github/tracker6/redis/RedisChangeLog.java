package io.github.tracker6.redis;

import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogLostException;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.store.shared.LogView;
import io.github.tracker6.store.shared.SnapshotManifest;
import io.lettuce.core.protocol.CommandType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A change log in Redis: a stream with one entry per batch, a hash with the manifest, a string per chunk. It has two
 * connections: one reads and waits, one does everything else. Stages complete on a thread of Lettuce's, which must not
 * wait, or on the caller's.
 *
 * <p>The entry that an append names is looked for once per connection, in one step with the first append over it: Redis
 * loses entries by a failover or a restart, which end connections. It is looked for once more after a founding entry was
 * read, since a log that was flushed is founded over connections that stay.
 */
@SuppressWarnings("FutureReturnValueIgnored") // failures reach the caller by the stages that it gets
final class RedisChangeLog implements ChangeLog {
    private static final Duration TIME_LIMIT = Duration.ofSeconds(3);
    private static final String ACL_COMMANDS =
            "+eval +time +xadd +xread +xrange +xtrim +xinfo|stream +get +set +del +exists"
                    + " +hget +hmget +hset +hdel +unlink +persist +pexpire";
    private static final Duration READ_TIME_LIMIT = Duration.ofSeconds(2);
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final int MAX_SETTINGS_BYTES = 1_024;
    private static final int MAX_READ_BYTES = 8 << 20;
    private static final int CHUNK_LIFE_SECONDS = 3_600;
    /** Entries that one command trims; it takes Redis up to 1 ms. */
    private static final int TRIM_LIMIT = 1_000;
    /** Chunks that one command deletes. */
    private static final int DROP_LIMIT = 20;

    private static final int FIRST_READ_COUNT = 16;
    private static final int MAX_READ_COUNT = 1_000;
    private static final int TARGET_READ_BYTES = 2 << 20;
    private static final String FIELD = "b";

    private final RedisApi api;
    private final LogKeys keys;
    private final LogConnection writer;
    private final LogConnection reader;
    // The connection over which the entry that the caller named was found in the log.
    private volatile @Nullable RedisSession compared;
    private volatile int readCount = FIRST_READ_COUNT;
    private @Nullable StoreException lossToShow;

    /** Makes a log; connects to nothing. */
    RedisChangeLog(RedisApi api, LogKeys keys) {
        this.api = api;
        this.keys = keys;
        this.reader = new LogConnection(api, this::lost);
        this.writer = new LogConnection(api, reason -> {
            lost(reason);
            reader.end(reason);
        });
    }

    /** Returns what a user must be allowed to do, as arguments of {@code ACL SETUSER}. */
    String aclRule() {
        return "~" + keys.pattern() + " " + ACL_COMMANDS + api.aclCommands();
    }

    // ---- the log

    @Override
    public CompletionStage<LogView> look(LogPosition position) {
        return script(
                LogScripts.LOOK, List.of(keys.log(), keys.head(), keys.settings()), RedisChangeLog::view, position);
    }

    @Override
    public CompletionStage<LogPosition> append(byte[] bytes, LogPosition after) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("an entry needs a byte");
        }
        requireSize(bytes, MAX_ENTRY_BYTES);
        return call(
                writer,
                session -> session == compared
                        ? session.send(CommandType.XADD, TIME_LIMIT, keys.log(), "NOMKSTREAM", "*", FIELD, bytes)
                        : compareAndAppend(session, bytes, after),
                RedisChangeLog::appended);
    }

    private CompletableFuture<@Nullable Object> compareAndAppend(
            RedisSession session, byte[] bytes, LogPosition after) {
        return eval(session, LogScripts.APPEND, List.of(keys.log(), keys.head()), bytes, after)
                .thenApply(id -> {
                    if (id != null) {
                        compared = session;
                    }
                    return id;
                });
    }

    private static LogPosition appended(@Nullable Object id) {
        if (id == null) {
            throw new LogLostException("the log in Redis is gone, or lost entries that it held before");
        }
        return position(id);
    }

    @Override
    public CompletionStage<List<LogEntry>> read(LogPosition after, Duration maxWait) {
        if (maxWait.isNegative() || maxWait.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("maxWait " + maxWait + " is outside 0 to 5 s");
        }
        StoreException loss = takeLoss();
        if (loss != null) {
            return CompletableFuture.failedFuture(loss);
        }
        int count = readCount;
        List<Object> words = new ArrayList<>(List.of("COUNT", count));
        if (!maxWait.isZero()) {
            // To Redis, 0 is for ever.
            words.addAll(List.of("BLOCK", Math.max(1, maxWait.toMillis())));
        }
        words.addAll(List.of("STREAMS", keys.log(), after));
        CompletionStage<List<LogEntry>> read = call(
                reader,
                session -> session.send(CommandType.XREAD, maxWait.plus(READ_TIME_LIMIT), words.toArray()),
                reply -> entries(reply, count));
        read.whenComplete((entries, failure) -> {
            if (failure != null) {
                takeLoss();
                readCount = Math.max(1, count / 4);
            }
        });
        return read;
    }

    private List<LogEntry> entries(@Nullable Object reply, int count) {
        List<LogEntry> entries = new ArrayList<>();
        List<Object> streams = list(reply);
        List<Object> items =
                streams.isEmpty() ? List.of() : list(list(streams.get(0)).get(1));
        long bytes = 0;
        for (Object item : items) {
            List<Object> idAndFields = list(item);
            byte[] value = bytes(list(idAndFields.get(1)).get(1));
            bytes += value.length;
            if (bytes > MAX_READ_BYTES && !entries.isEmpty()) {
                break;
            }
            if (value.length == 0) {
                // Another log than the one that the next append goes to, perhaps.
                compared = null;
            }
            entries.add(new LogEntry(position(idAndFields.get(0)), value));
        }
        if (items.size() == count) {
            long wanted = TARGET_READ_BYTES / Math.max(1, bytes / count);
            readCount = (int) Math.max(1, Math.min(wanted, Math.min(2L * count, MAX_READ_COUNT)));
        }
        return entries;
    }

    @Override
    @SuppressWarnings("NullAway") // sees no annotations of type arguments in the interface's class file
    public CompletionStage<@Nullable Void> trim(LogPosition first) {
        return this.<@Nullable Void>call(
                writer, session -> trimOn(session, first).thenApply(deleted -> null), unused -> null);
    }

    /** Trims whole blocks, some at a time, and then the entries in the block where the first entry to keep is. */
    private CompletableFuture<@Nullable Object> trimOn(RedisSession session, LogPosition first) {
        return session.send(CommandType.XTRIM, TIME_LIMIT, keys.log(), "MINID", "~", first, "LIMIT", TRIM_LIMIT)
                .thenCompose(deleted -> Long.valueOf(0).equals(deleted)
                        ? session.send(CommandType.XTRIM, TIME_LIMIT, keys.log(), "MINID", first)
                        : trimOn(session, first));
    }

    // ---- what stands beside it

    @Override
    public CompletionStage<Boolean> lease(long holder, Duration time) {
        return script(LogScripts.LEASE, List.of(keys.lease()), RedisChangeLog::isOne, holder, time.toMillis());
    }

    @Override
    @SuppressWarnings("NullAway") // sees no annotations of type arguments in the interface's class file
    public CompletionStage<@Nullable LogPosition> found(
            byte[] settings, SnapshotManifest manifest, long replacedId, long holder) {
        requireSize(settings, MAX_SETTINGS_BYTES);
        return this.<@Nullable LogPosition>script(
                LogScripts.FOUND,
                List.of(keys.log(), keys.head(), keys.lease(), keys.chunks(), keys.settings()),
                id -> id == null ? null : position(id),
                words(holder, manifest, replacedId, settings));
    }

    @Override
    public CompletionStage<Boolean> putManifest(SnapshotManifest manifest, long holder) {
        return script(
                LogScripts.MANIFEST,
                List.of(keys.log(), keys.head(), keys.lease(), keys.chunks()),
                RedisChangeLog::isOne,
                words(holder, manifest));
    }

    @Override
    public CompletionStage<byte[]> putSettings(byte[] settings) {
        requireSize(settings, MAX_SETTINGS_BYTES);
        return call(
                writer,
                session -> session.send(CommandType.SET, TIME_LIMIT, keys.settings(), settings, "NX")
                        .thenCompose(unused -> session.send(CommandType.GET, TIME_LIMIT, keys.settings())),
                RedisChangeLog::bytes);
    }

    @Override
    @SuppressWarnings("NullAway") // sees no annotations of type arguments in the interface's class file
    public CompletionStage<@Nullable Void> putChunk(long snapshotId, int index, byte[] bytes) {
        requireSize(bytes, MAX_ENTRY_BYTES);
        return this.<@Nullable Void>call(
                writer,
                session -> session.send(
                        CommandType.SET, TIME_LIMIT, keys.chunk(snapshotId, index), bytes, "EX", CHUNK_LIFE_SECONDS),
                unused -> null);
    }

    @Override
    @SuppressWarnings("NullAway") // sees no annotations of type arguments in the interface's class file
    public CompletionStage<byte @Nullable []> chunk(long snapshotId, int index) {
        return this.<byte @Nullable []>call(
                writer, session -> session.send(CommandType.GET, TIME_LIMIT, keys.chunk(snapshotId, index)), reply ->
                        (byte[]) reply);
    }

    @Override
    @SuppressWarnings("NullAway") // sees no annotations of type arguments in the interface's class file
    public CompletionStage<@Nullable Void> dropSnapshot(long snapshotId) {
        return this.<@Nullable Void>call(
                writer,
                session -> eval(session, LogScripts.DROP, List.of(keys.head()), snapshotId)
                        .thenCompose(unused -> dropChunks(session, snapshotId, 0)),
                unused -> null);
    }

    /** Deletes some chunks at a time: to free one takes Redis up to 0.2 ms. */
    private CompletableFuture<@Nullable Object> dropChunks(RedisSession session, long snapshotId, int from) {
        Object[] some = IntStream.range(from, from + DROP_LIMIT)
                .mapToObj(index -> keys.chunk(snapshotId, index))
                .toArray();
        return session.send(CommandType.UNLINK, TIME_LIMIT, some)
                .thenCompose(deleted -> Long.valueOf(0).equals(deleted)
                        ? CompletableFuture.completedFuture(null)
                        : dropChunks(session, snapshotId, from + DROP_LIMIT));
    }

    // ---- connections

    @Override
    public void reconnect() {
        StoreException reason = RedisFailure.LOST.exception();
        writer.end(reason);
        reader.end(reason);
    }

    @Override
    public void close() {
        writer.close();
        reader.close();
        api.close();
    }

    private synchronized void lost(StoreException reason) {
        lossToShow = reason;
    }

    private synchronized @Nullable StoreException takeLoss() {
        StoreException loss = lossToShow;
        lossToShow = null;
        return loss;
    }

    // ---- calls

    private <T extends @Nullable Object> CompletionStage<T> script(
            byte[] text, List<byte[]> scriptKeys, Function<@Nullable Object, T> parse, Object... words) {
        return call(writer, session -> eval(session, text, scriptKeys, words), parse);
    }

    private static CompletableFuture<@Nullable Object> eval(
            RedisSession session, byte[] text, List<byte[]> scriptKeys, Object... words) {
        return session.send(
                CommandType.EVAL,
                TIME_LIMIT,
                Stream.of(Stream.of(text, scriptKeys.size()), scriptKeys.stream(), Stream.of(words))
                        .flatMap(part -> part)
                        .toArray());
    }

    private <T extends @Nullable Object> CompletionStage<T> call(
            LogConnection line,
            Function<RedisSession, CompletableFuture<@Nullable Object>> send,
            Function<@Nullable Object, T> parse) {
        CompletableFuture<T> result = new CompletableFuture<>();
        line.session().thenCompose(send).thenApply(parse).whenComplete((value, failure) -> {
            if (failure == null) {
                result.complete(value);
            } else {
                result.completeExceptionally(RedisFailure.exception(failure, aclRule()));
            }
        });
        return result;
    }

    // ---- words and replies

    private static Object[] words(long holder, SnapshotManifest manifest, Object... more) {
        return Stream.concat(
                        Stream.of(
                                holder,
                                manifest.snapshotId(),
                                manifest.position(),
                                manifest.chunks(),
                                manifest.bytes(),
                                manifest.takenMillis()),
                        Stream.of(more))
                .toArray();
    }

    private static LogView view(@Nullable Object reply) {
        List<Object> fields = list(reply);
        long nowMillis = number(fields.get(0)) * 1_000 + number(fields.get(1)) / 1_000;
        Object last = fields.get(3);
        List<Object> head = list(fields.get(6));
        SnapshotManifest manifest = head.get(0) == null
                ? null
                : new SnapshotManifest(
                        number(head.get(0)),
                        position(head.get(1)),
                        (int) number(head.get(2)),
                        number(head.get(3)),
                        number(head.get(4)));
        return new LogView(
                nowMillis,
                last != null,
                isOne(fields.get(4)),
                last == null ? LogPosition.START : position(last),
                (byte[]) fields.get(2),
                manifest,
                isOne(fields.get(5)));
    }

    private static boolean isOne(@Nullable Object reply) {
        return Long.valueOf(1).equals(reply);
    }

    private static LogPosition position(@Nullable Object id) {
        String[] halves = text(id).split("-", 2);
        return new LogPosition(Long.parseLong(halves[0]), Long.parseLong(halves[1]));
    }

    private static long number(@Nullable Object text) {
        return Long.parseLong(text(text));
    }

    private static String text(@Nullable Object bytes) {
        return new String(bytes(bytes), StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(@Nullable Object reply) {
        if (reply instanceof byte[] bytes) {
            return bytes;
        }
        throw new StoreException("Redis gave an answer of another shape", null);
    }

    @SuppressWarnings("unchecked")
    private static List<Object> list(@Nullable Object reply) {
        if (reply instanceof List<?> list) {
            return (List<Object>) list;
        }
        throw new StoreException("Redis gave an answer of another shape", null);
    }

    private static void requireSize(byte[] bytes, int most) {
        if (bytes.length > most) {
            throw new IllegalArgumentException(bytes.length + " bytes are more than " + most);
        }
    }
}
