package io.github.tracker6.store;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

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
 *   <li>Counts are in hosts and equal what enumeration gives. {@code completed} counts once per host. {@code stopped}
 *       for an unknown endpoint, a {@linkplain PeerUpdate#repeated() repeated} announce of one and a scrape create
 *       nothing.
 *   <li>The sample is uniform among those wanted, never holds the requester by either of its endpoints, never an expired
 *       endpoint, and never two endpoints of one host.
 *   <li>A seeder or partial seed is told of downloaders alone, a downloader of everyone.
 *   <li>Caps refuse with a {@link io.github.tracker6.Rejection}; nobody is evicted, and a refused announce changes
 *       nothing.
 *   <li>Time is what the caller says; it never runs backward by more than the announces in flight.
 * </ol>
 *
 * <p>Which endpoints an answer draws from. Let <i>n</i> be {@link PeerUpdate#numWant()}, <i>own</i> the family of the
 * announce, <i>singles</i> the endpoints of hosts with one family, <i>all</i> those and one endpoint of each dual-stack
 * host, and the <i>allowance</i> {@link PeerSelection#otherFamilyAllowance}. A requester that takes both families and
 * claims the other one counts as not linked here even where it is: it may be linked by its claim alone, and would be told
 * of that family nowhere else.
 *
 * <table>
 * <caption>Candidates by policy and requester</caption>
 * <tr><th>policy</th><th>requester</th><th>own family</th><th>other family</th></tr>
 * <tr><td>{@code SAME_FAMILY}</td><td>any</td><td>n of all</td><td>none</td></tr>
 * <tr><td>{@code BALANCED}</td><td>not linked, takes both families</td><td>n of all</td>
 *     <td>allowance of singles</td></tr>
 * <tr><td>{@code BALANCED}</td><td>any other</td><td>n of all</td><td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv6, not linked, takes both families</td><td>n of all</td>
 *     <td>allowance of singles</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv6, any other</td><td>n of all</td><td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, linked</td>
 *     <td>n of singles; where {@linkplain PeerUpdate#stalled() stalled}, dual-stack hosts to fill up to 8</td>
 *     <td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, not linked, takes both families, claims IPv6</td>
 *     <td>n of singles</td><td>n of all</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, not linked, takes both families, claims nothing</td>
 *     <td>n of all</td><td>allowance of hosts not in the list beside it</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, newcomer</td>
 *     <td>n of singles, filled up with dual-stack hosts</td><td>as for any other</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, any other</td><td>n of all</td><td>none</td></tr>
 * </table>
 *
 * <p>A <i>newcomer</i> has a host tag, neither its endpoint nor another of its family with that tag was known, and it
 * is not linked and claims nothing: its announce over IPv6 may be under way. Where it is a downloader, it counts as one
 * only while at least min(8, n) singles of its family are seeders, so that a host with IPv4 alone is no worse off. By
 * {@code IPV6_FIRST}, an answer over IPv4 that tells a newcomer, or one that would be but for its seeders, of endpoints of
 * dual-stack hosts is {@linkplain AnnounceResponse#provisional() provisional}: the tracker may repeat the announce in
 * a moment.
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
     * Tells which swarms will be asked for next, as far as the caller knows. A hint that changes nothing; does nothing by
     * default. A store in memory can read a little of each swarm, so that the processor fetches them all at the same time
     * and not one after the other.
     *
     * @param swarms may name unknown ones; a store may note what it likes beside them
     */
    default void prefetch(InfoHashes swarms) {}

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

    /**
     * Returns the key of host tags that all trackers on this store share, or null where each may have its own, which is the
     * default, or where storage did not tell it yet.
     */
    default @Nullable HostKey hostKey() {
        return null;
    }

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
