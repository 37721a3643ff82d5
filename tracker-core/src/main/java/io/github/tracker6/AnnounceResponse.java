package io.github.tracker6;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What a client is told: peers and counts, or a {@link Rejection}. A reusable message like {@code AnnounceRequest};
 * store and interceptors fill it, the adapter reads it when the stage completed. Not thread-safe.
 */
public final class AnnounceResponse {
    private final EndpointList peers4 = new EndpointList(AddressFamily.IPV4);
    private final EndpointList peers6 = new EndpointList(AddressFamily.IPV6);
    private final CompletableFuture<AnnounceResponse> done = CompletableFuture.completedFuture(this);
    private @Nullable Rejection rejection;
    private int intervalSeconds;
    private int complete;
    private int incomplete;
    private int downloaded;
    private boolean dualStack;
    private boolean provisional;

    /** Makes an empty response. */
    public AnnounceResponse() {}

    /**
     * Puts every field back to zero, empty or null.
     *
     * @return this
     */
    public AnnounceResponse reset() {
        peers4.clear();
        peers6.clear();
        rejection = null;
        intervalSeconds = 0;
        counts(0, 0, 0);
        dualStack = false;
        provisional = false;
        return this;
    }

    /** Returns a stage that is complete with this response: what a handler without I/O returns. */
    public CompletableFuture<AnnounceResponse> done() {
        return done;
    }

    /**
     * Refuses the announce and forgets all peers.
     *
     * @return a stage that is complete with this response
     */
    public CompletableFuture<AnnounceResponse> reject(Rejection reason) {
        peers4.clear();
        peers6.clear();
        rejection = reason;
        return done;
    }

    /** Returns why the announce was refused, or null where it was not. */
    public @Nullable Rejection rejection() {
        return rejection;
    }

    /** Returns the IPv4 peers. */
    public EndpointList peers4() {
        return peers4;
    }

    /** Returns the IPv6 peers. */
    public EndpointList peers6() {
        return peers6;
    }

    /** Returns the peers of one family. */
    public EndpointList peers(AddressFamily family) {
        return family == AddressFamily.IPV4 ? peers4 : peers6;
    }

    /**
     * Sets when the client shall announce again (BEP 3, "interval").
     *
     * @param intervalSeconds 1 or more
     */
    public AnnounceResponse intervalSeconds(int intervalSeconds) {
        this.intervalSeconds = intervalSeconds;
        return this;
    }

    /** Returns when the client shall announce again, in seconds. */
    public int intervalSeconds() {
        return intervalSeconds;
    }

    /**
     * Sets the counts of the swarm, in hosts.
     *
     * @param complete seeders
     * @param incomplete all others (BEP 48, "incomplete")
     * @param downloaded how many hosts ever finished (BEP 48, "downloaded")
     */
    public AnnounceResponse counts(int complete, int incomplete, int downloaded) {
        this.complete = complete;
        this.incomplete = incomplete;
        this.downloaded = downloaded;
        return this;
    }

    /** Returns the number of hosts that have everything. */
    public int complete() {
        return complete;
    }

    /** Returns the number of hosts that do not. */
    public int incomplete() {
        return incomplete;
    }

    /** Returns how many hosts ever finished. */
    public int downloaded() {
        return downloaded;
    }

    /** Says whether the host that announced is known over both families; set by the store. */
    public AnnounceResponse dualStack(boolean dualStack) {
        this.dualStack = dualStack;
        return this;
    }

    /** Returns whether the host that announced is known over both families. */
    public boolean dualStack() {
        return dualStack;
    }

    /**
     * Says whether an announce of the same host over IPv6, which may be under way, would change the peers; set by the
     * store.
     */
    public AnnounceResponse provisional(boolean provisional) {
        this.provisional = provisional;
        return this;
    }

    /** Returns whether an announce of the same host over IPv6, which may be under way, would change the peers. */
    public boolean provisional() {
        return provisional;
    }
}
