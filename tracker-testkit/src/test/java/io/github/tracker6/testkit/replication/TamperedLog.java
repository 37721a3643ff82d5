package io.github.tracker6.testkit.replication;

import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogPosition;
import io.github.tracker6.store.shared.LogView;
import io.github.tracker6.store.shared.SnapshotManifest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.IntConsumer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A log that shows a node something else than is there, or takes something else than the node says: as a faulty node would. */
record TamperedLog(ChangeLog log, Fault fault) implements ChangeLog {
    private static final int HEAD_BYTES = 42;
    private static final int NUMBER_AT = 14;
    private static final int SEEN_AT = 22;
    private static final int CHECKSUM_AT = 38;
    private static final int KIND_MASK = 3;
    private static final int STOP = 1;
    private static final int OTHER = 3;
    private static final int ROLE_MASK = 0b11000;
    private static final int FINISHED = 1 << 5;
    private static final int COMPLETED = 1 << 6;
    private static final int HOST = 1 << 7;
    private static final int REACH = 3;
    private static final int REACHABILITY_MASK = 3;
    private static final int SWARMS = 2;
    private static final int UNKNOWN = 99;

    /** What is wrong. */
    enum Fault {
        MISSES_STOPS,
        MISSES_DOWNLOADS,
        MIXES_UP_ROLES,
        FORGETS_WHO_FINISHED,
        READS_IN_ANOTHER_ORDER,
        MISSES_CHANGES_OF_A_BATCH,
        SENDS_NO_STOPS,
        SENDS_THE_WRONG_ROLE,
        SENDS_EVERYTHING_AS_COMPLETED,
        CLAIMS_TO_HAVE_READ_EVERYTHING,
        LOSES_EVERY_FOURTH_BATCH,
        LOADS_NO_SWARMS,
        MISSES_REACHABILITY,
        SENDS_ENDPOINTS_AS_UNKNOWN
    }

    @Override
    public CompletionStage<LogPosition> append(byte[] bytes, LogPosition after) {
        return log.append(written(bytes.clone()), after);
    }

    @Override
    public CompletionStage<List<LogEntry>> read(LogPosition after, Duration maxWait) {
        return log.read(after, maxWait).thenApply(this::shown);
    }

    private byte[] written(byte[] bytes) {
        switch (fault) {
            case SENDS_NO_STOPS -> takeBackStops(bytes);
            case SENDS_THE_WRONG_ROLE -> announces(bytes, at -> bytes[at + 1] &= (byte) ~ROLE_MASK);
            case SENDS_EVERYTHING_AS_COMPLETED ->
                announces(bytes, at -> bytes[at + 1] |= (byte) (FINISHED | COMPLETED));
            case SENDS_ENDPOINTS_AS_UNKNOWN ->
                announces(bytes, at -> {
                    if ((bytes[at + 1] & HOST) != 0) {
                        bytes[at + (bytes[at] & 0xff) - 1] &= (byte) ~REACHABILITY_MASK;
                    }
                });
            case CLAIMS_TO_HAVE_READ_EVERYTHING -> ByteBuffer.wrap(bytes).putLong(SEEN_AT, Long.MAX_VALUE);
            case LOSES_EVERY_FOURTH_BATCH -> {
                if (bytes.length > HEAD_BYTES && ByteBuffer.wrap(bytes).getLong(NUMBER_AT) % 4 == 0) {
                    return signed(Arrays.copyOf(bytes, HEAD_BYTES));
                }
            }
            default -> {}
        }
        return signed(bytes);
    }

    private List<LogEntry> shown(List<LogEntry> entries) {
        List<LogEntry> shown = new ArrayList<>();
        for (LogEntry entry : entries) {
            byte[] bytes = entry.bytes().clone();
            switch (fault) {
                case MISSES_STOPS -> takeBackStops(bytes);
                case MISSES_REACHABILITY ->
                    changes(bytes, OTHER, at -> {
                        if (bytes[at + 2] == REACH) {
                            takeBack(bytes, at);
                        }
                    });
                case MISSES_DOWNLOADS -> announces(bytes, at -> bytes[at + 1] &= (byte) ~COMPLETED);
                case MIXES_UP_ROLES -> announces(bytes, at -> bytes[at + 1] &= (byte) ~ROLE_MASK);
                case FORGETS_WHO_FINISHED ->
                    announces(bytes, at -> {
                        if ((bytes[at + 1] & COMPLETED) == 0) {
                            bytes[at + 1] &= (byte) ~FINISHED;
                        }
                    });
                case MISSES_CHANGES_OF_A_BATCH -> {
                    int[] number = {0};
                    announces(bytes, at -> {
                        if (number[0]++ % 3 == 2) {
                            takeBack(bytes, at);
                        }
                    });
                }
                default -> {}
            }
            shown.add(new LogEntry(entry.position(), signed(bytes)));
        }
        if (fault == Fault.READS_IN_ANOTHER_ORDER) {
            reorder(shown);
        }
        return shown;
    }

