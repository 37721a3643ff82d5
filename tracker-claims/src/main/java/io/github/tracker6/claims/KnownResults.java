package io.github.tracker6.claims;

import io.github.tracker6.Reachability;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.random.RandomGenerator;

/**
 * What the probes of IPv6 endpoints have shown, whatever the swarm, and when each endpoint is probed again. It is used for
 * each announce, so it has a fixed size and no locks: sets of four slots, of which a new entry takes the one whose next
 * probe is due first. Where the store still knows the result of a forgotten endpoint, the entry comes back from there with
 * a random part of its time, and one in eight is probed. Thread-safe.
 */
final class KnownResults {
    /** What {@link #find} returns for an endpoint that is not in the table. */
    static final long NONE = 0;

    private static final int WAYS = 4;
    private static final int FORGOTTEN_PER_PROBE = 8;
    private static final int STATE_SHIFT = Integer.SIZE;
    private static final int STATE_BITS = 3;
    private static final long SECONDS_MASK = 0xffff_ffffL;
    private static final long KEY_MASK = -1L << (STATE_SHIFT + STATE_BITS);

    /** What is known of an endpoint. */
    enum State {
        /** A probe reached it. */
        REACHED(0),
        /** A probe did not reach it, and the tracker's own IPv6 worked. */
        FAILED(1),
        /** A probe did not reach it, and the tracker's own IPv6 may be the cause. */
        DOUBTED(2),
        /** The store says that it was not reached: another tracker's probe, or one of before a restart. */
        FAILED_ELSEWHERE(3),
        /** An earlier probe failed and the store was told so. Since then the tracker's own IPv6 may be the cause. */
        WITHDRAWN(4);

        private static final State[] ALL = values();
        private final long bits;

        State(long bits) {
            this.bits = bits;
        }
    }

    /** What an announce of an endpoint calls for. */
    enum Step {
        NOTHING,
        PROBE,
        /** The store knows more. */
        ADOPT,
        MARK_REACHED,
        MARK_NOT_REACHED,
        MARK_UNKNOWN
    }

    /** A slot has the upper bits of a key, the state, and the second from which on the endpoint is probed again. */
    private final AtomicLongArray slots;

    private final int lastSet;
    private final long againSeconds;
    private final long soonSeconds;
    private final long stalledSeconds;

    /**
     * Makes an empty table.
     *
     * @param capacity the number of slots, of 8 bytes each: a power of two, at least 4
     */
    KnownResults(int capacity, ReachabilityTimes times) {
        this.slots = new AtomicLongArray(capacity);
        this.lastSet = capacity / WAYS - 1;
        this.againSeconds = times.again().toSeconds();
        this.soonSeconds = times.soon().toSeconds();
        this.stalledSeconds = times.stalled().toSeconds();
    }

    /** Returns the entry of an endpoint, or {@link #NONE}. */
    long find(long key) {
        int first = first(key);
        for (int i = first; i < first + WAYS; i++) {
            long slot = slots.getAcquire(i);
            if (isOf(slot, key)) {
                return slot;
            }
        }
        return NONE;
    }

    /**
     * Records what is known of an endpoint.
     *
     * @param soon whether it is to be probed again soon, rather than after hours
     */
    void put(long key, State state, boolean soon, long nowMillis) {
        put(key, state, soon ? soonSeconds : againSeconds, nowMillis);
    }

    /**
     * Records what the store knows of an endpoint, with a random time until it is probed again, up to that of a probe's
     * result. The age of what the store knows is unknown. One in eight endpoints without an entry is to be probed now:
     * otherwise the store's results would never be checked where the table forgets endpoints between their announces.
     *
     * @return false if nothing was recorded, and the endpoint is to be probed
     */
    boolean adopt(long key, State state, RandomGenerator random, long nowMillis) {
        if (find(key) == NONE && random.nextInt(FORGOTTEN_PER_PROBE) == 0) {
            return false;
        }
        put(key, state, random.nextLong(soonSeconds, againSeconds + 1), nowMillis);
        return true;
    }

    private void put(long key, State state, long secondsLeft, long nowMillis) {
        long due = seconds(nowMillis) + secondsLeft;
        int first = first(key);
        int oldest = first;
        for (int i = first; i < first + WAYS; i++) {
            long slot = slots.getPlain(i);
            if (isOf(slot, key)) {
                oldest = i;
                break;
            }
            if ((slot & SECONDS_MASK) < (slots.getPlain(oldest) & SECONDS_MASK)) {
                oldest = i;
            }
        }
        slots.setRelease(oldest, (key & KEY_MASK) | state.bits << STATE_SHIFT | (due & SECONDS_MASK));
    }

    /** Returns the state in an entry. */
    static State state(long entry) {
        return State.ALL[(int) (entry >>> STATE_SHIFT) & ((1 << STATE_BITS) - 1)];
    }

    /**
     * Returns what an announce calls for.
     *
     * @param entry of the endpoint, or {@link #NONE}
     * @param reported what the store knows of the endpoint in the swarm of the announce
     * @param stalled whether the client says that it moves no data
     * @param believed whether a failed probe proves something now, see {@link BeliefGate}
     */
    Step step(long entry, Reachability reported, boolean stalled, boolean believed, long nowMillis) {
        if (entry == NONE) {
            return reported == Reachability.UNKNOWN || stalled ? Step.PROBE : Step.ADOPT;
        }
        long left = (entry & SECONDS_MASK) - seconds(nowMillis);
        boolean due = left <= 0 || (stalled && left <= againSeconds - stalledSeconds);
        return switch (state(entry)) {
            case REACHED -> due ? Step.PROBE : reported == Reachability.REACHED ? Step.NOTHING : Step.MARK_REACHED;
            case FAILED -> failed(reported, due, believed);
            case DOUBTED -> reported == Reachability.NOT_REACHED ? Step.ADOPT : doubted(due, left, believed);
            case WITHDRAWN ->
                !due && !believed && reported == Reachability.NOT_REACHED
                        ? Step.MARK_UNKNOWN
                        : doubted(due, left, believed);
            case FAILED_ELSEWHERE -> failedElsewhere(reported, due, believed);
        };
    }

    private static Step failed(Reachability reported, boolean due, boolean believed) {
        if (!believed && reported == Reachability.NOT_REACHED) {
            return Step.MARK_UNKNOWN;
        }
        if (due) {
            return Step.PROBE;
        }
        return !believed || reported == Reachability.NOT_REACHED ? Step.NOTHING : Step.MARK_NOT_REACHED;
    }

    private Step doubted(boolean due, long secondsLeft, boolean believed) {
        boolean dueIfBelieved = believed && secondsLeft <= againSeconds - soonSeconds;
        return due || dueIfBelieved ? Step.PROBE : Step.NOTHING;
    }

    private static Step failedElsewhere(Reachability reported, boolean due, boolean believed) {
        if (due) {
            return Step.PROBE;
        }
        return switch (reported) {
            case REACHED -> Step.ADOPT;
            case NOT_REACHED -> Step.NOTHING;
            case UNKNOWN -> believed ? Step.MARK_NOT_REACHED : Step.NOTHING;
        };
    }

    private int first(long key) {
        return ((int) key & lastSet) * WAYS;
    }

    private static boolean isOf(long slot, long key) {
        return slot != NONE && ((slot ^ key) & KEY_MASK) == 0;
    }

    private static long seconds(long nowMillis) {
        return TimeUnit.MILLISECONDS.toSeconds(nowMillis) & SECONDS_MASK;
    }
}
