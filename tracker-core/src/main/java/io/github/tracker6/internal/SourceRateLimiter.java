package io.github.tracker6.internal;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Limits how many requests of one source are answered. There is a token bucket per IPv4 address and per IPv6 /64, and
 * one per IPv6 /48 against sources with many /64s. The memory is fixed, 2 MiB: sources whose keyed hashes collide share
 * a bucket. Thread-safe. Use it for validated sources only: otherwise a forged source could use up a client's tokens.
 *
 * <p>A bucket is one number, the time at which it will be full again ("generic cell rate algorithm"), so it needs no
 * refill and no lock.
 */
public final class SourceRateLimiter {
    /** The usual rate of an IPv4 address or IPv6 /64: 50 requests per second. */
    public static final int SOURCE_PER_SECOND = 50;
    /** The usual burst of an IPv4 address or IPv6 /64: 500 requests. */
    public static final int SOURCE_BURST = 500;
    /** The usual rate of an IPv6 /48: 2,000 requests per second. */
    public static final int PREFIX_PER_SECOND = 2_000;
    /** The usual burst of an IPv6 /48: 20,000 requests. */
    public static final int PREFIX_BURST = 20_000;

    private static final int MAX_RATE = 1_000_000;
    private static final int BUCKET_BITS = 18;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long IPV6_48 = 0xffff_ffff_ffff_0000L;

    private static final long KIND_IPV4 = 0;
    private static final long KIND_IPV6_64 = 1;
    private static final long KIND_IPV6_48 = 2;

    private static final VarHandle BUCKETS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] fullAtNanos = new long[1 << BUCKET_BITS];
    private final SipHash hash;
    private final Rate sourceRate;
    private final Rate prefixRate;

    /**
     * Makes a limiter whose buckets are all full.
     *
     * @param seed0 random, so that clients cannot choose sources that share a bucket with another client
     * @param seed1 random
     * @param sourceRate of an IPv4 address and an IPv6 /64
     * @param prefixRate of an IPv6 /48
     */
    public SourceRateLimiter(long seed0, long seed1, Rate sourceRate, Rate prefixRate) {
        this.hash = new SipHash(seed0, seed1);
        this.sourceRate = sourceRate;
        this.prefixRate = prefixRate;
    }

    /**
     * Takes a token of an IPv4 address. Returns false if it has none left.
     *
     * @param nowMillis above 0, of a clock that never steps back
     * @param address its 32 bits, unsigned
     */
    public boolean tryAcquireIpv4(long nowMillis, long address) {
        return tryAcquire(bucket(KIND_IPV4, address), nowMillis * NANOS_PER_MILLI, sourceRate);
    }

    /**
     * Takes a token of the /64 of an IPv6 address, and one of its /48. Returns false if one of them has none left.
     *
     * @param nowMillis as in {@link #tryAcquireIpv4}
     * @param high bytes 0 to 7 of the address, big-endian
     */
    public boolean tryAcquireIpv6(long nowMillis, long high) {
        long nowNanos = nowMillis * NANOS_PER_MILLI;
        // The /64 first: a /64 without tokens then takes none from its /48.
        return tryAcquire(bucket(KIND_IPV6_64, high), nowNanos, sourceRate)
                && tryAcquire(bucket(KIND_IPV6_48, high & IPV6_48), nowNanos, prefixRate);
    }

    private boolean tryAcquire(int bucket, long nowNanos, Rate rate) {
        while (true) {
            long fullAt = (long) BUCKETS.getOpaque(fullAtNanos, bucket);
            long next = Math.max(fullAt, nowNanos) + rate.intervalNanos;
            if (next - nowNanos > rate.burstNanos) {
                return false;
            }
            if (BUCKETS.compareAndSet(fullAtNanos, bucket, fullAt, next)) {
                return true;
            }
        }
    }

    private int bucket(long kind, long prefix) {
        return (int) (hash.hash(kind, prefix, 0) >>> (Long.SIZE - BUCKET_BITS));
    }

    /** How fast a bucket fills, and how much it holds. Immutable. */
    public static final class Rate {
        private final long intervalNanos;
        private final long burstNanos;

        /**
         * Makes a rate.
         *
         * @param perSecond tokens per second, 1 to 1,000,000
         * @param burst the most tokens in a bucket, 1 to 1,000,000
         * @throws IllegalArgumentException if a number is out of range; the message names it
         */
        public Rate(int perSecond, int burst) {
            this.intervalNanos = NANOS_PER_SECOND / Require.range("perSecond", perSecond, 1, MAX_RATE);
            this.burstNanos = Require.range("burst", burst, 1, MAX_RATE) * intervalNanos;
        }
    }
}
