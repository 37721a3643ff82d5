package io.github.tracker6.http.netty;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.internal.SourceRateLimiter;
import io.github.tracker6.internal.SteadyClock;
import java.security.SecureRandom;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits the TLS handshakes of one client. A handshake takes about 6 ms of an event loop, so that one client can take 6 % of a
 * processor, and an IPv6 /48 about a quarter. Thread-safe.
 */
final class HandshakeRate {
    /** Of an IPv4 address or IPv6 /64. */
    static final int PER_SECOND = 10;

    static final int BURST = 64;

    private static final int PREFIX_PER_SECOND = 40;
    private static final int PREFIX_BURST = 256;

    private final @Nullable SourceRateLimiter limiter;
    private final LongSupplier clockMillis;

    private HandshakeRate(@Nullable SourceRateLimiter limiter, LongSupplier clockMillis) {
        this.limiter = limiter;
        this.clockMillis = clockMillis;
    }

    /** Returns one that admits everything. */
    static HandshakeRate unlimited() {
        return new HandshakeRate(null, () -> 0);
    }

    /** Returns one with the usual limits. */
    static HandshakeRate limited() {
        return limited(SteadyClock.start()::millis);
    }

    /**
     * Returns one with the usual limits.
     *
     * @param clockMillis monotonic, above 0
     */
    static HandshakeRate limited(LongSupplier clockMillis) {
        SecureRandom random = new SecureRandom();
        SourceRateLimiter limiter = new SourceRateLimiter(
                random.nextLong(),
                random.nextLong(),
                new SourceRateLimiter.Rate(PER_SECOND, BURST),
                new SourceRateLimiter.Rate(PREFIX_PER_SECOND, PREFIX_BURST));
        return new HandshakeRate(limiter, clockMillis);
    }

    /** Takes a token of a client. Returns false if it has none left. */
    boolean admits(Endpoint client) {
        if (limiter == null) {
            return true;
        }
        long nowMillis = clockMillis.getAsLong();
        return client.family() == AddressFamily.IPV4
                ? limiter.tryAcquireIpv4(nowMillis, client.addressLow())
                : limiter.tryAcquireIpv6(nowMillis, client.addressHigh());
    }
}
