package io.github.tracker6.examples.tools.load;

/**
 * The announces that are in flight, in the order of their sequence numbers; a ring, so that those whose time is over
 * stand at its end.
 */
final class InFlight {
    private static final int CAPACITY = 1 << 20;
    private static final int MASK = CAPACITY - 1;

    /** What became of an announce. */
    enum Fate {
        PENDING,
        ANSWERED,
        LOST,
        /** So long ago, or so far ahead, that nobody knows. */
        UNKNOWN
    }

    private final int[] peer = new int[CAPACITY];
    private final long[] intended = new long[CAPACITY];
    private final long[] sent = new long[CAPACITY];
    private final int[] sureOthers = new int[CAPACITY];
    private final int[] leaves = new int[CAPACITY];
    private final Event[] event = new Event[CAPACITY];
    private final Fate[] fate = new Fate[CAPACITY];
    private long next = CAPACITY; // never 0: absent since 0 means since ever
    private long oldest = CAPACITY;
    private int pending;

    boolean hasRoom() {
        return next - oldest < CAPACITY;
    }

    int pending() {
        return pending;
    }

    /** Returns the sequence number of the announce that will be sent next. */
    long next() {
        return next;
    }

    /** Adds the next announce. Times are in nanoseconds. */
    void add(int who, Event what, long intendedNanos, long sentNanos, int othersThen, int leavesThen) {
        int slot = (int) next & MASK;
        peer[slot] = who;
        event[slot] = what;
        intended[slot] = intendedNanos;
        sent[slot] = sentNanos;
        sureOthers[slot] = othersThen;
        leaves[slot] = leavesThen;
        fate[slot] = Fate.PENDING;
        next++;
        pending++;
    }

    Fate fate(long sequence) {
        return sequence < next && sequence >= next - CAPACITY && sequence >= CAPACITY
                ? fate[(int) sequence & MASK]
                : Fate.UNKNOWN;
    }

    /** Notes what became of a pending announce. */
    void settle(long sequence, Fate result) {
        fate[(int) sequence & MASK] = result;
        pending--;
    }

    /** Returns the oldest pending announce that was sent before a time, or -1. */
    long oldestBefore(long nanos) {
        while (oldest < next) {
            int slot = (int) oldest & MASK;
            if (fate[slot] == Fate.PENDING) {
                return sent[slot] - nanos < 0 ? oldest : -1;
            }
            oldest++;
        }
        return -1;
    }

    int peer(long sequence) {
        return peer[(int) sequence & MASK];
    }

    Event event(long sequence) {
        return event[(int) sequence & MASK];
    }

    long intendedNanos(long sequence) {
        return intended[(int) sequence & MASK];
    }

    int sureOthers(long sequence) {
        return sureOthers[(int) sequence & MASK];
    }

    int leaves(long sequence) {
        return leaves[(int) sequence & MASK];
    }
}
