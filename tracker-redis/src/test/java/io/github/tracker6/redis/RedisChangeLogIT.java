package io.github.tracker6.redis;

import static io.github.tracker6.redis.Logs.SETTINGS;
import static io.github.tracker6.redis.Logs.append;
import static io.github.tracker6.redis.Logs.bytes;
import static io.github.tracker6.redis.Logs.failure;
import static io.github.tracker6.redis.Logs.found;
import static io.github.tracker6.redis.Logs.get;
import static io.github.tracker6.redis.Logs.manifest;
import static io.github.tracker6.redis.Logs.texts;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.github.tracker6.redis.testing.RedisServer;
import io.github.tracker6.redis.testing.RedisServers;
import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogLostException;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.store.shared.LogView;
import io.github.tracker6.store.shared.SnapshotManifest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Redis keeps for a log, and for how long. */
@Timeout(60)
class RedisChangeLogIT {
    @RegisterExtension
    static final RedisServers SERVERS = new RedisServers();

    private static final Duration LEASE = Duration.ofMinutes(1);

    private final String prefix = Logs.freshPrefix();
    private final RedisServer redis = SERVERS.server();
    private final List<RedisChangeLog> open = new ArrayList<>();
    private final RedisChangeLog log = open();

    private RedisChangeLog open() {
        RedisChangeLog made = Logs.open(redis, prefix);
        open.add(made);
        return made;
    }

    @AfterEach
    void close() {
        open.forEach(RedisChangeLog::close);
    }

    // ---- entries

    @Test
    void entriesAreReadInTheirOrderFromAnyPosition() {
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        LogPosition b = append(log, "b", a);
        append(open(), "c", b);

        assertThat(texts(log, LogPosition.START)).containsExactly("", "a", "b", "c");
        assertThat(texts(open(), a)).containsExactly("b", "c");
    }

    @Test
    void appendCreatesNoLog() {
        assertThat(failure(log.append(bytes("x"), LogPosition.START))).isInstanceOf(LogLostException.class);
        LogPosition first = found(log);
        append(log, "a", first);
        redis.command("DEL", key("log"));
        assertThat(failure(log.append(bytes("x"), first))).isInstanceOf(LogLostException.class);
        assertThat(redis.command("EXISTS", key("log"))).isEqualTo(0L);
    }

    @Test
    void bytesOfAnyKindAndSizeAreKept() {
        LogPosition first = found(log);
        byte[] large = new byte[ChangeLog.MAX_ENTRY_BYTES];
        for (int i = 0; i < large.length; i++) {
            large[i] = (byte) (i * 31);
        }
        LogPosition one = get(log.append(new byte[] {0}, first));
        get(log.append(large, one));

        List<LogEntry> entries = get(log.read(first, Duration.ZERO));
        assertThat(entries.get(0).bytes()).isEqualTo(new byte[] {0});
        assertThat(entries.get(1).bytes()).isEqualTo(large);
        assertThatIllegalArgumentException().isThrownBy(() -> log.append(new byte[0], first));
        assertThatIllegalArgumentException().isThrownBy(() -> log.append(new byte[large.length + 1], first));
    }

    @Test
    void readsAreOfBoundedSizeAndMissNothing() {
        LogPosition first = found(log);
        LogPosition last = first;
        for (int i = 0; i < 400; i++) {
            last = append(log, "small " + i, last);
        }
        byte[] large = new byte[ChangeLog.MAX_ENTRY_BYTES];
        for (int i = 0; i < 20; i++) {
            last = get(log.append(large, last));
        }
        int entries = 0;
        LogPosition at = first;
        while (at.compareTo(last) < 0) {
            List<LogEntry> some = get(log.read(at, Duration.ZERO));
            assertThat(some.stream().mapToLong(entry -> entry.bytes().length).sum())
                    .isLessThanOrEqualTo(8 << 20);
            entries += some.size();
            at = some.get(some.size() - 1).position();
        }
        assertThat(entries).isEqualTo(420);
    }

