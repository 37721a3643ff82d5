package io.github.tracker6.store;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Keeps the swarms. One asynchronous call per announce; a store without I/O completes before it returns. Thread-safe.
 *
 * <p>Obligations of every store, proven by the contract in {@code tracker-testkit}:
 *
 * <ol>
 *   <li>An announce is one critical section of its swarm: find the endpoint, link, replace, count, sample.
 *   <li>An endpoint is its address and port. Endpoints with one non-zero {@linkplain PeerUpdate#hostTag() host tag} are
 *       one host: one endpoint per family is kept, the latest; a stopped or expired endpoint leaves the other in place.
 *       A host has one role, the one that it announced last.
 *   <li>Counts are in hosts and equal what enumeration gives. {@code completed} counts once per host, {@code stopped}
 *       for an unknown endpoint creates nothing, a scrape creates nothing.
 *   <li>The sample is uniform among those wanted, never holds the requester by either of its endpoints, never an expired
 *       endpoint, and never two endpoints of one host.
 *   <li>A seeder or partial seed is told of downloaders alone, a downloader of everyone.
 *   <li>Caps refuse with a {@link io.github.tracker6.Rejection}; nobody is evicted, and a refused announce changes
 *       nothing.
 *   <li>Time is what the caller says; it never runs backward by more than the announces in flight.
 * </ol>
 */
public interface SwarmStore extends AutoCloseable {
    /**
     * Records an announce and samples peers for its answer.
     *
     * @param update what was announced; untouched by the caller until the stage completes
     * @param response gets the counts and the peers, or a rejection; its interval is left alone
     * @return completes with {@code response}; exceptionally with a {@link StoreException} where storage failed
     */
    CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response);

    /**
     * Finds the counts of swarms. Passes over {@linkplain ScrapeBatch#hidden(int) hidden} info hashes; leaves unknown
     * ones as they are.
     *
     * @param nowMillis the caller's time, in milliseconds
     * @return completes with {@code batch}; exceptionally with a {@link StoreException} where storage failed
     */
    CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis);

    /** Returns how long an endpoint lives after its last announce. */
    Duration peerTtl();

    /** Returns figures over all swarms, cheap enough to be asked every second. */
    StoreTotals totals();

    /**
     * Does a slice of housekeeping, such as expiry; called by the tracker about once a second, on a thread that may
     * wait. A store whose backend expires by itself has nothing to do.
     *
     * @param nowMillis the caller's time, in milliseconds
     * @return how many endpoints expired
     */
    default int maintain(long nowMillis) {
        return 0;
    }

    /** Gives back what the store itself created. Idempotent. */
    @Override
    void close();
}
