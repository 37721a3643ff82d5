package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A list of places in the slabs that will be read soon, for {@link #read}: it does nothing but read, so that the processor
 * waits for all of them at once, and not for one after the other. Not thread-safe.
 */
final class Prefetch {
    private static final int CACHE_LINE_BYTES = 64;

    private final Slabs slabs;
    private long[] addresses = new long[64];
    private int size;

    /** Keeps the compiler from leaving out what is only read to have it in the cache. */
    @SuppressWarnings("UnusedVariable")
    private int sum;

    Prefetch(Slabs slabs) {
        this.slabs = slabs;
    }

    void clear() {
        size = 0;
    }

    /** Adds an address, see {@link Slabs#buffer(long)}. */
    void add(long address) {
        if (size == addresses.length) {
            addresses = Arrays.copyOf(addresses, 2 * size);
        }
        addresses[size++] = address;
    }

    long address(int index) {
        return addresses[index];
    }

    /** Reads a little of each cache line of so many bytes at each address. */
    void read(int bytes) {
        int read = 0;
        for (int i = 0; i < size; i++) {
            ByteBuffer buffer = slabs.buffer(addresses[i]);
            int begin = Slabs.offset(addresses[i]);
            int end = Math.min(begin + bytes, ChunkPool.CHUNK_BYTES);
            for (int at = begin; at < end; at += CACHE_LINE_BYTES) {
                read += buffer.get(at);
            }
        }
        sum = read;
    }
}