    @Test
    void readWaitsForAnEntryAndNoLongerThanItIsTold() {
        LogPosition first = found(log);
        CompletionStage<List<LogEntry>> waiting = log.read(first, Duration.ofSeconds(5));
        Logs.await(
                "the reader waits",
                () -> !redis.info("clients", "blocked_clients").equals("0"));
        append(open(), "late", first);
        assertThat(get(waiting))
                .singleElement()
                .satisfies(entry -> assertThat(entry.bytes()).isEqualTo(bytes("late")));

        LogPosition last = get(log.look(first)).last();
        long start = System.nanoTime();
        assertThat(get(log.read(last, Duration.ofMillis(200)))).isEmpty();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(190));
        assertThat(get(log.read(last, Duration.ZERO))).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> log.read(last, Duration.ofSeconds(6)));
    }

    @Test
    void aLogThatDoesNotExistHasNoEntries() {
        assertThat(get(log.read(LogPosition.START, Duration.ofMillis(50)))).isEmpty();
    }

    @Test
    void trimKeepsTheFirstThatItIsToldAndAllBehindIt() {
        LogPosition first = found(log);
        List<LogPosition> positions = new ArrayList<>();
        LogPosition last = first;
        String padding = "x".repeat(500);
        for (int i = 0; i < 3_000; i++) {
            last = append(log, i + padding, last);
            positions.add(last);
        }
        get(log.trim(positions.get(2_900)));

        long length = (Long) redis.command("XLEN", key("log"));
        assertThat(length).isEqualTo(100);
        assertThat(texts(log, positions.get(2_899))).hasSize(100).first().isEqualTo(2_900 + padding);
        assertThat(get(log.look(first)).holdsPosition()).isFalse();
        assertThat(get(log.look(last)).holdsPosition()).isTrue();
    }

    @Test
    void whatWasTrimmedIsNotLost() {
        LogPosition first = found(log);
        get(log.look(first));
        LogPosition a = append(log, "a", first);
        for (int i = 0; i < 300; i++) {
            append(log, "x".repeat(500), a);
        }
        get(log.trim(get(log.look(a)).last()));
        assertThat(get(log.look(a)).holdsPosition()).isFalse();

        log.reconnect();
        assertThat(get(log.append(bytes("on"), a))).isGreaterThan(a);
    }

    @Test
    void whatTheLogLostIsLostOverANewConnection() {
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        LogPosition b = append(log, "b", a);
        assertThat(redis.command("XDEL", key("log"), b.toString())).isEqualTo(1L);

        log.reconnect();
        assertThat(failure(log.append(bytes("c"), b))).isInstanceOf(LogLostException.class);
        assertThat(get(log.look(b)).holdsPosition()).isFalse();
        assertThat(get(log.append(bytes("c"), a))).isGreaterThan(b);
    }

    @Test
    void anotherLogInThePlaceOfTheOldOneIsALoss() {
        LogPosition a = append(log, "a", found(log));
        RedisChangeLog other = open();
        redis.command("DEL", key("log"), key("head"));
        LogPosition second = found(other);

        log.reconnect();
        assertThat(failure(log.append(bytes("b"), a))).isInstanceOf(LogLostException.class);
        assertThat(texts(other, second)).isEmpty();
    }

    @Test
    void aFoundingEntryThatWasReadMakesTheNextAppendCompareAgain() {
        LogPosition a = append(log, "a", found(log));
        RedisChangeLog other = open();
        redis.command("DEL", key("log"), key("head"));
        found(other);

        assertThat(texts(log, a)).containsExactly("");
        assertThat(failure(log.append(bytes("b"), a))).isInstanceOf(LogLostException.class);
    }

    // ---- the state

    @Test
    void lookShowsWhatThereIs() {
        LogView before = get(log.look(LogPosition.START));
        assertThat(before.exists()).isFalse();
        assertThat(before.holdsPosition()).isFalse();
        assertThat(before.last()).isEqualTo(LogPosition.START);
        assertThat(before.settings()).isNull();
        assertThat(before.manifest()).isNull();
        assertThat(before.nowMillis())
                .isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));

        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        LogView after = get(log.look(LogPosition.START));
        assertThat(after.exists()).isTrue();
        assertThat(after.holdsPosition()).isTrue();
        assertThat(after.last()).isEqualTo(a);
        assertThat(after.settings()).isEqualTo(SETTINGS);
        assertThat(after.manifest()).isEqualTo(manifest(1, first));
        assertThat(get(log.look(a)).holdsPosition()).isTrue();
        assertThat(get(log.look(new LogPosition(a.millis(), a.sequence() + 1))).holdsPosition())
                .isFalse();
    }

    @Test
    void settingsAreWrittenOnce() {
        assertThat(get(log.putSettings(SETTINGS))).isEqualTo(SETTINGS);
        assertThat(get(open().putSettings(bytes("others")))).isEqualTo(SETTINGS);
        found(log);
        assertThat(get(log.look(LogPosition.START)).settings()).isEqualTo(SETTINGS);
    }

    @Test
    void oneNodeFoundsTheLog() {
        LogPosition first = found(log);
        assertThat(texts(log, LogPosition.START)).containsExactly("");
        assertThat(get(log.found(bytes("others"), manifest(2, LogPosition.START), 0, 7)))
                .isNull();
        assertThat(get(log.look(first)).manifest()).isEqualTo(manifest(1, first));

        get(log.putChunk(2, 0, bytes("chunk")));
        get(log.lease(7, Duration.ZERO));
        assertThat(get(log.found(SETTINGS, manifest(2, LogPosition.START), 1, 7)))
                .as("no lease")
                .isNull();
        assertThat(get(log.lease(8, LEASE))).isTrue();
        assertThat(get(log.found(SETTINGS, manifest(2, LogPosition.START), 1, 7)))
                .isNull();
        LogPosition second = get(log.found(bytes("others"), manifest(2, LogPosition.START), 1, 8));
        assertThat(second).isGreaterThan(first);
        assertThat(texts(log, LogPosition.START)).containsExactly("");
        assertThat(get(log.look(first)).holdsPosition()).isFalse();
        assertThat(get(log.look(second)).settings()).isEqualTo(SETTINGS);
        assertThat(get(log.look(second)).manifest()).isEqualTo(manifest(2, second));
    }

    @Test
    void theLeaseIsHeldByOneAndEndsByItself() {
        assertThat(get(log.lease(1, Duration.ofMillis(300)))).isTrue();
        assertThat(get(log.lease(2, LEASE))).isFalse();
        assertThat(get(log.lease(2, Duration.ZERO))).isFalse();
        assertThat(get(log.lease(1, LEASE))).isTrue();
        assertThat(get(log.lease(1, Duration.ZERO))).isFalse();
        assertThat(get(log.lease(2, Duration.ofMillis(50)))).isTrue();
        Logs.await("the lease ends", () -> get(log.lease(1, LEASE)));
    }

    // ---- snapshots

    @Test
    void chunksLiveAsLongAsTheirManifestAndAWhile() {
        LogPosition first = found(log);
        assertThat(ttl(1)).isEqualTo(-1);
        get(log.putChunk(2, 0, bytes("two")));
        assertThat(ttl(2)).isBetween(3_500L, 3_600L);
        assertThat(get(log.chunk(2, 0))).isEqualTo(bytes("two"));
        assertThat(get(log.chunk(2, 1))).isNull();

        get(log.lease(7, LEASE));
        assertThat(get(log.putManifest(manifest(2, first), 7))).isTrue();
        assertThat(ttl(2)).isEqualTo(-1);
        assertThat(ttl(1)).isBetween(550L, 600L);
        assertThat(get(log.chunk(1, 0))).isEqualTo(bytes("chunk"));
        assertThat(get(log.putManifest(manifest(2, first), 7))).isTrue();
        assertThat(ttl(2)).isEqualTo(-1);
    }

    @Test
    void aManifestNeedsTheLeaseAnEntryAndAllChunks() {
        LogPosition first = found(log);
        LogPosition a = append(log, "a", first);
        SnapshotManifest wanted = new SnapshotManifest(3, a, 2, 10, 1);
        get(log.putChunk(3, 0, bytes("one")));
        assertThat(get(log.lease(7, LEASE))).isTrue();
        assertThat(get(log.putManifest(wanted, 7))).as("a chunk is missing").isFalse();
        assertThat(ttl(3)).isPositive();
        get(log.putChunk(3, 1, bytes("two")));
        assertThat(get(log.putManifest(wanted, 8))).as("another node").isFalse();
        assertThat(get(log.putManifest(wanted.at(new LogPosition(1, 1)), 7)))
                .as("no such entry")
                .isFalse();
        assertThat(get(log.look(a)).manifest()).isEqualTo(manifest(1, first));
        assertThat(get(log.putManifest(wanted, 7))).isTrue();
        assertThat(get(log.look(a)).manifest()).isEqualTo(wanted);
    }

    @Test
    void aDroppedSnapshotLeavesTheOthers() {
        LogPosition first = found(log);
        get(log.putChunk(-2, 0, bytes("two")));
        get(log.dropSnapshot(-2));
        assertThat(get(log.chunk(-2, 0))).isNull();
        assertThat(get(log.look(first)).manifest()).isEqualTo(manifest(1, first));
        get(log.dropSnapshot(1));
        assertThat(get(log.look(first)).manifest()).isNull();
        assertThat(get(log.chunk(1, 0))).isNull();
        assertThat(get(log.look(first)).exists()).isTrue();

        append(log, "a", first);
        log.reconnect();
        get(log.trim(get(log.look(first)).last()));
        append(log, "b", first);
    }

    @Test
    void allKeysShareOneHashTag() {
        found(log);
        get(log.lease(7, LEASE));
        assertThat((List<?>) redis.command("KEYS", "*" + prefix + "*"))
                .allMatch(key -> key.toString().startsWith("{" + prefix + "}"))
                .hasSize(5);
    }

    private String key(String name) {
        return "{" + prefix + "}" + name;
    }

    private long ttl(long snapshot) {
        return (Long) redis.command("TTL", key("chunk:" + snapshot + ":0"));
    }
}
