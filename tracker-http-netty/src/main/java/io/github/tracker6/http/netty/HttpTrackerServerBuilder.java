package io.github.tracker6.http.netty;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.http.HttpLimits;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Options of an {@link HttpTrackerServer}. Not thread-safe; {@link #build()} may be called repeatedly. */
public final class HttpTrackerServerBuilder {
    /** The largest {@link #workers}: 256. */
    public static final int MAX_WORKERS = 256;

    final Tracker tracker;
    final List<InetSocketAddress> addresses = new ArrayList<>();
    int workers = Math.min(MAX_WORKERS, Runtime.getRuntime().availableProcessors());
    boolean lan;
    List<Cidr> trustedProxies = List.of();
    boolean proxyProtocol;
    HttpLimits limits = HttpLimits.defaults();
    Transport transport = Transport.best();

    HttpTrackerServerBuilder(Tracker tracker) {
        this.tracker = Objects.requireNonNull(tracker, "tracker");
    }

    /**
     * Adds an address to listen on. {@code [::]} stands for every address of both families, and is the one to use as a
     * rule; another address with the same port adds nothing to it. {@code 0.0.0.0}, which {@link
     * InetSocketAddress#InetSocketAddress(int)} yields on most hosts, is IPv4 alone.
     *
     * @param address resolved; port 0 lets the system choose, see {@link HttpTrackerServer#addresses()}
     */
    public HttpTrackerServerBuilder bind(InetSocketAddress address) {
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("address " + address + " is not resolved");
        }
        addresses.add(address);
        return this;
    }

    /**
     * Sets how many threads serve, each with its own event loop.
     *
     * @param workers 1 to 256; default one per processor
     */
    public HttpTrackerServerBuilder workers(int workers) {
        if (workers < 1 || workers > MAX_WORKERS) {
            throw new IllegalArgumentException("workers " + workers + " is outside 1 to " + MAX_WORKERS);
        }
        this.workers = workers;
        return this;
    }

    /** Says whether peers with addresses of a LAN scope are admitted, see {@code AddressScope}; default false. */
    public HttpTrackerServerBuilder lan(boolean lan) {
        this.lan = lan;
        return this;
    }

    /**
     * Sets whose word on the client's address is believed: that of the {@code Forwarded} and {@code X-Forwarded-For}
     * headers, and of the {@linkplain #proxyProtocol PROXY protocol}. Trusted proxies are exempt from the cap on
     * connections per address.
     *
     * @param trustedProxies default none
     */
    public HttpTrackerServerBuilder trustedProxies(List<Cidr> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
        return this;
    }

    /**
     * Says whether every connection of a trusted proxy begins with a PROXY protocol header, version 1 or 2. One that
     * does not is closed; from anyone else such a header is a bad request. Default false.
     */
    public HttpTrackerServerBuilder proxyProtocol(boolean proxyProtocol) {
        this.proxyProtocol = proxyProtocol;
        return this;
    }

    /** Sets the limits; default {@link HttpLimits#defaults()}. */
    public HttpTrackerServerBuilder limits(HttpLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    HttpTrackerServerBuilder transport(Transport transport) {
        this.transport = transport;
        return this;
    }

    /**
     * Makes the server; starts nothing.
     *
     * @throws IllegalArgumentException if there is no address to listen on, or the PROXY protocol is on and no proxy is
     *     trusted
     */
    public HttpTrackerServer build() {
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("there is no address to listen on");
        }
        if (proxyProtocol && trustedProxies.isEmpty()) {
            throw new IllegalArgumentException("the PROXY protocol needs trusted proxies");
        }
        return new HttpTrackerServer(this);
    }
}
