package io.github.tracker6.http;

import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.Tracker;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;

/** Options of an {@link HttpTrackerHandler}. Not thread-safe; {@link #build()} may be called repeatedly. */
public final class HttpTrackerHandlerBuilder {
    final Tracker tracker;
    boolean lan;
    List<Cidr> trustedProxies = List.of();
    HttpLimits limits = HttpLimits.defaults();
    Executor fullScrapeExecutor = Runnable::run;

    HttpTrackerHandlerBuilder(Tracker tracker) {
        this.tracker = Objects.requireNonNull(tracker, "tracker");
    }

    /** Says whether peers with addresses of a LAN scope are admitted, see {@code AddressScope}; default false. */
    public HttpTrackerHandlerBuilder lan(boolean lan) {
        this.lan = lan;
        return this;
    }

    /**
     * Sets whose {@code Forwarded} and {@code X-Forwarded-For} headers are believed. Such a proxy must write one of them
     * in every request; where it passes the other one on as the client sent it, requests in which they disagree are
     * refused.
     *
     * @param trustedProxies default none
     */
    public HttpTrackerHandlerBuilder trustedProxies(List<Cidr> trustedProxies) {
        this.trustedProxies = List.copyOf(trustedProxies);
        return this;
    }

    /** Sets the limits; of them those of the query and of the answer count here. */
    public HttpTrackerHandlerBuilder limits(HttpLimits limits) {
        this.limits = Objects.requireNonNull(limits, "limits");
        return this;
    }

    /**
     * Sets what runs a scrape without info hashes, which takes long where there are many swarms. What it rejects is
     * answered as unavailable. Borrowed; default: the caller's thread.
     */
    public HttpTrackerHandlerBuilder fullScrapeExecutor(Executor fullScrapeExecutor) {
        this.fullScrapeExecutor = Objects.requireNonNull(fullScrapeExecutor, "fullScrapeExecutor");
        return this;
    }

    /** Makes the handler. */
    public HttpTrackerHandler build() {
        return new HttpTrackerHandler(this);
    }
}
