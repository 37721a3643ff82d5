package io.github.tracker6.claims;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Remembers which endpoints, families of hosts, or addresses have announced within some time. It is used for each
 * announce, so it has a fixed size and no locks: sets of four slots, of which a new entry takes the oldest. Thread-safe.
 */
final class OwnAnnounces {
    /** The least capacity. */
    static final int MIN_CAPACITY = 4;

    private static final int WAYS = 4;
    private static final long SECONDS_MASK = 0xffff_ffffL;

    /** A slot has the upper half of a key and, below it, the second of the last announce; 0 is empty. */
    private final AtomicLongArray slots;

    private final int lastSet;
    private final long lifeSeconds;

    /**
     * Makes an empty table.
     *
     * @param capacity the number of slots, of 8 bytes each: a power of two, at least 4
     * @param life how long an entry is kept
     */
    OwnAnnounces(int capacity, Duration life) {
        this.slots = new AtomicLongArray(capacity);
        this.lastSet = capacity / WAYS - 1;
        this.lifeSeconds = life.toSeconds();
    }

    void noteAnnounce(long key, long nowMillis) {
        long now = seconds(nowMillis);
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
        slots.setRelease(oldest, (key & ~SECONDS_MASK) | now);
    }

    void remove(long key) {
        int first = first(key);
        for (int i = first; i < first + WAYS; i++) {
            if (isOf(slots.getPlain(i), key)) {
                slots.setRelease(i, 0);
            }
        }
    }

    boolean contains(long key, long nowMillis) {
        int first = first(key);
        for (int i = first; i < first + WAYS; i++) {
            long slot = slots.getAcquire(i);
            if (isOf(slot, key) && seconds(nowMillis) - (slot & SECONDS_MASK) <= lifeSeconds) {
                return true;
            }
        }
        return false;
    }

    private int first(long key) {
        return ((int) key & lastSet) * WAYS;
    }

    private static boolean isOf(long slot, long key) {
        return slot != 0 && ((slot ^ key) & ~SECONDS_MASK) == 0;
    }

    private static long seconds(long nowMillis) {
        return TimeUnit.MILLISECONDS.toSeconds(nowMillis) & SECONDS_MASK;
    }
}
