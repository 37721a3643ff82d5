package io.github.tracker6.benchmarks.load;

import java.util.Arrays;

/**
 * The announces that are in flight, in the order of their sequence numbers; a ring, so that those whose time is over
 * stand at its end.
 */
final class InFlight {
    private static final int FIRST_CAPACITY = 1 << 12;
    private static final int MAX_CAPACITY = 1 << 20;
    /** Never 0: a peer that is absent since 0 is absent since ever. */
    private static final long FIRST_SEQUENCE = MAX_CAPACITY;

    /** What became of an announce. */
    enum Fate {
        PENDING,
        ANSWERED,
        LOST,
        /** So long ago, or so far ahead, that nobody knows. */
        UNKNOWN
    }

    private int mask = FIRST_CAPACITY - 1;
    private int[] peer = new int[FIRST_CAPACITY];
    private long[] intended = new long[FIRST_CAPACITY];
    private long[] sent = new long[FIRST_CAPACITY];
    private int[] sureOthers = new int[FIRST_CAPACITY];
    private int[] leaves = new int[FIRST_CAPACITY];
    private Event[] event = new Event[FIRST_CAPACITY];
    private Fate[] fate = new Fate[FIRST_CAPACITY];
    private long next = FIRST_SEQUENCE;
    private long oldest = FIRST_SEQUENCE;
    private long validFrom = FIRST_SEQUENCE;
    private int pending;

    /** Returns whether another announce can be added; the ring grows where it must. */
    boolean hasRoom() {
        if (next - oldest <= mask) {
            return true;
        }
        if (mask + 1 == MAX_CAPACITY) {
            return false;
        }
        grow();
        return true;
    }

    /** Twice the same ring: a sequence number finds its copy wherever the new mask leads it. */
    private void grow() {
        peer = twice(peer);
        intended = twice(intended);
        sent = twice(sent);
        sureOthers = twice(sureOthers);
        leaves = twice(leaves);
        int length = mask + 1;
        validFrom = Math.max(validFrom, next - length);
        event = Arrays.copyOf(event, 2 * length);
        fate = Arrays.copyOf(fate, 2 * length);
        System.arraycopy(event, 0, event, length, length);
        System.arraycopy(fate, 0, fate, length, length);
        mask = 2 * length - 1;
    }

    private static int[] twice(int[] ring) {
        int[] twice = Arrays.copyOf(ring, 2 * ring.length);
        System.arraycopy(ring, 0, twice, ring.length, ring.length);
        return twice;
    }

    private static long[] twice(long[] ring) {
        long[] twice = Arrays.copyOf(ring, 2 * ring.length);
        System.arraycopy(ring, 0, twice, ring.length, ring.length);
        return twice;
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
        int slot = (int) next & mask;
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
        return sequence < next && sequence >= Math.max(validFrom, next - mask - 1)
                ? fate[(int) sequence & mask]
                : Fate.UNKNOWN;
    }

    /** Notes what became of a pending announce. */
    void settle(long sequence, Fate result) {
        fate[(int) sequence & mask] = result;
        pending--;
    }

    /** Returns the oldest pending announce that was sent before a time, or -1. */
    long oldestBefore(long nanos) {
        while (oldest < next) {
            int slot = (int) oldest & mask;
            if (fate[slot] == Fate.PENDING) {
                return sent[slot] - nanos < 0 ? oldest : -1;
            }
            oldest++;
        }
        return -1;
    }

    int peer(long sequence) {
        return peer[(int) sequence & mask];
    }

    Event event(long sequence) {
        return event[(int) sequence & mask];
    }

    long intendedNanos(long sequence) {
        return intended[(int) sequence & mask];
    }

    int sureOthers(long sequence) {
        return sureOthers[(int) sequence & mask];
    }

    int leaves(long sequence) {
        return leaves[(int) sequence & mask];
    }
}
