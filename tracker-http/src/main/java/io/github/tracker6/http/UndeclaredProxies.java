package io.github.tracker6.http;

import io.github.tracker6.Endpoint;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the requests of proxies that were not declared, and reports each such proxy once an hour. It remembers a few
 * addresses only: a client in the operator's own network could send a forwarding header from many. Thread-safe.
 */
final class UndeclaredProxies {
    /** How long an address is not reported again. */
    static final long PERIOD_MILLIS = TimeUnit.HOURS.toMillis(1);

    /** The most addresses that are reported in one period. */
    static final int MAX_ADDRESSES = 16;

    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerHandler.class);

    final LongAdder requests = new LongAdder();

    private final Consumer<InetAddress> listener;
    private final LongSupplier clockMillis;
    private final Map<InetAddress, Long> reportedMillis = new LinkedHashMap<>();

    UndeclaredProxies(Consumer<InetAddress> listener, LongSupplier clockMillis) {
        this.listener = listener;
        this.clockMillis = clockMillis;
    }

    /** Writes a warning for an embedder. The program has one that names its option. */
    static void warn(InetAddress proxy) {
        LOG.warn(
                "{} sends a forwarding header and is no trusted proxy: its announces are refused; if it is your proxy,"
                        + " add it with trustedProxies",
                proxy.getHostAddress());
    }

    /** Counts a request, and reports its source if that is due. */
    void record(Endpoint source) {
        requests.increment();
        InetAddress address = source.address();
        if (isDue(address, clockMillis.getAsLong())) {
            try {
                listener.accept(address);
            } catch (RuntimeException e) {
                LOG.warn("The listener of undeclared proxies failed", e);
            }
        }
    }

    private synchronized boolean isDue(InetAddress address, long nowMillis) {
        reportedMillis.values().removeIf(millis -> nowMillis - millis >= PERIOD_MILLIS);
        return reportedMillis.size() < MAX_ADDRESSES && reportedMillis.putIfAbsent(address, nowMillis) == null;
    }
}
