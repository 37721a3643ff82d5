package io.github.tracker6.internal;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets one report an hour through for each address. It remembers a few addresses only: where many have the same fault, the
 * first ones stand for the others. Thread-safe.
 */
public final class AddressReports {
    /** How long an address is not reported again. */
    public static final long PERIOD_MILLIS = TimeUnit.HOURS.toMillis(1);

    /** The most addresses that are reported in one period. */
    public static final int MAX_ADDRESSES = 16;

    private final LongSupplier clockMillis;
    private final Map<InetAddress, Long> reportedMillis = new LinkedHashMap<>();
    private volatile @Nullable Report last;

    private record Report(InetAddress address, long millis) {}

    /**
     * Makes an instance that lets the first report through.
     *
     * @param clockMillis monotonic
     */
    public AddressReports(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
    }

    /** Returns whether an address may be reported now. */
    public boolean tryAcquire(InetAddress address) {
        long nowMillis = clockMillis.getAsLong();
        Report previous = last;
        if (previous != null && nowMillis - previous.millis < PERIOD_MILLIS && previous.address.equals(address)) {
            return false; // without a lock: as a rule one proxy sends every request
        }
        return tryAcquire(address, nowMillis);
    }

    private synchronized boolean tryAcquire(InetAddress address, long nowMillis) {
        reportedMillis.values().removeIf(millis -> nowMillis - millis >= PERIOD_MILLIS);
        if (reportedMillis.size() >= MAX_ADDRESSES || reportedMillis.putIfAbsent(address, nowMillis) != null) {
            return false;
        }
        last = new Report(address, nowMillis);
        return true;
    }
}