    /** Swaps two batches that are read together, and leaves their positions in place. */
    private static void reorder(List<LogEntry> entries) {
        for (int i = 0; i + 1 < entries.size(); i++) {
            LogEntry first = entries.get(i);
            LogEntry second = entries.get(i + 1);
            if (first.bytes().length > HEAD_BYTES && second.bytes().length > HEAD_BYTES) {
                entries.set(i, new LogEntry(first.position(), second.bytes()));
                entries.set(i + 1, new LogEntry(second.position(), first.bytes()));
                i++;
            }
        }
    }

    private static void announces(byte[] bytes, IntConsumer tampering) {
        changes(bytes, 0, tampering);
    }

    private static void takeBackStops(byte[] bytes) {
        changes(bytes, STOP, at -> takeBack(bytes, at));
    }

    private static void takeBack(byte[] bytes, int at) {
        bytes[at + 1] = OTHER;
        bytes[at + 2] = 0;
    }

    private static void changes(byte[] bytes, int kind, IntConsumer tampering) {
        for (int at = HEAD_BYTES; at < bytes.length; at += bytes[at] & 0xff) {
            if ((bytes[at + 1] & KIND_MASK) == kind) {
                tampering.accept(at);
            }
        }
    }

    private static byte[] signed(byte[] bytes) {
        if (bytes.length >= HEAD_BYTES) {
            CRC32C checksum = new CRC32C();
            checksum.update(bytes, 0, CHECKSUM_AT);
            checksum.update(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES);
            ByteBuffer.wrap(bytes).putInt(CHECKSUM_AT, (int) checksum.getValue());
        }
        return bytes;
    }

    @Override
    public CompletionStage<byte @Nullable []> chunk(long snapshotId, int index) {
        return fault == Fault.LOADS_NO_SWARMS
                ? log.chunk(snapshotId, index).thenApply(TamperedLog::withoutSwarms)
                : log.chunk(snapshotId, index);
    }

    /** Gives blocks of swarms a type that is passed over. */
    private static byte @Nullable [] withoutSwarms(byte @Nullable [] chunk) {
        if (chunk == null) {
            return null;
        }
        byte[] bytes = chunk.clone();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int at = 0; at < bytes.length; ) {
            int length = buffer.getInt(at);
            if (bytes[at + 4] == SWARMS) {
                bytes[at + 4] = UNKNOWN;
                CRC32C checksum = new CRC32C();
                checksum.update(bytes, at + 4, length + 1);
                buffer.putInt(at + 5 + length, (int) checksum.getValue());
            }
            at += 5 + length + 4;
        }
        return bytes;
    }

    @Override
    public CompletionStage<LogView> look(LogPosition position) {
        return log.look(position);
    }

    @Override
    public CompletionStage<Boolean> lease(long holder, Duration time) {
        return log.lease(holder, time);
    }

    @Override
    public CompletionStage<@Nullable LogPosition> found(
            byte[] settings, SnapshotManifest manifest, long replacedId, long holder) {
        return log.found(settings, manifest, replacedId, holder);
    }

    @Override
    public CompletionStage<byte[]> putSettings(byte[] settings) {
        return log.putSettings(settings);
    }

    @Override
    public CompletionStage<@Nullable Void> putChunk(long snapshotId, int index, byte[] bytes) {
        return log.putChunk(snapshotId, index, bytes);
    }

    @Override
    public CompletionStage<Boolean> putManifest(SnapshotManifest manifest, long holder) {
        return log.putManifest(manifest, holder);
    }

    @Override
    public CompletionStage<@Nullable Void> trim(LogPosition first) {
        return log.trim(first);
    }

    @Override
    public CompletionStage<@Nullable Void> dropSnapshot(long snapshotId) {
        return log.dropSnapshot(snapshotId);
    }

    @Override
    public void reconnect() {
        log.reconnect();
    }

    @Override
    public void close() {
        log.close();
    }
}
