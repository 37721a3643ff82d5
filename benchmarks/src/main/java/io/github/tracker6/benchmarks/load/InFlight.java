package io.github.tracker6.benchmarks.load;

import java.util.Arrays;

/**
 * The announces in flight, in the order of their sequence numbers. They are a ring, whose oldest entries are the first
 * to time out. Not thread-safe.
 */
final class InFlight {
    private static final int FIRST_CAPACITY = 1 << 12;
    private static final int MAX_CAPACITY = 1 << 20;
    /** Not 0: a peer that is absent since 0 has never announced. */
    private static final long FIRST_SEQUENCE = MAX_CAPACITY;

    /** The state of an announce. */
    enum State {
        PENDING,
        ANSWERED,
        LOST,
        /** The sequence number is too old or was not sent: the ring does not have it. */
        UNKNOWN
    }

    private int mask = FIRST_CAPACITY - 1;
    private int[] peer = new int[FIRST_CAPACITY];
    private long[] intended = new long[FIRST_CAPACITY];
    private long[] sent = new long[FIRST_CAPACITY];
    private int[] sureOthers = new int[FIRST_CAPACITY];
    private int[] leaves = new int[FIRST_CAPACITY];
    private Event[] event = new Event[FIRST_CAPACITY];
    private State[] state = new State[FIRST_CAPACITY];
    private long next = FIRST_SEQUENCE;
    private long oldest = FIRST_SEQUENCE;
    private long validFrom = FIRST_SEQUENCE;
    private int pending;

    /** Returns whether another announce can be added. The ring grows if necessary. */
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

    /** Doubles the ring by a copy of itself: with the new mask, a sequence number leads to one of its two copies. */
    private void grow() {
        peer = doubled(peer);
        intended = doubled(intended);
        sent = doubled(sent);
        sureOthers = doubled(sureOthers);
        leaves = doubled(leaves);
        int length = mask + 1;
        validFrom = Math.max(validFrom, next - length);
        event = Arrays.copyOf(event, 2 * length);
        state = Arrays.copyOf(state, 2 * length);
        System.arraycopy(event, 0, event, length, length);
        System.arraycopy(state, 0, state, length, length);
        mask = 2 * length - 1;
    }

    private static int[] doubled(int[] ring) {
        int[] copy = Arrays.copyOf(ring, 2 * ring.length);
        System.arraycopy(ring, 0, copy, ring.length, ring.length);
        return copy;
    }

    private static long[] doubled(long[] ring) {
        long[] copy = Arrays.copyOf(ring, 2 * ring.length);
        System.arraycopy(ring, 0, copy, ring.length, ring.length);
        return copy;
    }

    int pending() {
        return pending;
    }

    /** Returns the sequence number of the next announce. */
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
        state[slot] = State.PENDING;
        next++;
        pending++;
    }

    /** Returns a sequence number that no pending announce is below. */
    long oldest() {
        return oldest;
    }

    State state(long sequence) {
        return sequence < next && sequence >= Math.max(validFrom, next - mask - 1)
                ? state[(int) sequence & mask]
                : State.UNKNOWN;
    }

    /** Sets the final state of a pending announce. */
    void settle(long sequence, State result) {
        state[(int) sequence & mask] = result;
        pending--;
    }

    /** Returns the oldest pending announce that was sent before a time, or -1. */
    long oldestBefore(long nanos) {
        while (oldest < next) {
            int slot = (int) oldest & mask;
            if (state[slot] == State.PENDING) {
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
