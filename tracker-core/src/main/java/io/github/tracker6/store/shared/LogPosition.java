package io.github.tracker6.store.shared;

/**
 * The place of an entry in a {@link ChangeLog}. Positions grow from entry to entry. Immutable.
 *
 * @param millis the log's own time at which the entry was appended, in milliseconds since 1970, 0 or more
 * @param sequence the number of the entry among those of the same millisecond, 0 or more
 * @since 0.1.0
 */
public record LogPosition(long millis, long sequence) implements Comparable<LogPosition> {
    private static final int SEQUENCE_BITS = 20;

    /** The position in front of every entry. */
    public static final LogPosition START = new LogPosition(0, 0);

    /**
     * Makes a position.
     *
     * @throws IllegalArgumentException if a number is negative
     */
    public LogPosition {
        if (millis < 0 || sequence < 0) {
            throw new IllegalArgumentException("position " + millis + "-" + sequence + " is negative");
        }
    }

    /** Returns one number that grows with the position. Past a million entries of one millisecond it stands still. */
    long order() {
        return millis << SEQUENCE_BITS | Math.min(sequence, (1L << SEQUENCE_BITS) - 1);
    }

    /** Returns the order of the first position of a millisecond. */
    static long orderAt(long millis) {
        return Math.max(0, millis) << SEQUENCE_BITS;
    }

    @Override
    public int compareTo(LogPosition other) {
        int byMillis = Long.compare(millis, other.millis);
        return byMillis != 0 ? byMillis : Long.compare(sequence, other.sequence);
    }

    /** Returns whether this position is behind another one. */
    public boolean isAfter(LogPosition other) {
        return compareTo(other) > 0;
    }

    /** Returns {@code millis-sequence}. */
    @Override
    public String toString() {
        return millis + "-" + sequence;
    }
}
