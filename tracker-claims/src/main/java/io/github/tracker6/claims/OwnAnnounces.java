package io.github.tracker6.claims;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers which endpoints, and which sides of hosts, announced themselves lately: nobody has to look for those, and
 * nobody speaks for them. Asked for every announce, hence of fixed size and without locks; where it is too small it
 * forgets the oldest of four, which costs a probe. Thread-safe.
 */
final class OwnAnnounces {
    /** The least capacity. */
    static final int MIN_CAPACITY = 4;

    private static final int WAYS = 4;
    private static final long SECONDS_MASK = 0xffff_ffffL;

    /** Each slot: the upper half of a name above the second it was heard; 0 is empty. */
    private final AtomicLongArray slots;

    private final int lastSet;
    private final long lifeSeconds;

    /**
     * Makes an empty table.
     *
     * @param capacity a power of two, at least 4; it takes 8 bytes each
     */
    OwnAnnounces(int capacity, Duration life) {
        this.slots = new AtomicLongArray(capacity);
        this.lastSet = capacity / WAYS - 1;
        this.lifeSeconds = life.toSeconds();
    }

    void noteAnnounce(long name, long nowMillis) {
        long now = seconds(nowMillis);
        int first = first(name);
        int oldest = first;
        for (int i = first; i < first + WAYS; i++) {
            long slot = slots.getPlain(i);
            if (isOf(slot, name)) {
                oldest = i;
                break;
            }
            if ((slot & SECONDS_MASK) < (slots.getPlain(oldest) & SECONDS_MASK)) {
                oldest = i;
            }
        }
        slots.setRelease(oldest, (name & ~SECONDS_MASK) | now);
    }

    void stopped(long name) {
        int first = first(name);
        for (int i = first; i < first + WAYS; i++) {
            if (isOf(slots.getPlain(i), name)) {
                slots.setRelease(i, 0);
            }
        }
    }

    boolean contains(long name, long nowMillis) {
        int first = first(name);
        for (int i = first; i < first + WAYS; i++) {
            long slot = slots.getAcquire(i);
            if (isOf(slot, name) && seconds(nowMillis) - (slot & SECONDS_MASK) <= lifeSeconds) {
                return true;
            }
        }
        return false;
    }

    private int first(long name) {
        return ((int) name & lastSet) * WAYS;
    }

    private static boolean isOf(long slot, long name) {
        return slot != 0 && ((slot ^ name) & ~SECONDS_MASK) == 0;
    }

    private static long seconds(long nowMillis) {
        return TimeUnit.MILLISECONDS.toSeconds(nowMillis) & SECONDS_MASK;
    }
}
