package io.github.tracker6.http;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.TrackerHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Options of an {@link HttpTrackerHandler}. Not thread-safe; {@link #build()} may be called repeatedly. */
public final class HttpTrackerHandlerBuilder {
    final @Nullable TrackerHandler tracker;
    final List<HttpRoute> routes = new ArrayList<>();
    boolean lan;
    List<Cidr> trustedProxies = List.of();
    HttpLimits limits = HttpLimits.defaults();
    Executor fullScrapeExecutor = Runnable::run;

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
     * one of the two in every request. If it passes the other one on as the client sent it, requests in which they
     * disagree are refused.
     *
     * @param trustedProxies default none
     */
    public HttpTrackerHandlerBuilder trustedProxies(List<Cidr> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
        return this;
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
