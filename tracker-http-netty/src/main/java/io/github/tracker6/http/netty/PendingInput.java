package io.github.tracker6.http.netty;

import java.nio.ByteBuffer;

/** What a client sent that is not read yet: part of a request, or what follows the one that is being answered. */
final class PendingInput {
    private static final byte[] NOTHING = {};
    private static final int MIN_BYTES = 256;

    private byte[] bytes = NOTHING;
    private int length;

    int length() {
        return length;
    }

    /** Puts what is pending, and what came behind it, into an array from offset 0 on. */
    void joinInto(byte[] target, ByteBuffer behind) {
        System.arraycopy(bytes, 0, target, 0, length);
        behind.get(target, length, behind.remaining());
    }

    /** Adds what came unasked. */
    void append(ByteBuffer behind) {
        byte[] joined = new byte[length + behind.remaining()];
        joinInto(joined, behind);
        bytes = joined;
        length = joined.length;
    }

    /** Returns the array that holds what was pending from offset 0 on; now nothing is. */
    byte[] take() {
        length = 0;
        return bytes;
    }

    /** Keeps the bytes between two offsets, and nothing else. */
    void keep(byte[] source, int from, int to) {
        int kept = to - from;
        if (kept == 0) {
            clear();
            return;
        }
        if (bytes.length < kept) {
            bytes = new byte[Math.max(MIN_BYTES, Integer.highestOneBit(kept) * 2)];
        }
        System.arraycopy(source, from, bytes, 0, kept);
        length = kept;
    }

    /** Forgets everything, and gives the memory back. */
    void clear() {
        bytes = NOTHING;
        length = 0;
    }
}
