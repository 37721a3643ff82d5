package io.github.tracker6.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.redis.testing.RedisServer;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.store.shared.SnapshotManifest;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Short words for what tests do with change logs. */
final class Logs {
    static final Duration SOON = Duration.ofSeconds(30);
    static final byte[] SETTINGS = bytes("settings");

    private static final AtomicInteger PREFIXES = new AtomicInteger();
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(15);

    private Logs() {}

    /** Returns a prefix for keys that no other test uses. */
    static String freshPrefix() {
        return "log" + ProcessHandle.current().pid() + "-" + PREFIXES.incrementAndGet() + ":";
    }

    static RedisChangeLog open(RedisServer server, String prefix) {
        return open(server.uri(), prefix);
    }

    static RedisChangeLog open(RedisURI uri, String prefix) {
        return new RedisChangeLog(new ServerApi(LettuceClient.create(SslOptions.create()), uri), new LogKeys(prefix));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the manifest of a snapshot with one chunk. */
    static SnapshotManifest manifest(long id, LogPosition position) {
        return new SnapshotManifest(id, position, 1, 5, 1_700_000_000_000L);
    }

    /** Takes the lease for node 7, writes a snapshot of one chunk, and founds the log with it. */
    static LogPosition found(ChangeLog log) {
        assertThat(get(log.lease(7, Duration.ofMinutes(1)))).isTrue();
        get(log.putChunk(1, 0, bytes("chunk")));
        LogPosition first = get(log.found(SETTINGS, manifest(1, LogPosition.START), 0, 7));
        assertThat(first).isNotNull();
        return first;
    }

    static LogPosition append(ChangeLog log, String text, LogPosition after) {
        return get(log.append(bytes(text), after));
    }

    /** Reads what is behind a position, as text; the founding entry is empty. */
    static List<String> texts(ChangeLog log, LogPosition after) {
        List<String> texts = new ArrayList<>();
        LogPosition at = after;
        while (true) {
            List<LogEntry> entries = get(log.read(at, Duration.ZERO));
            if (entries.isEmpty()) {
                return texts;
            }
            for (LogEntry entry : entries) {
                assertThat(entry.position()).isGreaterThan(at);
                at = entry.position();
                texts.add(new String(entry.bytes(), StandardCharsets.UTF_8));
            }
        }
    }

    static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(ANSWER_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof StoreException failure ? failure : new IllegalStateException(e);
        } catch (InterruptedException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns why a call fails; the stage itself must fail with it, and in one line. */
    static StoreException failure(CompletionStage<?> stage) {
        Throwable[] seen = new Throwable[1];
        stage.whenComplete((value, failure) -> seen[0] = failure);
        try {
            Object value = get(stage);
            throw new AssertionError("it did not fail: " + value);
        } catch (StoreException e) {
            assertThat(seen[0]).isSameAs(e);
            assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
            return e;
        }
    }

    /** Calls again until it succeeds, as a node does. */
    static <T extends @Nullable Object> T retry(Callable<CompletionStage<T>> call) {
        List<T> result = new ArrayList<>();
        await("the call succeeds", () -> {
            try {
                result.add(get(call.call()));
                return true;
            } catch (StoreException e) {
                return false;
            }
        });
        return result.get(0);
    }

    static void await(String what, Callable<Boolean> condition) {
        long deadline = System.nanoTime() + SOON.toNanos();
        try {
            while (!condition.call()) {
                assertThat(System.nanoTime()).as(what).isLessThan(deadline);
                LockSupport.parkNanos(5_000_000);
            }
        } catch (Exception e) {
            throw new IllegalStateException(what, e);
        }
    }
}
