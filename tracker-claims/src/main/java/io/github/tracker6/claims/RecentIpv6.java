package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The latest IPv6 announces of hosts that were not known over IPv4 yet, so that an endpoint can be probed when its host
 * turns out to be dual-stack. The announces of the two families may be handled at the same time, on two threads; the one
 * that comes second here finds the other one. A fixed number of slots; a new entry takes the slot of an older one, which
 * costs the older host a probe until its next announce. Thread-safe.
 */
final class RecentIpv6 {
    private static final int STRIPES = 64;
    private static final int WORDS = 4;
    private static final int HOST = 0;
    private static final int HIGH = 1;
    private static final int LOW = 2;

    /** The second of the announce, then the port. Port 0: the host's IPv4 announce waits for that over IPv6. */
    private static final int SECOND_AND_PORT = 3;

    private static final int PORT_BITS = 16;
    private static final int PORT_MASK = 0xffff;

    private final long[] slots;
    private final int lastSlot;
    private final long lifeSeconds;
    private final Object[] locks = new Object[STRIPES];

    /**
     * Makes an empty table.
     *
     * @param capacity the number of slots, of 32 bytes each: a power of two
     */
    RecentIpv6(int capacity, long lifeMillis) {
        this.slots = new long[capacity * WORDS];
        this.lastSlot = capacity - 1;
        this.lifeSeconds = TimeUnit.MILLISECONDS.toSeconds(lifeMillis);
        for (int i = 0; i < STRIPES; i++) {
            locks[i] = new Object();
        }
    }

    /**
     * Keeps an IPv6 announce.
     *
     * @return true if an IPv4 announce of the host was waiting for it; then it is not kept
     */
    boolean putOrMeet(long host, long addressHigh, long addressLow, int port, long nowMillis) {
        int at = at(host);
        synchronized (lock(host)) {
            boolean meets = isFresh(at, host, nowMillis) && port(at) == 0;
            if (meets) {
                slots[at + SECOND_AND_PORT] = 0;
            } else {
                set(at, host, addressHigh, addressLow, port, nowMillis);
            }
            return meets;
        }
    }

    /** Removes and returns the endpoint of a host. If there is none, the host's next IPv6 announce is to meet this call. */
    @Nullable
    Endpoint takeOrWait(long host, long nowMillis) {
        int at = at(host);
        synchronized (lock(host)) {
            if (isFresh(at, host, nowMillis) && port(at) != 0) {
                Endpoint endpoint = Endpoint.ofIpv6(slots[at + HIGH], slots[at + LOW], port(at));
                slots[at + SECOND_AND_PORT] = 0;
                return endpoint;
            }
            set(at, host, 0, 0, 0, nowMillis);
            return null;
        }
    }

    private void set(int at, long host, long addressHigh, long addressLow, int port, long nowMillis) {
        slots[at + HOST] = host;
        slots[at + HIGH] = addressHigh;
        slots[at + LOW] = addressLow;
        slots[at + SECOND_AND_PORT] = seconds(nowMillis) << PORT_BITS | port;
    }

    private boolean isFresh(int at, long host, long nowMillis) {
        return slots[at + HOST] == host
                && seconds(nowMillis) - (slots[at + SECOND_AND_PORT] >>> PORT_BITS) <= lifeSeconds;
    }

    private int port(int at) {
        return (int) slots[at + SECOND_AND_PORT] & PORT_MASK;
    }

    private int at(long host) {
        return ((int) host & lastSlot) * WORDS;
    }

    private Object lock(long host) {
        return locks[(int) host & (STRIPES - 1)];
    }

    private static long seconds(long nowMillis) {
        return TimeUnit.MILLISECONDS.toSeconds(nowMillis);
    }
}
