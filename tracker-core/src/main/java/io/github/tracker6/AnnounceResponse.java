package io.github.tracker6;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The answer to an announce: peers and counts, or a {@link Rejection}. A reusable message like {@code AnnounceRequest}: the
 * store and the interceptors fill it, and the adapter reads it when the stage has completed. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class AnnounceResponse {
    private final EndpointList peers4 = new EndpointList(AddressFamily.IPV4);
    private final EndpointList peers6 = new EndpointList(AddressFamily.IPV6);
    private final CompletableFuture<AnnounceResponse> done = CompletableFuture.completedFuture(this);
    private @Nullable Rejection rejection;
    private @Nullable ListingCap unlistedBy;
    private int intervalSeconds;
    private int complete;
    private int incomplete;
    private int downloaded;
    private boolean dualStack;
    private boolean provisional;
    private boolean countedDownload;

    /** Two flags, since a reference costs more to set: an answer lives long, and the collector keeps track of it. */
    private boolean reached;

    private boolean notReached;

    /** Makes an empty response. */
    public AnnounceResponse() {}

    /**
     * Sets every field to zero, empty, false, null or unknown.
     *
     * @return this
     */
    public AnnounceResponse reset() {
        peers4.clear();
        peers6.clear();
        rejection = null;
        unlistedBy = null;
        intervalSeconds = 0;
        counts(0, 0, 0);
        dualStack = false;
        provisional = false;
        countedDownload = false;
        reached = false;
        notReached = false;
        return this;
    }

    /** Returns a stage that is complete with this response. A handler that needs no wait returns it. */
    public CompletableFuture<AnnounceResponse> done() {
        return done;
    }

    /**
     * Refuses the announce and removes all peers.
     *
     * @return a stage that is complete with this response
     */
    public CompletableFuture<AnnounceResponse> reject(Rejection reason) {
        peers4.clear();
        peers6.clear();
        rejection = reason;
        return done;
    }

    /** Returns why the announce was refused, or null if it was not. */
    public @Nullable Rejection rejection() {
        return rejection;
    }

    /**
     * Sets the cap because of which the host is neither listed nor counted, although it gets peers. Null: it is listed. The
     * store calls this.
     */
    public AnnounceResponse unlistedBy(@Nullable ListingCap cap) {
        unlistedBy = cap;
        return this;
    }

    /**
     * Returns the cap because of which the host is neither listed nor counted, although it gets peers. Null if no cap
     * applied.
     */
    public @Nullable ListingCap unlistedBy() {
        return unlistedBy;
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
     * Sets after how many seconds the client announces again (BEP 3, "interval").
     *
     * @param intervalSeconds 1 or more
     */
    public AnnounceResponse intervalSeconds(int intervalSeconds) {
        this.intervalSeconds = intervalSeconds;
        return this;
    }

    /** Returns after how many seconds the client announces again. */
    public int intervalSeconds() {
        return intervalSeconds;
    }

    /**
     * Sets the counts of the swarm, in hosts.
     *
     * @param complete seeders (BEP 48, "complete")
     * @param incomplete all others (BEP 48, "incomplete")
     * @param downloaded how many hosts ever finished (BEP 48, "downloaded")
     */
    public AnnounceResponse counts(int complete, int incomplete, int downloaded) {
        this.complete = complete;
        this.incomplete = incomplete;
        this.downloaded = downloaded;
        return this;
    }

    /** Returns the number of seeders. */
    public int complete() {
        return complete;
    }

    /** Returns the number of hosts that are no seeders. */
    public int incomplete() {
        return incomplete;
    }

    /** Returns how many hosts ever finished. */
    public int downloaded() {
        return downloaded;
    }

    /** Sets whether the host that announced is known over both families. The store calls this. */
    public AnnounceResponse dualStack(boolean dualStack) {
        this.dualStack = dualStack;
        return this;
    }

    /** Returns whether the host that announced is known over both families. */
    public boolean dualStack() {
        return dualStack;
    }

    /**
     * Sets whether what the tracker may learn of the host in a moment may change the peers of this answer: that it has
     * IPv6, as its announce over IPv6 may be under way; or, of a {@linkplain #dualStack() dual-stack} host, whether its
     * IPv6 endpoint can be reached. The store calls this.
     */
    public AnnounceResponse provisional(boolean provisional) {
        this.provisional = provisional;
        return this;
    }

    /** Returns whether what the tracker may learn of the host in a moment may change the peers of this answer. */
    public boolean provisional() {
        return provisional;
    }

    /** Sets whether this announce raised the swarm's {@link #downloaded()}. The store calls this. */
    public AnnounceResponse countedDownload(boolean countedDownload) {
        this.countedDownload = countedDownload;
        return this;
    }

    /**
     * Returns whether this announce raised the swarm's {@link #downloaded()}: the host reported that it finished, for the first
     * time. False for an announce that is refused or not listed.
     */
    public boolean countedDownload() {
        return countedDownload;
    }

    /** Sets what the store knows of the IPv6 endpoint of the host that announced. The store calls this. */
    public AnnounceResponse reachability(Reachability reachability) {
        reached = reachability == Reachability.REACHED;
        notReached = reachability == Reachability.NOT_REACHED;
        return this;
    }

    /**
     * Returns what the store knows of the IPv6 endpoint of the host that announced. {@link Reachability#UNKNOWN} if the
     * host has none, is not listed, or has just stopped.
     */
    public Reachability reachability() {
        return reached ? Reachability.REACHED : notReached ? Reachability.NOT_REACHED : Reachability.UNKNOWN;
    }

    /** Returns a line for logs: the numbers of peers and the counts, or the refusal. It holds no address. */
    @Override
    public String toString() {
        return rejection != null
                ? "AnnounceResponse[" + rejection + "]"
                : "AnnounceResponse[peers4=" + peers4.size()
                        + ", peers6=" + peers6.size()
                        + ", intervalSeconds=" + intervalSeconds
                        + ", complete=" + complete
                        + ", incomplete=" + incomplete
                        + ", downloaded=" + downloaded
                        + ", dualStack=" + dualStack
                        + (unlistedBy == null ? "" : ", unlistedBy=" + unlistedBy)
                        + "]";
    }
}
