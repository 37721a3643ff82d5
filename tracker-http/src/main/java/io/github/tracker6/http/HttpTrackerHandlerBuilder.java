package io.github.tracker6.http;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.internal.SourceRateLimiter;
import io.github.tracker6.internal.SteadyClock;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Options of an {@link HttpTrackerHandler}. Not thread-safe; {@link #build()} may be called repeatedly.
 *
 * @since 0.1.0
 */
public final class HttpTrackerHandlerBuilder {
    /** The default of {@link #sourceRate}: 50 requests per second. */
    public static final int DEFAULT_SOURCE_RATE = SourceRateLimiter.SOURCE_PER_SECOND;

    /** The default of {@link #sourceRate}: a burst of 500 requests. */
    public static final int DEFAULT_SOURCE_BURST = SourceRateLimiter.SOURCE_BURST;

    /** The default of {@link #prefixRate}: 2,000 requests per second. */
    public static final int DEFAULT_PREFIX_RATE = SourceRateLimiter.PREFIX_PER_SECOND;

    /** The default of {@link #prefixRate}: a burst of 20,000 requests. */
    public static final int DEFAULT_PREFIX_BURST = SourceRateLimiter.PREFIX_BURST;

    final @Nullable TrackerHandler tracker;
    final List<HttpRoute> routes = new ArrayList<>();
    boolean lan;
    List<Cidr> trustedProxies = List.of();
    private Consumer<InetAddress> undeclaredProxies = ProxyReports::warnOfUndeclared;
    HttpLimits limits = HttpLimits.defaults();
    boolean announces = true;
    private boolean fullScrape = true;
    private Executor fullScrapeExecutor = Runnable::run;
    private final SecureRandom random = new SecureRandom();
    private boolean rateLimit = true;
    private SourceRateLimiter.Rate sourceRate = new SourceRateLimiter.Rate(DEFAULT_SOURCE_RATE, DEFAULT_SOURCE_BURST);
    private SourceRateLimiter.Rate prefixRate = new SourceRateLimiter.Rate(DEFAULT_PREFIX_RATE, DEFAULT_PREFIX_BURST);
    private LongSupplier clockMillis = SteadyClock.start()::millis;

    HttpTrackerHandlerBuilder(TrackerHandler tracker) {
        this.tracker = Objects.requireNonNull(tracker, "tracker");
    }

    HttpTrackerHandlerBuilder() {
        this.tracker = null;
    }

    /** Adds a route. It is called after announce and scrape, and after the routes added before it; default none. */
    public HttpTrackerHandlerBuilder route(HttpRoute route) {
        routes.add(Objects.requireNonNull(route, "route"));
        return this;
    }

    /** Sets whether peers with addresses of a LAN scope are admitted, see {@code AddressScope}; default false. */
    public HttpTrackerHandlerBuilder lan(boolean lan) {
        this.lan = lan;
        return this;
    }

    /**
     * Sets the proxies whose {@code Forwarded} and {@code X-Forwarded-For} headers are used. Such a proxy must write
     * one of the two in every announce; an announce without either is refused, and one warning an hour names the proxy.
     * If it passes the other header on as the client sent it, announces in which they disagree are refused.
     *
     * @param trustedProxies default none
     */
    public HttpTrackerHandlerBuilder trustedProxies(List<Cidr> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
        return this;
    }

    /**
     * Sets the listener that gets the address of each proxy that is not declared. Such an address is private, unique local,
     * link-local or loopback, is no {@linkplain #trustedProxies trusted proxy}, and sends {@code Forwarded} or {@code
     * X-Forwarded-For}. Its announces are refused with a failure, since all of its clients would be recorded under its own address. Its scrapes
     * are answered. A public address that sends such a header is a client like any other, and the header is ignored.
     *
     * @param listener called at most once an hour for each address, and for at most 16 addresses an hour, on the thread
     *     that serves the request; must not block. Default: one warning in the log, which names {@code trustedProxies}
     */
    public HttpTrackerHandlerBuilder undeclaredProxies(Consumer<InetAddress> listener) {
        this.undeclaredProxies = Objects.requireNonNull(listener, "listener");
        return this;
    }

    ClientAddress newClientAddress() {
        return new ClientAddress(
                trustedProxies,
                new ProxyReports(undeclaredProxies, clockMillis),
                new ProxyReports(ProxyReports::warnOfSilent, clockMillis));
    }

    /**
     * Sets the limits; default {@link HttpLimits#defaults()}. The handler applies those of the query and of the answer;
     * the others are for a server.
     */
    public HttpTrackerHandlerBuilder limits(HttpLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets whether the announces and scrapes of one client are limited; default true. Those past the limit get status 429
     * without a body, and a server closes the connection. The client is the one that a {@linkplain #trustedProxies trusted
     * proxy} names. Turn it off for load tests, and if very many clients share an address behind NAT64 or a carrier's NAT.
     */
    public HttpTrackerHandlerBuilder rateLimit(boolean rateLimit) {
        this.rateLimit = rateLimit;
        return this;
    }

    /**
     * Sets how many announces and scrapes of one IPv4 address or one IPv6 /64 are answered.
     *
     * @param perSecond 1 to 1,000,000; default {@link #DEFAULT_SOURCE_RATE}
     * @param burst how many may come at once after a pause, 1 to 1,000,000; default {@link #DEFAULT_SOURCE_BURST}
     */
    public HttpTrackerHandlerBuilder sourceRate(int perSecond, int burst) {
        this.sourceRate = new SourceRateLimiter.Rate(perSecond, burst);
        return this;
    }

    /**
     * Sets how many announces and scrapes of one IPv6 /48 are answered.
     *
     * @param perSecond 1 to 1,000,000; default {@link #DEFAULT_PREFIX_RATE}
     * @param burst how many may come at once after a pause, 1 to 1,000,000; default {@link #DEFAULT_PREFIX_BURST}
     */
    public HttpTrackerHandlerBuilder prefixRate(int perSecond, int burst) {
        this.prefixRate = new SourceRateLimiter.Rate(perSecond, burst);
        return this;
    }

    /** Sets the clock of the rates and reports; default: monotonic. */
    HttpTrackerHandlerBuilder clock(LongSupplier clockMillis) {
        this.clockMillis = clockMillis;
        return this;
    }

    RequestRate newRate() {
        boolean limited = rateLimit && tracker != null;
        return new RequestRate(
                limited ? new SourceRateLimiter(random.nextLong(), random.nextLong(), sourceRate, prefixRate) : null,
                clockMillis);
    }

    /**
     * Sets whether announces are served; default true. Without them this is a handler of scrapes and routes, as for a listener
     * that only the operator reaches.
     */
    public HttpTrackerHandlerBuilder announces(boolean announces) {
        this.announces = announces;
        return this;
    }

    /**
     * Sets whether a scrape without info hashes is answered here, if the tracker answers it, see {@link
     * TrackerHandler#answersFullScrape()}; default true. An answer is made for one client at a time. It serves all that ask
     * meanwhile, and within the next 5 seconds; it is kept until the next one is made, plain and compressed. One that
     * is not ready after 60 seconds has failed: the next client that asks has another one made.
     */
    public HttpTrackerHandlerBuilder fullScrape(boolean fullScrape) {
        this.fullScrape = fullScrape;
        return this;
    }

    @Nullable
    FullScrapes newFullScrapes(TrackerHandler tracker) {
        return fullScrape ? new FullScrapes(tracker, fullScrapeExecutor, limits.minGzipBytes(), clockMillis) : null;
    }

    /**
     * Sets what runs a scrape without info hashes, which takes long if there are many swarms. If it rejects the task,
     * the client gets "unavailable". Borrowed; default: the caller's thread.
     */
    public HttpTrackerHandlerBuilder fullScrapeExecutor(Executor fullScrapeExecutor) {
        this.fullScrapeExecutor = Objects.requireNonNull(fullScrapeExecutor, "fullScrapeExecutor");
        return this;
    }

    /**
     * Makes the handler.
     *
     * @throws IllegalArgumentException if it has neither a tracker nor a route
     */
    public HttpTrackerHandler build() {
        if (tracker == null && routes.isEmpty()) {
            throw new IllegalArgumentException("there is neither a tracker nor a route");
        }
        return new HttpTrackerHandler(this);
    }
}
