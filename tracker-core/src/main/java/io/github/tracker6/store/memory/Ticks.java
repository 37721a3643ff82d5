package io.github.tracker6.store.memory;

import java.time.Duration;

/**
 * Time in ticks of 1/256 of the peer TTL. A record keeps the lower 12 bits of the tick in which it was seen, which is
 * enough for ages up to 12 TTL. A shard removes records before they are 10 TTL old. Immutable.
 */
final class Ticks {
    /** The peer TTL in ticks. */
    static final int TTL = 256;

    /** An endpoint that announces again at this age has returned: 84 s, if peers live 45 minutes. */
    static final int SETTLED = TTL / 32;

    /** A larger age means that the record was seen a little later than now: threads may read the clock out of order. */
    private static final int OLDEST = 12 * TTL;

    private static final int SEEN_MASK = 0xfff;

    private final long ttlMillis;

    Ticks(Duration ttl) {
        this.ttlMillis = ttl.toMillis();
    }

    /** Returns the tick of a time. */
    long at(long millis) {
        return Math.floorDiv(millis * TTL, ttlMillis);
    }

    /** Returns how many whole ticks a time takes. */
    int in(long millis) {
        return (int) Math.min(Integer.MAX_VALUE, millis * TTL / ttlMillis);
    }

    /** Returns the shortest time that an age in ticks may stand for, in milliseconds. */
    long leastMillis(int age) {
        return Math.max(0, age - 1) * ttlMillis / TTL;
    }

    static int seen(long tick) {
        return (int) tick & SEEN_MASK;
    }

    /** Returns how old a record is, in ticks; 0 where its time is slightly ahead. */
    static int age(long state, int nowSeen) {
        int age = (nowSeen - PeerState.seen(state)) & SEEN_MASK;
        return age < OLDEST ? age : 0;
    }

    /** Returns whether an endpoint that announces now has returned, see {@link PeerState#returned}. */
    static boolean returns(long state, int nowSeen) {
        return PeerState.returned(state) || age(state, nowSeen) >= SETTLED;
    }

    static boolean isExpired(long state, int nowSeen) {
        int age = (nowSeen - PeerState.seen(state)) & SEEN_MASK;
        return age >= TTL && age < OLDEST;
    }
}
