package io.github.tracker6.store.shared;

import io.github.tracker6.internal.BigEndian;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The head of an entry of the log, which is a batch of changes: version (1 byte), highest version that the node reads (1),
 * node (8), incarnation (4), number (8), order of the last entry that the node had read before the first change (8), how old
 * the base of the changes' times was when the batch left, in milliseconds (8), CRC-32C over all else (4). Then the changes.
 *
 * @param version the version of the format
 * @param reads the highest version that the node reads
 * @param node the node, a random number for each start
 * @param incarnation grows when the node begins to count its batches from 1 again
 * @param number the number of the batch in the incarnation, from 1, without gaps
 * @param seen the order of the last entry that the node had read before it made the first change
 * @param ageMillis how old the base of the changes' times was when the batch left
 */
record Batch(int version, int reads, long node, int incarnation, long number, long seen, long ageMillis) {
    /** The highest version that this node reads. */
    static final int VERSION = 1;

    static final int HEAD_BYTES = 42;

    private static final int NODE = 2;
    private static final int INCARNATION = 10;
    private static final int NUMBER = 14;
    private static final int SEEN = 22;
    private static final int AGE = 30;
    private static final int CHECKSUM = 38;

    /** Returns a batch without changes of an unknown node, to find out whether the log takes any. */
    static byte[] probe(long unknownNode) {
        byte[] bytes = new byte[HEAD_BYTES];
        new Batch(1, VERSION, unknownNode, 1, 1, 0, 0).write(bytes);
        return bytes;
    }

    /** Writes the head in front of changes that stand in the array from {@link #HEAD_BYTES} on. */
    void write(byte[] bytes) {
        bytes[0] = (byte) version;
        bytes[1] = (byte) reads;
        BigEndian.putLong(bytes, NODE, node);
        BigEndian.putInt(bytes, INCARNATION, incarnation);
        BigEndian.putLong(bytes, NUMBER, number);
        BigEndian.putLong(bytes, SEEN, seen);
        BigEndian.putLong(bytes, AGE, ageMillis);
        BigEndian.putInt(bytes, CHECKSUM, checksum(bytes));
    }

    /** Returns a copy of a batch that leaves once more, later. */
    static byte[] olderBy(byte[] bytes, long millis) {
        byte[] copy = bytes.clone();
        BigEndian.putLong(copy, AGE, BigEndian.longAt(copy, AGE) + millis);
        BigEndian.putInt(copy, CHECKSUM, checksum(copy));
        return copy;
    }

    /** Returns the head of a batch, or null where the bytes are no batch that this node can read. */
    static @Nullable Batch read(byte[] bytes, int highestVersion) {
        if (bytes.length < HEAD_BYTES
                || bytes[0] < 1
                || bytes[0] > highestVersion
                || BigEndian.intAt(bytes, CHECKSUM) != checksum(bytes)) {
            return null;
        }
        return new Batch(
                bytes[0],
                bytes[1],
                BigEndian.longAt(bytes, NODE),
                BigEndian.intAt(bytes, INCARNATION),
                BigEndian.longAt(bytes, NUMBER),
                BigEndian.longAt(bytes, SEEN),
                Math.max(0, BigEndian.longAt(bytes, AGE)));
    }

    private static int checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes, 0, CHECKSUM);
        checksum.update(bytes, HEAD_BYTES, bytes.length - HEAD_BYTES);
        return (int) checksum.getValue();
    }
}
