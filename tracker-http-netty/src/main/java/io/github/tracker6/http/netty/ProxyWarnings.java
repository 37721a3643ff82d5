package io.github.tracker6.http.netty;

import io.github.tracker6.Endpoint;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.internal.AddressReports;
import io.github.tracker6.internal.SteadyClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the operator where a proxy and a listener differ in their use of the PROXY protocol: one line an hour for each
 * address. Thread-safe.
 */
final class ProxyWarnings {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerServer.class);

    private final HttpTrackerHandler handler;
    private final AddressReports missing = new AddressReports(SteadyClock.start()::millis);
    private final AddressReports unexpected = new AddressReports(SteadyClock.start()::millis);

    ProxyWarnings(HttpTrackerHandler handler) {
        this.handler = handler;
    }

    /** Notes that a connection of a trusted proxy has no valid header where it must have one. */
    void missingHeader(Endpoint proxy, Binding listener) {
        if (missing.tryAcquire(proxy.address())) {
            LOG.warn(
                    "The trusted proxy {} opened a connection to {} without a PROXY protocol header of at most {} bytes:"
                            + " it was closed; let the proxy send the header, or turn the PROXY protocol off for this"
                            + " listener",
                    proxy.addressText(),
                    listener,
                    ProxyHeader.MAX_BYTES);
        }
    }

    /** Notes that a connection has a header where it must have none. That of a client on the internet is of no interest. */
    void unexpectedHeader(Endpoint source, Binding listener) {
        if (!handler.readsForwarding(source.family(), source.addressHigh(), source.addressLow())) {
            return;
        }
        if (listener.proxyProtocol()) {
            handler.reportUndeclaredProxy(source); // else it would be read
        } else if (unexpected.tryAcquire(source.address())) {
            LOG.warn(
                    "{} opened a connection to {} with a PROXY protocol header: it was refused; turn the PROXY protocol"
                            + " on for this listener, or let the proxy send no such header",
                    source.addressText(),
                    listener);
        }
    }
}
