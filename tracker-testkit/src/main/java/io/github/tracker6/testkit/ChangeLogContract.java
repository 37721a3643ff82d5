package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogLostException;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.store.shared.LogView;
import io.github.tracker6.store.shared.SnapshotManifest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ChangeLog} must do, as tests. The author of a log extends this class and says how a fresh log is made, and how
 * it loses things:
 *
 * <pre>{@code
 * class MyChangeLogContractTest extends ChangeLogContract {
 *     @Override
 *     protected Backend createBackend() {
 *         return new MyBackend();
 *     }
 * }
 * }</pre>
 *
 * <p>Calls are awaited for 10 s at most. Nothing is skipped.
 *
 * <p>Long because an author extends one class, which holds the whole contract.
 *
 * @since 0.1.0
 */
public abstract class ChangeLogContract {
    private static final long DEADLINE_SECONDS = 10;
    private static final Duration LONG = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ZERO;
    private static final long ME = 11;
    private static final long OTHER = 12;
    private static final byte[] SETTINGS = bytes("what all agree on");

    /**
     * A log that does not exist yet, and what a test does to it.
     *
     * @since 0.1.0
     */
    public interface Backend extends AutoCloseable {
        /** Returns a new connection; closed by the test. */
        ChangeLog connect();

        /**
         * Loses the last entries, and all connections, as where a replica takes over that did not have them.
         *
         * @param entries how many, fewer than there are
         */
        void loseTail(int entries);

        /** Loses all connections. Returns when the next call on each uses a new one. */
        void breakConnections();

        /** Forgets everything that is stored; connections may stay. */
        void forget();

        /** Ends what was started for the test. */
        @Override
        void close();
    }

    private @Nullable Backend backend;
    private final List<ChangeLog> open = new ArrayList<>();

    /** For subclasses. */
    protected ChangeLogContract() {}

    /** Makes a fresh backend, on which there is no log. Closed by the contract. */
    protected abstract Backend createBackend();

    @BeforeEach
    final void create() {
        backend = createBackend();
    }

    @AfterEach
    final void close() {
        open.forEach(ChangeLog::close);
        backend().close();
    }

    @Test
    final void aLogThatWasNotFoundedDoesNotExist() {
        ChangeLog log = connect();
        LogView view = join(log.look(LogPosition.START));
        assertThat(view.exists()).isFalse();
        assertThat(view.holdsPosition()).isFalse();
        assertThat(view.manifest()).isNull();
        assertThat(view.settings()).isNull();
        assertThat(view.last()).isEqualTo(LogPosition.START);
        assertThat(join(log.read(LogPosition.START, AT_ONCE))).isEmpty();
        assertLost(log.append(bytes("x"), LogPosition.START));
        assertThat(join(log.look(LogPosition.START)).exists()).isFalse();
    }

