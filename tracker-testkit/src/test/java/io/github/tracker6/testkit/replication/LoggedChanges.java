package io.github.tracker6.testkit.replication;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.store.shared.LogEntry;
import io.github.tracker6.store.shared.LogPosition;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what the log holds, on its own: knows nothing of the store's classes. */
final class LoggedChanges {
    private static final int NODE_AT = 2;
    private static final int INCARNATION_AT = 10;
    private static final int NUMBER_AT = 14;
    private static final int HEAD_BYTES = 42;
    private static final int KIND_MASK = 3;
    private static final int STOP = 1;
    private static final int OTHER = 3;
    private static final int IPV6 = 4;

    private LoggedChanges() {}

    /** Returns where the log says last that an endpoint stopped, or null where it says something else of it, or nothing. */
    static @Nullable LogPosition lastIfStop(List<LogEntry> entries, InfoHash swarm, Endpoint endpoint) {
        LogPosition stopped = null;
        Map<Long, Batch> lastBatches = new HashMap<>();
        for (LogEntry entry : entries) {
            int kind = isNew(entry, lastBatches) ? lastKind(entry.bytes(), swarm, endpoint) : -1;
            if (kind >= 0) {
                stopped = kind == STOP ? entry.position() : null;
            }
        }
        return stopped;
    }

    private record Batch(int incarnation, long number) {}

    /** Returns whether a batch is read; one that comes twice is passed over. */
    private static boolean isNew(LogEntry entry, Map<Long, Batch> lastBatches) {
        if (entry.bytes().length < HEAD_BYTES) {
            return false;
        }
        ByteBuffer buffer = ByteBuffer.wrap(entry.bytes());
        Batch batch = new Batch(buffer.getInt(INCARNATION_AT), buffer.getLong(NUMBER_AT));
        Batch last = lastBatches.getOrDefault(buffer.getLong(NODE_AT), new Batch(0, 0));
        boolean isNew = batch.incarnation > last.incarnation
                || (batch.incarnation == last.incarnation && batch.number > last.number);
        if (isNew) {
            lastBatches.put(buffer.getLong(NODE_AT), batch);
        }
        return isNew;
    }

    private static int lastKind(byte[] bytes, InfoHash swarm, Endpoint endpoint) {
        int last = -1;
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        for (int at = HEAD_BYTES; at < bytes.length; at += bytes[at] & 0xff) {
            int kind = bytes[at + 1] & KIND_MASK;
            if (kind != OTHER && isOf(buffer, at, swarm, endpoint)) {
                last = kind;
            }
        }
        return last;
    }

    private static boolean isOf(ByteBuffer buffer, int at, InfoHash swarm, Endpoint endpoint) {
        int hash = at + 2;
        while (buffer.get(hash) < 0) {
            hash++;
        }
        hash++;
        int address = hash + InfoHash.BYTES;
        boolean ipv6 = (buffer.get(at + 1) & IPV6) != 0;
        if (buffer.getLong(hash) != swarm.head() || ipv6 != (endpoint.family() == AddressFamily.IPV6)) {
            return false;
        }
        return ipv6
                ? buffer.getLong(address) == endpoint.addressHigh()
                        && buffer.getLong(address + 8) == endpoint.addressLow()
                : buffer.getInt(address) == (int) endpoint.addressLow();
    }
}
