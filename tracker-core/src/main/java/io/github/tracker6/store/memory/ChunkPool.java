package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;

/**
 * The direct buffers of the slabs of all shards. The garbage collector frees an unused buffer only when it collects old
 * objects, which may be never. So the pool keeps some unused buffers for the slabs that grow next. Thread-safe.
 */
final class ChunkPool {
    static final int CHUNK_BYTES = 1 << 15;

    /** The pool keeps one spare chunk per this number of chunks in use, and a few more. */
    private static final int USED_PER_SPARE = 128;

    private static final int MIN_SPARE = 4;

    private final ArrayDeque<ByteBuffer> spare = new ArrayDeque<>();
    private int used;

    /** Returns a chunk with undefined content. */
    synchronized ByteBuffer take() {
        used++;
        ByteBuffer chunk = spare.poll();
        return chunk == null ? ByteBuffer.allocateDirect(CHUNK_BYTES) : chunk;
    }

    /** Takes back a chunk, which the caller must not use any more. */
    synchronized void giveBack(ByteBuffer chunk) {
        used--;
        if (spare.size() < MIN_SPARE + used / USED_PER_SPARE) {
            spare.push(chunk);
        }
    }

    /** Returns the bytes of all chunks, in use or spare. */
    synchronized long reservedBytes() {
        return (long) (used + spare.size()) * CHUNK_BYTES;
    }
}