    @Test
    final void foundingMakesTheLogWithSettingsAndSnapshot() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        LogView view = join(connect().look(first));
        assertThat(view.exists()).isTrue();
        assertThat(view.holdsPosition()).isTrue();
        assertThat(view.last()).isEqualTo(first);
        assertThat(view.settings()).isEqualTo(SETTINGS);
        assertThat(view.manifest()).isEqualTo(manifest(1, first));
        assertThat(view.holdsManifest()).isTrue();
        List<LogEntry> entries = join(log.read(LogPosition.START, AT_ONCE));
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).position()).isEqualTo(first);
        assertThat(entries.get(0).bytes()).isEmpty();
        assertThat(first.millis()).isCloseTo(view.nowMillis(), org.assertj.core.data.Offset.offset(10_000L));
    }

    @Test
    final void onlyTheHolderOfTheLeaseFounds() {
        ChangeLog log = connect();
        join(log.putChunk(1, 0, bytes("chunk")));
        assertThat(join(log.found(SETTINGS, manifest(1, LogPosition.START), 0, ME)))
                .isNull();
        assertThat(join(log.lease(OTHER, LONG))).isTrue();
        assertThat(join(log.found(SETTINGS, manifest(1, LogPosition.START), 0, ME)))
                .isNull();
        assertThat(join(log.look(LogPosition.START)).exists()).isFalse();
        assertThat(join(log.found(SETTINGS, manifest(1, LogPosition.START), 0, OTHER)))
                .isNotNull();
    }

    @Test
    final void aLogIsFoundedAgainOnlyInThePlaceOfTheSnapshotThatTheNodeSaw() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        LogPosition entry = join(log.append(bytes("entry"), first));
        join(log.putChunk(2, 0, bytes("chunk")));
        assertThat(join(log.found(bytes("others"), manifest(2, LogPosition.START), 0, ME)))
                .isNull();
        assertThat(join(log.found(bytes("others"), manifest(2, LogPosition.START), 3, ME)))
                .isNull();
        assertThat(join(log.look(entry)).holdsPosition()).isTrue();
        LogPosition again = join(log.found(bytes("others"), manifest(2, LogPosition.START), 1, ME));
        assertThat(again).isNotNull().isGreaterThan(entry);
        LogView view = join(log.look(entry));
        assertThat(view.holdsPosition()).isFalse();
        assertThat(view.manifest()).isEqualTo(manifest(2, Objects.requireNonNull(again)));
        assertThat(view.settings()).as("settings stay").isEqualTo(SETTINGS);
        assertThat(join(log.read(LogPosition.START, AT_ONCE))).hasSize(1);
    }

    @Test
    final void everyReaderGetsTheSameEntriesInTheSameOrder() {
        ChangeLog one = connect();
        ChangeLog two = connect();
        LogPosition position = found(one);
        List<LogPosition> positions = new ArrayList<>();
        Random random = new Random(1);
        List<byte[]> written = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            byte[] bytes = new byte[1 + random.nextInt(2_000)];
            random.nextBytes(bytes);
            written.add(bytes);
            position = join((i % 2 == 0 ? one : two).append(bytes, position));
            positions.add(position);
        }
        assertThat(positions).isSorted().doesNotHaveDuplicates();
        for (ChangeLog reader : List.of(one, two, connect())) {
            List<LogEntry> entries = readAll(reader, LogPosition.START);
            assertThat(entries.remove(0).bytes()).isEmpty();
            assertThat(entries.stream().map(LogEntry::position)).isEqualTo(positions);
            for (int i = 0; i < entries.size(); i++) {
                assertThat(entries.get(i).bytes()).isEqualTo(written.get(i));
            }
            assertThat(readAll(reader, positions.get(30)).stream().map(LogEntry::position))
                    .isEqualTo(positions.subList(31, 50));
            assertThat(readAll(reader, position)).isEmpty();
        }
    }

    @Test
    final void theLargestEntriesAndChunksStayWhole() {
        ChangeLog log = connect();
        LogPosition position = found(log);
        byte[] large = new byte[ChangeLog.MAX_ENTRY_BYTES];
        new Random(2).nextBytes(large);
        for (int i = 0; i < 12; i++) {
            position = join(log.append(large, position));
        }
        List<LogEntry> entries = readAll(log, LogPosition.START);
        assertThat(entries).hasSize(13);
        assertThat(entries.get(12).bytes()).isEqualTo(large);
        assertThat(join(log.read(LogPosition.START, AT_ONCE)).size())
                .as("at most 8 MiB at a time")
                .isLessThan(10);
        join(log.putChunk(5, 0, large));
        assertThat(join(log.chunk(5, 0))).isEqualTo(large);
    }

    @Test
    final void readingWaitsForAnEntry() {
        ChangeLog log = connect();
        ChangeLog writer = connect();
        LogPosition first = found(writer);
        CompletableFuture<List<LogEntry>> waiting =
                log.read(first, Duration.ofSeconds(5)).toCompletableFuture();
        LogPosition entry = join(writer.append(bytes("entry"), first));
        assertThat(join(waiting).get(0).position()).isEqualTo(entry);
        long startNanos = System.nanoTime();
        assertThat(join(log.read(entry, Duration.ofMillis(200)))).isEmpty();
        assertThat(System.nanoTime() - startNanos).isGreaterThan(TimeUnit.MILLISECONDS.toNanos(150));
    }

    @Test
    final void manyWhoAppendAtOnceLoseNothing() {
        LogPosition first = found(connect());
        int writers = 4;
        int each = 50;
        List<CompletableFuture<?>> ends = new ArrayList<>();
        for (int writer = 0; writer < writers; writer++) {
            ends.add(appendOneByOne(connect(), writer, 0, each, first));
        }
        ends.forEach(ChangeLogContract::join);
        List<String> texts = readAll(connect(), first).stream()
                .map(entry -> new String(entry.bytes(), StandardCharsets.US_ASCII))
                .toList();
        assertThat(texts).hasSize(writers * each).doesNotHaveDuplicates();
        for (int writer = 0; writer < writers; writer++) {
            String prefix = writer + ":";
            List<String> own =
                    texts.stream().filter(text -> text.startsWith(prefix)).toList();
            for (int i = 0; i < each; i++) {
                assertThat(own.get(i)).isEqualTo(prefix + i);
            }
        }
    }

    private static CompletableFuture<?> appendOneByOne(
            ChangeLog log, int writer, int number, int count, LogPosition after) {
        return number == count
                ? CompletableFuture.completedFuture(null)
                : log.append(bytes(writer + ":" + number), after)
                        .toCompletableFuture()
                        .thenCompose(position -> appendOneByOne(log, writer, number + 1, count, position));
    }

    @Test
    final void nothingIsAppendedToALogThatLostWhatTheNodeKnows() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        LogPosition second = join(log.append(bytes("second"), first));
        LogPosition third = join(log.append(bytes("third"), second));
        backend().loseTail(1);
        ChangeLog again = connect();
        LogView view = join(again.look(third));
        assertThat(view.exists()).isTrue();
        assertThat(view.holdsPosition()).isFalse();
        assertThat(join(again.look(second)).holdsPosition()).isTrue();
        assertLost(again.append(bytes("fourth"), third));
        assertThat(readAll(again, second)).isEmpty();
        assertThat(join(again.append(bytes("fourth"), second))).isGreaterThan(second);
    }

    @Test
    final void aTrimmedEntryIsNotLost() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        LogPosition second = join(log.append(bytes("second"), first));
        LogPosition third = join(log.append(bytes("third"), second));
        join(log.trim(third));
        LogView view = join(log.look(third));
        assertThat(view.holdsPosition()).isTrue();
        assertThat(view.holdsManifest()).as("the snapshot is of no use").isFalse();
        assertThat(readAll(log, second).get(0).position()).isEqualTo(third);
        assertThat(join(connect().append(bytes("fourth"), second))).isGreaterThan(third);
    }

    @Test
    final void whereEverythingIsForgottenNothingIsAppended() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        LogPosition second = join(log.append(bytes("second"), first));
        backend().forget();
        assertLost(connect().append(bytes("third"), second));
        assertLost(log.append(bytes("third"), second));
        LogView view = join(connect().look(second));
        assertThat(view.exists()).isFalse();
        assertThat(view.holdsPosition()).isFalse();
        assertThat(view.manifest()).isNull();
        assertThat(view.settings()).isNull();
        assertThat(join(connect().chunk(1, 0))).isNull();
    }

    @Test
    final void aLostConnectionShows() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        CompletableFuture<List<LogEntry>> waiting =
                log.read(first, Duration.ofSeconds(5)).toCompletableFuture();
        backend().breakConnections();
        assertFails(waiting);
        LogPosition second = join(retried(() -> log.append(bytes("second"), first)));
        assertThat(readAll(log, first).get(0).position()).isEqualTo(second);
    }

    @Test
    final void connectionsThatAreGivenUpEndCallsUnderWay() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        CompletableFuture<List<LogEntry>> waiting =
                log.read(first, Duration.ofSeconds(5)).toCompletableFuture();
        log.reconnect();
        assertFails(waiting);
        assertThat(join(log.append(bytes("second"), first))).isGreaterThan(first);
        assertThat(join(log.read(first, AT_ONCE))).hasSize(1);
    }

    @Test
    final void aClosedLogFails() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        CompletableFuture<List<LogEntry>> waiting =
                log.read(first, Duration.ofSeconds(5)).toCompletableFuture();
        log.close();
        log.close();
        assertFails(waiting);
        assertFails(log.append(bytes("second"), first).toCompletableFuture());
        assertFails(log.read(first, AT_ONCE).toCompletableFuture());
        assertFails(log.look(first).toCompletableFuture());
    }

    @Test
    final void oneNodeHoldsTheLease() {
        ChangeLog log = connect();
        assertThat(join(log.lease(ME, LONG))).isTrue();
        assertThat(join(connect().lease(OTHER, LONG))).isFalse();
        assertThat(join(log.lease(ME, LONG))).as("held for longer").isTrue();
        join(log.lease(OTHER, AT_ONCE));
        assertThat(join(log.lease(OTHER, LONG))).as("given back by another").isFalse();
        join(log.lease(ME, AT_ONCE));
        assertThat(join(log.lease(OTHER, LONG))).as("given back").isTrue();
    }

    @Test
    final void theLeaseEndsByItself() {
        ChangeLog log = connect();
        assertThat(join(log.lease(ME, Duration.ofMillis(300)))).isTrue();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (!join(log.lease(OTHER, LONG))) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            Thread.onSpinWait();
        }
        assertThat(join(log.lease(ME, LONG))).isFalse();
    }

    @Test
    final void aSnapshotTakesThePlaceOfTheOneBefore() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        LogPosition second = join(log.append(bytes("second"), first));
        join(log.putChunk(2, 0, bytes("two, 0")));
        join(log.putChunk(2, 1, bytes("two, 1")));
        SnapshotManifest next = new SnapshotManifest(2, second, 2, 12, 34);
        assertThat(join(log.putManifest(next, ME))).isTrue();
        ChangeLog reader = connect();
        assertThat(join(reader.look(second)).manifest()).isEqualTo(next);
        assertThat(join(reader.chunk(2, 0))).isEqualTo(bytes("two, 0"));
        assertThat(join(reader.chunk(2, 1))).isEqualTo(bytes("two, 1"));
        assertThat(join(reader.chunk(2, 2))).isNull();
        assertThat(join(reader.chunk(1, 0))).as("the one before, for a while").isEqualTo(bytes("chunk"));
    }

    @Test
    final void onlyTheHolderOfTheLeaseReplacesTheSnapshot() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        join(log.putChunk(2, 0, bytes("two")));
        assertThat(join(log.putManifest(manifest(2, first), OTHER))).isFalse();
        join(log.lease(ME, AT_ONCE));
        assertThat(join(log.putManifest(manifest(2, first), ME))).isFalse();
        assertThat(join(log.look(first)).manifest()).isEqualTo(manifest(1, first));
    }

    @Test
    final void aSnapshotOfALostPositionIsNotTaken() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        LogPosition second = join(log.append(bytes("second"), first));
        backend().loseTail(1);
        ChangeLog again = connect();
        join(again.putChunk(2, 0, bytes("two")));
        assertThat(join(again.lease(ME, LONG))).isTrue();
        assertThat(join(again.putManifest(manifest(2, second), ME))).isFalse();
        assertThat(join(again.look(first)).manifest()).isEqualTo(manifest(1, first));
    }

    @Test
    final void aSnapshotIsDroppedByItsName() {
        ChangeLog log = connect();
        LogPosition first = found(log);
        join(log.dropSnapshot(7));
        assertThat(join(log.look(first)).manifest()).isNotNull();
        join(log.dropSnapshot(1));
        LogView view = join(log.look(first));
        assertThat(view.manifest()).isNull();
        assertThat(view.holdsManifest()).isFalse();
        assertThat(view.exists()).isTrue();
        assertThat(join(log.chunk(1, 0))).isNull();
        join(log.putChunk(2, 0, bytes("two")));
        assertThat(join(log.putManifest(manifest(2, first), ME))).isTrue();
    }

    @Test
    final void settingsAreWrittenOnce() {
        ChangeLog log = connect();
        assertThat(join(log.putSettings(SETTINGS))).isEqualTo(SETTINGS);
        assertThat(join(connect().putSettings(bytes("others")))).isEqualTo(SETTINGS);
        assertThat(join(log.look(LogPosition.START)).settings()).isEqualTo(SETTINGS);
    }

    // Tools

    private Backend backend() {
        Backend made = backend;
        if (made == null) {
            throw new IllegalStateException("no backend");
        }
        return made;
    }

    private ChangeLog connect() {
        ChangeLog log = backend().connect();
        open.add(log);
        return log;
    }

    /** Founds the log with snapshot 1, and keeps the lease. */
    private static LogPosition found(ChangeLog log) {
        assertThat(join(log.lease(ME, LONG))).isTrue();
        join(log.putChunk(1, 0, bytes("chunk")));
        LogPosition position = join(log.found(SETTINGS, manifest(1, LogPosition.START), 0, ME));
        assertThat(position).isNotNull();
        return position == null ? LogPosition.START : position;
    }

    private static SnapshotManifest manifest(long id, LogPosition position) {
        return new SnapshotManifest(id, position, 1, 5, 1_234);
    }

    private static List<LogEntry> readAll(ChangeLog log, LogPosition after) {
        List<LogEntry> all = new ArrayList<>();
        LogPosition position = after;
        while (true) {
            LogPosition from = position;
            List<LogEntry> some = join(retried(() -> log.read(from, AT_ONCE)));
            if (some.isEmpty()) {
                return all;
            }
            all.addAll(some);
            position = some.get(some.size() - 1).position();
        }
    }

    /** Repeats a call once that failed since a connection was lost. */
    private static <T> CompletionStage<T> retried(java.util.function.Supplier<CompletionStage<T>> call) {
        return call.get()
                .handle((result, failure) -> failure == null ? CompletableFuture.completedStage(result) : call.get())
                .thenCompose(stage -> stage);
    }

    private static void assertLost(CompletionStage<?> stage) {
        Throwable failure = failure(stage.toCompletableFuture());
        if (!(failure instanceof LogLostException) && failure instanceof StoreException) {
            fail("the log was to be lost, and not " + failure);
        }
        assertThat(failure).isInstanceOf(LogLostException.class);
    }

    private static void assertFails(CompletableFuture<?> stage) {
        assertThat(failure(stage)).isInstanceOf(StoreException.class);
    }

    private static Throwable failure(CompletableFuture<?> stage) {
        try {
            return fail("succeeded with " + stage.get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        } catch (ExecutionException e) {
            return String.valueOf(e.getCause()).isEmpty() ? e : java.util.Objects.requireNonNull(e.getCause());
        } catch (InterruptedException | TimeoutException e) {
            return fail("no answer", e);
        }
    }

    private static <T extends @Nullable Object> T join(CompletionStage<T> stage) {
        return StoreTests.join(stage);
    }

    private static byte[] bytes(String text) {
        return Arrays.copyOf(text.getBytes(StandardCharsets.US_ASCII), text.length());
    }
}
