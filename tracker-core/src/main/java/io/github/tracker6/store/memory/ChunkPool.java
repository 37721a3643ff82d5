package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The direct buffers that the slabs of all shards take and give back. The memory of a dropped buffer is freed only when the
 * garbage collector looks at old objects, which may be never. So the pool keeps some buffers for the next slabs that grow.
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
