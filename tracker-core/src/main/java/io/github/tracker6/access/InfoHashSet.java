package io.github.tracker6.access;

import io.github.tracker6.InfoHash;
import java.util.Arrays;
import java.util.Collection;

/**
 * A set of info hashes, such as an allow list. It takes 21 bytes for each, and a look-up takes the same time in a set of
 * ten and of a million. Immutable.
 *
 * @since 0.1.0
 */
public final class InfoHashSet {
    /** How many info hashes share a bucket on average. */
    private static final int PER_BUCKET = 8;

    /** Sorted by their first eight bytes, unsigned. */
    private final long[] heads;

    private final long[] middles;
    private final int[] tails;

    /** The index of the first info hash whose upper bits are as the bucket's number or more. */
    private final int[] buckets;

    private final int shift;

    private InfoHashSet(InfoHash[] sorted) {
        int size = sorted.length;
        heads = new long[size];
        middles = new long[size];
        tails = new int[size];
        int bits = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(size / PER_BUCKET));
        shift = Long.SIZE - bits;
        buckets = new int[(1 << bits) + 1];
        for (int i = 0; i < size; i++) {
            heads[i] = sorted[i].head();
            middles[i] = sorted[i].middle();
            tails[i] = sorted[i].tail();
            buckets[(int) (heads[i] >>> shift) + 1]++;
        }
        for (int i = 1; i < buckets.length; i++) {
            buckets[i] += buckets[i - 1];
        }
    }

    /** Returns the set of the given info hashes. */
    public static InfoHashSet of(Collection<InfoHash> hashes) {
        return new InfoHashSet(hashes.stream().distinct().sorted().toArray(InfoHash[]::new));
    }

    /**
     * Parses a list with one info hash per line.
     *
     * <ul>
     *   <li>A line begins with 40 hex digits of either case, or 64, of which the first 40 count (BEP 52).
     *   <li>White space before them, and any text behind them that does not begin with a letter or digit, are ignored.
     *   <li>Empty lines, and lines that begin with a {@code #}, are ignored.
     *   <li>Lines end with a line feed, with or without a carriage return. A UTF-8 byte order mark at the begin is ignored.
     * </ul>
     *
     * @param text the bytes of the list
     * @throws IllegalArgumentException if a line holds anything else; the message has the line's number, not its text
     */
    public static InfoHashSet parse(byte[] text) {
        return of(InfoHashLines.parse(text));
    }

    /** Returns whether an info hash is in the set. */
    public boolean contains(InfoHash infoHash) {
        return contains(infoHash.head(), infoHash.middle(), infoHash.tail());
    }

    /**
     * Returns whether an info hash is in the set. Makes no object.
     *
     * @param head bytes 0 to 7 of the info hash, big-endian
     * @param middle bytes 8 to 15, big-endian
     * @param tail bytes 16 to 19, big-endian
     */
    public boolean contains(long head, long middle, int tail) {
        int bucket = (int) (head >>> shift);
        int low = buckets[bucket];
        int high = buckets[bucket + 1] - 1;
        while (low <= high) {
            int mid = (low + high) >>> 1;
            int order = Long.compareUnsigned(heads[mid], head);
            if (order == 0) {
                order = Long.compareUnsigned(middles[mid], middle);
            }
            if (order == 0) {
                order = Integer.compareUnsigned(tails[mid], tail);
            }
            if (order == 0) {
                return true;
            }
            if (order < 0) {
                low = mid + 1;
            } else {
                high = mid - 1;
            }
        }
        return false;
    }

    /**
     * Returns one of the info hashes, in their order.
     *
     * @param index 0 to {@code size() - 1}
     * @throws IndexOutOfBoundsException if there is none at that index
     */
    public InfoHash get(int index) {
        return InfoHash.of(heads[index], middles[index], tails[index]);
    }

    /** Returns the number of info hashes. */
    public int size() {
        return heads.length;
    }

    /** Returns how many info hashes of this set are in another one. */
    public int countIn(InfoHashSet other) {
        int common = 0;
        for (int i = 0; i < heads.length; i++) {
            common += other.contains(heads[i], middles[i], tails[i]) ? 1 : 0;
        }
        return common;
    }

    /** Returns whether two sets hold the same info hashes. */
    @Override
    public boolean equals(Object object) {
        return object instanceof InfoHashSet other
                && Arrays.equals(heads, other.heads)
                && Arrays.equals(middles, other.middles)
                && Arrays.equals(tails, other.tails);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(heads) + Arrays.hashCode(tails);
    }

    /** Returns how many info hashes there are, as text. */
    @Override
    public String toString() {
        return "InfoHashSet[" + size() + "]";
    }
}
