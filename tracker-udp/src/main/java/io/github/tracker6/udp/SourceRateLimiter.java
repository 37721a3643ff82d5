package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.internal.SipHash;
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
final class SourceRateLimiter {
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

    SourceRateLimiter(long seed0, long seed1, Rate sourceRate, Rate prefixRate) {
        this.hash = new SipHash(seed0, seed1);
        this.sourceRate = sourceRate;
        this.prefixRate = prefixRate;
    }

    /** Takes a token of the source. Returns false if it has none left. */
    boolean tryAcquire(long nowMillis, AddressFamily family, long high, long low) {
        long nowNanos = nowMillis * NANOS_PER_MILLI;
        if (family == AddressFamily.IPV4) {
            return tryAcquire(bucket(KIND_IPV4, low), nowNanos, sourceRate);
        }
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

    /** How fast a bucket fills, and how much it holds. */
    static final class Rate {
        private final long intervalNanos;
        private final long burstNanos;

        /**
         * Makes a rate.
         *
         * @param perSecond tokens per second, 1 to 1,000,000
         * @param burst the most tokens in a bucket, 1 to 1,000,000
         */
        Rate(int perSecond, int burst) {
            this.intervalNanos = NANOS_PER_SECOND / perSecond;
            this.burstNanos = burst * intervalNanos;
        }
    }
}
