package io.github.tracker6.store.memory;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A list of addresses in the slabs that will be read soon. {@link #read} reads them all and drops the values: so the
 * processor loads them into its cache at the same time, not one after the other. Not thread-safe.
 */
final class Prefetch {
    private static final int CACHE_LINE_BYTES = 64;

    private final Slabs slabs;
    private long[] addresses = new long[64];
    private int size;

    /** Takes the sum of the reads: otherwise the compiler would remove them. */
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

    /** Reads one byte of each cache line within a number of bytes at each address. */
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
