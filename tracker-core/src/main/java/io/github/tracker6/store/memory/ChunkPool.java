package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * Where the slabs of all shards get their direct buffers from and give them back to. A buffer that is dropped lives on
 * until the garbage collector looks at old objects, which may be never; so some are kept here for whoever grows next.
 * Thread-safe.
 */
final class ChunkPool {
    static final int CHUNK_BYTES = 1 << 15;

    /** One spare chunk is kept for so many in use, and a few in any case. */
    private static final int USED_PER_SPARE = 128;

    private static final int FEW = 4;

    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();
    private int used;

    /** Returns a chunk with undefined content. */
    synchronized ByteBuffer take() {
        used++;
        ByteBuffer chunk = spare.poll();
        return chunk == null ? ByteBuffer.allocateDirect(CHUNK_BYTES) : chunk;
    }

    /** Takes a chunk back. */
    synchronized void giveBack(ByteBuffer chunk) {
        used--;
        if (spare.size() < FEW + used / USED_PER_SPARE) {
            spare.push(chunk);
        }
    }

    /** Returns the bytes of all chunks, in use or spare. */
    synchronized long reservedBytes() {
        return (long) (used + spare.size()) * CHUNK_BYTES;
    }
}
