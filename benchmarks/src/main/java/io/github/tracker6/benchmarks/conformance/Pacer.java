package io.github.tracker6.benchmarks.conformance;

import java.net.InetAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Limits the requests from one address over one protocol. Thread-safe. */
final class Pacer {
    private static final long BURST = 300;
    private static final long POLITE_PER_SECOND = 40;

    private final long periodNanos;

    private final Map<Source, Long> nextNanos = new ConcurrentHashMap<>();

    private Pacer(long perSecond) {
        this.periodNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    }

    /** Returns one that stays below the rates that trackers limit: 40 a second, after 300 at once. */
    static Pacer polite() {
        return new Pacer(POLITE_PER_SECOND);
    }

    /** Returns one for a tracker without a limit. */
    static Pacer fast() {
        return new Pacer(TimeUnit.SECONDS.toNanos(1));
    }

    private record Source(boolean udp, InetAddress address) {}

    /** Returns when a request may be sent. */
    void pace(boolean udp, InetAddress address) throws InterruptedException {
        long now = System.nanoTime();
        long earliest = now - BURST * periodNanos;
        long slot = nextNanos.merge(
                new Source(udp, address), earliest + periodNanos, (next, unused) -> max(next, earliest) + periodNanos);
        if (slot - now > 0) {
            TimeUnit.NANOSECONDS.sleep(slot - now);
        }
    }

    private static long max(long a, long b) {
        return a - b > 0 ? a : b;
    }
}
