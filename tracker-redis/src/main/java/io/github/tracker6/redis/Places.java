package io.github.tracker6.redis;

import io.github.tracker6.InfoHash;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where hosts are in the arrays of large swarms, as far as this node heard: so that Redis need not look for them when they
 * announce again. Whoever uses a place looks at what is there, for hosts are moved, and another node may have moved them.
 *
 * <p>It holds the latest of up to 2,097,152 hosts in 16 MiB, of which it takes 32 KiB at a time as they come. Thread-safe.
 */
final class Places {
    /** Numbers within a class are below this. */
    static final int NUMBERS = 1 << 21;

    private static final int SEGMENT_BITS = 9;
    private static final int BUCKET_BITS = 9;
    private static final int BUCKET = 8;
    private static final int PLACE_BITS = 24;
    private static final int PLACE_MASK = (1 << PLACE_BITS) - 1;

    // An entry is a hash of the host (40 bits), which is not 0, and its place (24 bits).
    private final AtomicReferenceArray<@Nullable AtomicLongArray> segments =
            new AtomicReferenceArray<>(1 << SEGMENT_BITS);

    /** Returns the class of a place. */
    static int classNumber(int place) {
        return place / NUMBERS;
    }

    /** Returns the number of a place in its class's array. */
    static int number(int place) {
        return place % NUMBERS;
    }

    /** Returns where a host is believed to be, or 0. */
    int get(InfoHash infoHash, long tag) {
        long hash = hash(infoHash, tag);
        AtomicLongArray segment = segments.get(segment(hash));
        if (segment != null) {
            int bucket = bucket(hash);
            for (int i = bucket; i < bucket + BUCKET; i++) {
                long entry = segment.getPlain(i);
                if (entry >>> PLACE_BITS == hash >>> PLACE_BITS) {
                    return (int) entry & PLACE_MASK;
                }
            }
        }
        return 0;
    }

    /** Notes where a host is; 0 where that is not known any more. */
    void put(InfoHash infoHash, long tag, int place) {
        long hash = hash(infoHash, tag);
        AtomicLongArray segment = segments.get(segment(hash));
        if (segment == null) {
            if (place == 0) {
                return;
            }
            segments.compareAndSet(segment(hash), null, new AtomicLongArray(BUCKET << BUCKET_BITS));
            segment = segments.get(segment(hash));
        }
        if (segment != null) {
            int slot = slot(segment, bucket(hash), hash);
            if (place != 0) {
                segment.setPlain(slot, (hash & ~PLACE_MASK) | place);
            } else if (segment.getPlain(slot) >>> PLACE_BITS == hash >>> PLACE_BITS) {
                segment.setPlain(slot, 0);
            }
        }
    }

    /** Returns where a host's entry is, or a free one, or one that another host has to give up. */
    private static int slot(AtomicLongArray segment, int bucket, long hash) {
        int free = bucket + (int) (hash & BUCKET - 1);
        for (int i = bucket; i < bucket + BUCKET; i++) {
            long entry = segment.getPlain(i);
            if (entry >>> PLACE_BITS == hash >>> PLACE_BITS) {
                return i;
            }
            if (entry == 0) {
                free = i;
            }
        }
        return free;
    }

    private static int segment(long hash) {
        return (int) (hash >>> (BUCKET_BITS + 3)) & ((1 << SEGMENT_BITS) - 1);
    }

    private static int bucket(long hash) {
        return ((int) (hash >>> 3) & ((1 << BUCKET_BITS) - 1)) * BUCKET;
    }

    /** Returns 64 mixed bits of which the upper 40 are not all 0; hosts who aim at those of others gain nothing. */
    private static long hash(InfoHash infoHash, long tag) {
        long swarm = infoHash.head() ^ Long.rotateLeft(infoHash.middle(), 21) ^ Long.rotateLeft(infoHash.tail(), 42);
        long mixed = (swarm ^ tag) * 0x9e37_79b9_7f4a_7c15L;
        mixed = (mixed ^ mixed >>> 32) * 0xd6e8_feb8_6659_fd93L;
        mixed ^= mixed >>> 32;
        return mixed >>> PLACE_BITS == 0 ? mixed | 1L << PLACE_BITS : mixed;
    }
}
