package io.github.tracker6.store.memory;

import java.util.Arrays;

/**
 * Leads from a hash to a segment of a {@link HashIndex}: extendible hashing. The directory is an array of 2^depth
 * places, and a segment has 2^(depth - its own depth) places in a row. Only {@link #segmentOf} may be called without
 * the shard's lock.
 */
final class SegmentDirectory {
    private static final int MAX_DEPTH = 26;

    /** The bits of a hash that choose a place. */
    private static final int PLACE_BITS = 30;

    private IndexSegment[] segments;
    private int depth;

    SegmentDirectory(IndexSegment first) {
        this.segments = new IndexSegment[] {first};
    }

    int places() {
        return segments.length;
    }

    int depth() {
        return depth;
    }

    IndexSegment segmentAt(int place) {
        return segments[place];
    }

    /** Returns the segment of a hash. Never null, except to a thread without the lock. */
    IndexSegment segmentOf(long hash) {
        IndexSegment[] all = segments;
        return all[placeOf(hash, Integer.numberOfTrailingZeros(all.length))];
    }

    /** Returns how many places a segment has. */
    int span(IndexSegment segment) {
        return 1 << (depth - segment.depth);
    }

    /**
     * Puts two segments in the place of one that is full.
     *
     * @param hash a hash that leads to the full segment
     */
    void split(IndexSegment full, long hash, IndexSegment low, IndexSegment high) {
        if (full.depth == depth) {
            doublePlaces();
        }
        int half = span(full) / 2;
        int first = placeOf(hash, depth) & -2 * half;
        Arrays.fill(segments, first, first + half, low);
        Arrays.fill(segments, first + half, first + 2 * half, high);
    }

    /**
     * Checks that a segment can be split.
     *
     * @throws IllegalStateException if its hashes are alike in too many bits
     */
    static void requireSplittable(IndexSegment segment) {
        if (segment.depth == MAX_DEPTH) {
            throw new IllegalStateException("more than " + segment.live + " entries with like hashes");
        }
    }

    private void doublePlaces() {
        IndexSegment[] doubled = new IndexSegment[2 * segments.length];
        for (int i = 0; i < doubled.length; i++) {
            doubled[i] = segments[i >>> 1];
        }
        segments = doubled;
        depth++;
    }

    /**
     * Returns the place of a hash. With equal shares of the hashes all segments would grow and split at about the same
     * time; the blocks of one size would then be given up all at once, and no segment would need them. So the shares
     * are unequal, the largest twice the smallest, and each segment outgrows its block at another time. With x as the
     * hash, 0 to 1, the place is x(4 - x) / 3 of the directory.
     */
    private static int placeOf(long hash, int depth) {
        long x = hash >>> (Long.SIZE - PLACE_BITS);
        long place = x * ((4L << PLACE_BITS) - x) / (3L << PLACE_BITS);
        return (int) (place >>> (PLACE_BITS - depth));
    }
}
