package io.github.tracker6.store.shared;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * An ordered log of byte arrays that all nodes share, with one snapshot beside it. What the arrays mean is the nodes'
 * affair. Thread-safe.
 *
 * <p>No call waits: each returns a stage at once, which completes on any thread. A stage fails with a
 * {@link io.github.tracker6.store.StoreException} whose message is one line for the operator and names the cause in the
 * words of the backend's options: out of reach, wrong password, no permission, read-only replica. A failed call may have
 * taken effect, and may take effect later. The caller repeats it; nothing else does, in particular no client library.
 *
 * <p>Obligations of every log, proven by {@code ChangeLogContract} in {@code tracker-testkit}:
 *
 * <ol>
 *   <li>Entries have one order, the same for all readers; positions grow with it. A reader gets every entry behind its
 *       position, in order, whole, at least once, except those that were trimmed or lost.
 *   <li>{@link #append} never creates a log. It fails with {@link LogLostException} where there is none, and where the
 *       log no longer holds the entry that the caller names. A backend that loses entries only together with its
 *       connections (failover, restart) may compare once per connection, before the first append over it.
 *   <li>Only {@link #found} creates a log.
 *   <li>A lost connection shows: calls under way fail, and so does the next {@link #read}. A client library that
 *       reconnects by itself must not hide that.
 *   <li>The lease is held by one node at a time. It ends by itself, by the log's own clock.
 *   <li>A manifest replaces another one only in the hands of the holder of the lease, and only where the log holds the
 *       entry at its position. The comparison and the replacement are one step.
 *   <li>A chunk can be read while the manifest of its snapshot is in place and for 10 minutes after; one that never gets a
 *       manifest vanishes after an hour at most. A chunk that is missing is null, never something else.
 *   <li>Times ({@link LogView#nowMillis}, {@link LogPosition#millis}) are of one clock, the log's own. It may step.
 *   <li>Everything stays over a restart of the backend, as far as the backend keeps anything.
 * </ol>
 *
 * @since 0.1.0
 */
public interface ChangeLog extends AutoCloseable {
    /** The largest entry and the largest chunk that a log must take: 1 MiB. */
    int MAX_ENTRY_BYTES = 1 << 20;

    /**
     * Reads the state of the log: its time, whether it exists, where it ends, its settings and its manifest.
     *
     * @param position the entry that the caller read last; {@link LogPosition#START} is held by every log that exists
     */
    CompletionStage<LogView> look(LogPosition position);

    /**
     * Appends an entry.
     *
     * @param bytes 1 byte to {@link #MAX_ENTRY_BYTES}; untouched by the caller until the stage completes
     * @param after the last entry that the caller knows to be in the log, because it read or appended it
     * @return completes with the position of the new entry; exceptionally with {@link LogLostException} where the log does
     *     not exist or lost that entry (one that was trimmed is not lost), with {@link LogFullException} where the log is
     *     out of memory; then nothing was appended
     */
    CompletionStage<LogPosition> append(byte[] bytes, LogPosition after);

    /**
     * Reads the entries behind a position. Waits for one where there is none yet. There is one call at a time.
     *
     * @param after the entry that was read last, in the log or not
     * @param maxWait how long to wait for an entry, 0 to 5 seconds
     * @return completes with some entries, in order, of 8 MiB at most or a single one; with none when {@code maxWait} is
     *     over; a log that does not exist has none
     */
    CompletionStage<List<LogEntry>> read(LogPosition after, Duration maxWait);

    /**
     * Takes the lease, or holds it for longer.
     *
     * @param holder the node, any number but 0
     * @param time how long from now on; zero gives it back
     * @return completes with whether the node holds the lease now
     */
    CompletionStage<Boolean> lease(long holder, Duration time);

    /**
     * Creates the log, in one step: writes the settings where there are none, empties the log, appends an empty entry, and
     * puts the manifest at the position of that entry. Does nothing where another node holds the lease, or where the current
     * manifest is not the one that the caller saw while the log exists.
     *
     * @param settings what all nodes agree on
     * @param manifest a snapshot whose chunks are in place; its position is left out of account
     * @param replacedId the id of the manifest that the caller saw and could not use; 0 where it saw none
     * @return completes with the position of the first entry, or with null where nothing was done
     */
    CompletionStage<@Nullable LogPosition> found(
            byte[] settings, SnapshotManifest manifest, long replacedId, long holder);

    /**
     * Writes the settings where there are none.
     *
     * @param settings what all nodes agree on, up to 1 KiB
     * @return completes with the settings in place
     */
    CompletionStage<byte[]> putSettings(byte[] settings);

    /**
     * Writes a chunk of a snapshot that has no manifest yet.
     *
     * @param index 0 or more
     * @param bytes up to {@link #MAX_ENTRY_BYTES}
     * @return exceptionally with {@link LogFullException} where the log is out of memory
     */
    CompletionStage<@Nullable Void> putChunk(long snapshotId, int index, byte[] bytes);

    /** Reads a chunk of a snapshot; completes with null where it is missing. */
    CompletionStage<byte @Nullable []> chunk(long snapshotId, int index);

    /**
     * Makes a snapshot the current one.
     *
     * @param holder the node, which must hold the lease
     * @return completes with whether it is; false where the lease is another's or the log does not hold the entry at the
     *     manifest's position
     */
    CompletionStage<Boolean> putManifest(SnapshotManifest manifest, long holder);

    /**
     * Forgets entries.
     *
     * @param first the first entry to keep; somewhat more may be kept
     */
    CompletionStage<@Nullable Void> trim(LogPosition first);

    /**
     * Forgets the current manifest and its chunks, to make room.
     *
     * @param snapshotId the snapshot to forget; another one stays
     */
    CompletionStage<@Nullable Void> dropSnapshot(long snapshotId);

    /** Drops all connections: calls under way fail, the next ones use new connections. Does not wait. */
    void reconnect();

    /** Ends all connections; calls under way fail. Idempotent. */
    @Override
    void close();
}
