package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The direct buffers of the slabs of all shards. The garbage collector frees an unused buffer only when it collects old
 * objects, which may be never. So the pool keeps some unused buffers for the slabs that grow next.
 *
 * <p>The pool has a limit, below that of the JVM: at the JVM's own limit each allocation waits for the garbage collector for
 * half a second, and then fails. At the pool's limit new hosts and swarms are not listed. What is there may still grow a little.
 * Thread-safe.
 */
final class ChunkPool {
    static final int CHUNK_BYTES = 1 << 15;

    private static final Logger LOG = LoggerFactory.getLogger(MemorySwarmStore.class);

    /** The pool keeps one spare chunk per this number of chunks in use, and a few more. */
    private static final int USED_PER_SPARE = 128;

    private static final int MIN_SPARE = 4;

    /** Once this many chunks are in use, the pool has these chunks in reserve, for when the JVM has no more. */
    private static final int USED_BEFORE_RESERVE = 256;

    private static final int RESERVE = 32;

    private final long maxBytes;
    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();
    private final ArrayDeque<ByteBuffer> reserve = new ArrayDeque<>();
    private int used;

    /** How many chunks were in use when the JVM had no more memory; {@link Integer#MAX_VALUE} if it always had. */
    private int exhaustedAt = Integer.MAX_VALUE;

    private volatile boolean hasRoom = true;
    private volatile int fillPercent;

    /**
     * Makes a pool.
     *
     * @param maxBytes the bytes from which on there is no room for new hosts
     */
    ChunkPool(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Returns whether new hosts and swarms may be taken. */
    boolean hasRoom() {
        return hasRoom;
    }

    /** Returns how much of the memory is used, in percent. */
    int fillPercent() {
        return fillPercent;
    }

    /** Returns a chunk with undefined content. */
    synchronized ByteBuffer take() {
        ByteBuffer chunk = spare.poll();
        if (chunk == null) {
            chunk = used >= exhaustedAt ? fromReserve() : allocate();
        }
        used++;
        if (used >= USED_BEFORE_RESERVE && reserve.isEmpty() && exhaustedAt == Integer.MAX_VALUE) {
            fillReserve();
        }
        noteRoom();
        return chunk;
    }

    /** Takes back a chunk, which the caller must not use any more. */
    synchronized void giveBack(ByteBuffer chunk) {
        used--;
        if (exhaustedAt != Integer.MAX_VALUE && reserve.size() < RESERVE) {
            reserve.push(chunk);
        } else if (spare.size() < MIN_SPARE + used / USED_PER_SPARE) {
            spare.push(chunk);
        }
        noteRoom();
    }

    /** Returns the bytes of all chunks, in use or spare. */
    synchronized long reservedBytes() {
        return (long) (used + spare.size() + reserve.size()) * CHUNK_BYTES;
    }

    /** Returns the bytes from which on there is no room for new hosts. */
    long maxBytes() {
        return maxBytes;
    }

    private ByteBuffer allocate() {
        try {
            return ByteBuffer.allocateDirect(CHUNK_BYTES);
        } catch (OutOfMemoryError e) {
            exhaustedAt = Math.max(1, used);
            LOG.warn(
                    "The JVM has no more direct memory; the swarms take {} MiB. Give it more (-XX:MaxDirectMemorySize, -Xmx), "
                            + "or lower the caps",
                    reservedBytes() >> 20);
            return fromReserve();
        }
    }

    private ByteBuffer fromReserve() {
        ByteBuffer chunk = reserve.poll();
        return chunk == null ? ByteBuffer.allocateDirect(CHUNK_BYTES) : chunk;
    }

    private void fillReserve() {
        try {
            while (reserve.size() < RESERVE) {
                reserve.push(ByteBuffer.allocateDirect(CHUNK_BYTES));
            }
        } catch (OutOfMemoryError e) {
            exhaustedAt = used; // the next chunk that is needed says so in the log
        }
    }

    /** Once the JVM had no more, there is room again when a tenth of the chunks has been given back. */
    private void noteRoom() {
        if (used < exhaustedAt - exhaustedAt / 10) {
            exhaustedAt = Integer.MAX_VALUE;
        }
        boolean exhausted = exhaustedAt != Integer.MAX_VALUE;
        hasRoom = !exhausted && (long) used * CHUNK_BYTES < maxBytes;
        fillPercent = exhausted ? 100 : (int) Math.min(100, 100L * used * CHUNK_BYTES / maxBytes);
    }
}
