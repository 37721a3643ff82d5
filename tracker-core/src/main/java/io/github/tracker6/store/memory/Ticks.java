package io.github.tracker6.store.memory;

import java.time.Duration;

/**
 * Time in ticks of 1/256 of the peer TTL. Records keep the lower 12 bits of the tick in which they were seen, which
 * tells ages of up to 12 TTL apart; a shard never lets a record grow older than 10.
 */
final class Ticks {
    /** The peer TTL in ticks. */
    static final int TTL = 256;

    /** Ages above this are taken for a time slightly ahead: announces in flight may see the clock out of order. */
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

    static int seen(long tick) {
        return (int) tick & SEEN_MASK;
    }

    /** Returns how old a record is, in ticks; 0 where its time is slightly ahead. */
    static int age(long state, int nowSeen) {
        int age = (nowSeen - PeerState.seen(state)) & SEEN_MASK;
        return age < OLDEST ? age : 0;
    }

    static boolean isExpired(long state, int nowSeen) {
        int age = (nowSeen - PeerState.seen(state)) & SEEN_MASK;
        return age >= TTL && age < OLDEST;
    }
}
