package io.github.tracker6.http.netty;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.http.HttpLimits;
import io.github.tracker6.http.HttpRoute;
import io.github.tracker6.http.HttpTrackerHandler;
import io.github.tracker6.http.HttpTrackerHandlerBuilder;
import io.github.tracker6.internal.Require;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Options of an {@link HttpTrackerServer}. Not thread-safe; {@link #build()} may be called repeatedly.
 *
 * @since 0.1.0
 */
public final class HttpTrackerServerBuilder {
    /** The largest {@link #workers}: 256. */
    public static final int MAX_WORKERS = 256;

    /** Has what the server does not look at itself. */
    final HttpTrackerHandlerBuilder handler;

    final List<InetSocketAddress> addresses = new ArrayList<>();
    final List<InetSocketAddress> tlsAddresses = new ArrayList<>();

    @Nullable
    TlsCertificate tls;

    int workers = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
    boolean lan;
    List<Cidr> trustedProxies = List.of();
    boolean proxyProtocol;
    final Set<InetSocketAddress> proxyProtocolAddresses = new LinkedHashSet<>();
    HttpLimits limits = HttpLimits.defaults();
    boolean rateLimit = true;

    @Nullable
    Transport transport;

    HttpTrackerServerBuilder(TrackerHandler tracker) {
        this.handler = HttpTrackerHandler.builder(tracker);
    }

    HttpTrackerServerBuilder() {
        this.handler = HttpTrackerHandler.builder();
    }

    /**
     * Adds an address to listen on. {@code [::]} is the usual one: it stands for every address of both families, and covers
     * other addresses with the same port. {@code 0.0.0.0}, which {@link InetSocketAddress#InetSocketAddress(int)} yields on
     * most hosts, is IPv4 alone.
     *
     * @param address resolved; with port 0 the system chooses one, see {@link HttpTrackerServer#addresses()}
     */
    public HttpTrackerServerBuilder bind(InetSocketAddress address) {
        addresses.add(resolved(address));
        return this;
    }

    /**
     * Adds an address to listen on for HTTPS; else as {@link #bind}. It needs {@link #tls}.
     *
     * @param address resolved; with port 0 the system chooses one, see {@link HttpTrackerServer#tlsAddresses()}
     */
    public HttpTrackerServerBuilder bindTls(InetSocketAddress address) {
        tlsAddresses.add(resolved(address));
        return this;
    }

    /**
     * Sets the certificate for the addresses of {@link #bindTls}. While the server runs, it looks every 2 seconds whether the
     * files of the certificate changed, and writes into the log what becomes of that.
     *
     * @param tls borrowed; several servers may have the same; default none
     */
    public HttpTrackerServerBuilder tls(TlsCertificate tls) {
        this.tls = Objects.requireNonNull(tls, "tls");
        return this;
    }

    private static InetSocketAddress resolved(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address " + address + " is not resolved");
        }
        return address;
    }

    /** Adds a route. It is called after announce and scrape, and after the routes added before it; default none. */
    public HttpTrackerServerBuilder route(HttpRoute route) {
        handler.route(route);
        return this;
    }

    /**
     * Sets how many threads serve, each with its own event loop.
     *
     * @param workers 1 to 256; default one per processor
     */
    public HttpTrackerServerBuilder workers(int workers) {
        this.workers = Require.range("workers", workers, 1, MAX_WORKERS);
        return this;
    }

    /** Sets whether peers with addresses of a LAN scope are admitted, see {@code AddressScope}; default false. */
    public HttpTrackerServerBuilder lan(boolean lan) {
        this.lan = lan;
        return this;
    }

    /**
     * Sets the proxies that may name their client: in the {@code Forwarded} and {@code X-Forwarded-For}
     * headers, and in the {@linkplain #proxyProtocol PROXY protocol}. The cap on connections per address does not apply to
     * trusted proxies.
     *
     * @param trustedProxies default none
     */
    public HttpTrackerServerBuilder trustedProxies(List<Cidr> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
        return this;
    }

    /**
     * Sets the listener that gets the address of each proxy that is not declared; see {@link HttpTrackerHandlerBuilder#undeclaredProxies}.
     *
     * @param listener called on an event loop, which it must not block; default: one warning in the log
     */
    public HttpTrackerServerBuilder undeclaredProxies(Consumer<InetAddress> listener) {
        handler.undeclaredProxies(listener);
        return this;
    }

    /**
     * Sets whether every connection of a trusted proxy begins with a PROXY protocol header, version 1 or 2, at every
     * address. A connection without it is closed, and a warning says so; from any other client such a header is a bad
     * request. Default false.
     */
    public HttpTrackerServerBuilder proxyProtocol(boolean proxyProtocol) {
        this.proxyProtocol = proxyProtocol;
        return this;
    }

    /**
     * Turns the PROXY protocol on as {@link #proxyProtocol(boolean)} does, at one address alone. It can be called for
     * several addresses. At the others, trusted proxies name their clients in headers.
     *
     * @param address as given to {@link #bind} or {@link #bindTls}. At the latter the header comes before TLS
     */
    public HttpTrackerServerBuilder proxyProtocol(InetSocketAddress address) {
        proxyProtocolAddresses.add(Objects.requireNonNull(address, "address"));
        return this;
    }

    /** Sets whether announces are served; default true, see {@link HttpTrackerHandlerBuilder#announces}. */
    public HttpTrackerServerBuilder announces(boolean announces) {
        handler.announces(announces);
        return this;
    }

    /**
     * Sets whether a scrape without info hashes is answered here, if the tracker answers it; default true, see {@link
     * HttpTrackerHandlerBuilder#fullScrape}.
     */
    public HttpTrackerServerBuilder fullScrape(boolean fullScrape) {
        handler.fullScrape(fullScrape);
        return this;
    }

    /** Sets the limits; default {@link HttpLimits#defaults()}. */
    public HttpTrackerServerBuilder limits(HttpLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets whether the announces, scrapes and TLS handshakes of one client are limited; default true. An announce or scrape
     * past the limit gets status 429 without a body, and the connection closes. The client is the one that a {@linkplain
     * #trustedProxies trusted proxy} names. Turn it off for load tests, and if very many clients share an address behind
     * NAT64 or a carrier's NAT.
     *
     * <p>TLS handshakes: 10 per second of an IPv4 address or IPv6 /64 with bursts of 64, and 40 per second of an IPv6 /48
     * with bursts of 256. A connection past that is closed before its handshake, see {@link
     * HttpStats#handshakesRateLimited()}. Connections of trusted proxies that name no client in the PROXY protocol have
     * no such limit.
     */
    public HttpTrackerServerBuilder rateLimit(boolean rateLimit) {
        this.rateLimit = rateLimit;
        handler.rateLimit(rateLimit);
        return this;
    }

    /**
     * Sets how many announces and scrapes of one IPv4 address or one IPv6 /64 are answered.
     *
     * @param perSecond 1 to 1,000,000; default {@link HttpTrackerHandlerBuilder#DEFAULT_SOURCE_RATE}
     * @param burst how many may come at once after a pause, 1 to 1,000,000; default
     *     {@link HttpTrackerHandlerBuilder#DEFAULT_SOURCE_BURST}
     */
    public HttpTrackerServerBuilder sourceRate(int perSecond, int burst) {
        handler.sourceRate(perSecond, burst);
        return this;
    }

    /**
     * Sets how many announces and scrapes of one IPv6 /48 are answered.
     *
     * @param perSecond 1 to 1,000,000; default {@link HttpTrackerHandlerBuilder#DEFAULT_PREFIX_RATE}
     * @param burst how many may come at once after a pause, 1 to 1,000,000; default
     *     {@link HttpTrackerHandlerBuilder#DEFAULT_PREFIX_BURST}
     */
    public HttpTrackerServerBuilder prefixRate(int perSecond, int burst) {
        handler.prefixRate(perSecond, burst);
        return this;
    }

    HttpTrackerServerBuilder transport(Transport transport) {
        this.transport = transport;
        return this;
    }

    /**
     * Makes the server; does no I/O and starts no thread.
     *
     * @throws IllegalArgumentException if there is no address to listen on, or neither a tracker nor a route; if the PROXY
     *     protocol is on and no proxy is trusted, or on at an address that is not listened on; if there is an address for
     *     HTTPS and no certificate, or the reverse; or if a wildcard covers an address that is to be served in another way
     */
    public HttpTrackerServer build() {
        if (addresses.isEmpty() && tlsAddresses.isEmpty()) {
            throw new IllegalArgumentException("there is no address to listen on");
        }
        if (!tlsAddresses.isEmpty() && tls == null) {
            throw new IllegalArgumentException("HTTPS needs a certificate: call tls");
        }
        if (tlsAddresses.isEmpty() && tls != null) {
            throw new IllegalArgumentException("a certificate needs an address for HTTPS: call bindTls");
        }
        boolean anyProxyProtocol = proxyProtocol || !proxyProtocolAddresses.isEmpty();
        if (anyProxyProtocol && trustedProxies.isEmpty()) {
            throw new IllegalArgumentException("the PROXY protocol needs trusted proxies");
        }
        for (InetSocketAddress address : proxyProtocolAddresses) {
            if (!addresses.contains(address) && !tlsAddresses.contains(address)) {
                throw new IllegalArgumentException(
                        "the PROXY protocol is on at " + address + ", which is no address to listen on");
            }
        }
        return new HttpTrackerServer(this);
    }

    /** Returns what to listen on. */
    List<Binding> bindings() {
        return Stream.concat(
                        addresses.stream().map(address -> binding(address, null)),
                        tlsAddresses.stream().map(address -> binding(address, tls)))
                .toList();
    }

    private Binding binding(InetSocketAddress address, @Nullable TlsCertificate certificate) {
        return new Binding(address, proxyProtocol || proxyProtocolAddresses.contains(address), certificate);
    }
}
