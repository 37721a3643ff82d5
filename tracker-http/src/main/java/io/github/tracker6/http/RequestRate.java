package io.github.tracker6.http;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.internal.SourceRateLimiter;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Refuses announces and scrapes of a client that sends too many. Thread-safe. */
final class RequestRate {
    /** Has no body: a client that ignores it costs as little as possible. The server closes the connection behind it. */
    static final HttpAnswer REFUSAL = HttpAnswer.empty(429);

    /** The same for a server that sends the headers of an answer and no others. */
    static final HttpAnswer CLOSING_REFUSAL = REFUSAL.closing();

    final LongAdder refused = new LongAdder();

    private final @Nullable SourceRateLimiter limiter;
    private final LongSupplier clockMillis;

    /**
     * Makes a limit.
     *
     * @param limiter null to refuse nothing
     */
    RequestRate(@Nullable SourceRateLimiter limiter, LongSupplier clockMillis) {
        this.limiter = limiter;
        this.clockMillis = clockMillis;
    }

    /** Takes a token of the source of the exchange's announce. Returns false, and sets the answer, if it has none left. */
    boolean admits(TrackerExchange exchange) {
        if (limiter == null || takesToken(limiter, exchange.announce)) {
            return true;
        }
        refused.increment();
        exchange.answer(REFUSAL);
        return false;
    }

    private boolean takesToken(SourceRateLimiter buckets, AnnounceRequest client) {
        long nowMillis = clockMillis.getAsLong();
        return client.sourceFamily() == AddressFamily.IPV4
                ? buckets.tryAcquireIpv4(nowMillis, client.sourceLow())
                : buckets.tryAcquireIpv6(nowMillis, client.sourceHigh());
    }
}
