package io.github.tracker6.http;

import io.github.tracker6.Endpoint;
import io.github.tracker6.internal.AddressReports;
import java.net.InetAddress;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the requests of proxies that have one fault, and reports each such proxy once an hour. Thread-safe. */
final class ProxyReports {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerHandler.class);

    final LongAdder requests = new LongAdder();

    private final Consumer<InetAddress> listener;
    private final AddressReports reports;

    ProxyReports(Consumer<InetAddress> listener, LongSupplier clockMillis) {
        this.listener = listener;
        this.reports = new AddressReports(clockMillis);
    }

    /** Writes a warning for an embedder. The program has one that names its option. */
    static void warnOfUndeclared(InetAddress proxy) {
        LOG.warn(
                "{} names clients as a proxy does and is no trusted proxy: its announces are refused; if it is your"
                        + " proxy, add it with trustedProxies",
                text(proxy));
    }

    /** Writes a warning about a trusted proxy that names no client. */
    static void warnOfSilent(InetAddress proxy) {
        LOG.warn(
                "The trusted proxy {} sent an announce without Forwarded or X-Forwarded-For: it was refused, since its"
                        + " client is not known; let the proxy write one of these headers",
                text(proxy));
    }

    private static String text(InetAddress address) {
        return Endpoint.of(address, 0).addressText();
    }

    /** Counts a request, and reports its source if that is due. */
    void record(Endpoint source) {
        requests.increment();
        InetAddress address = source.address();
        if (reports.tryAcquire(address)) {
            try {
                listener.accept(address);
            } catch (RuntimeException e) {
                LOG.warn("The listener of undeclared proxies failed", e);
            }
        }
    }
}
