package io.github.tracker6.store;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.health.Health;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the swarms. An announce is one call, {@link #announce}. The contract in {@code tracker-testkit} tests what
 * follows. {@link io.github.tracker6.store.plain.PlainSwarmStore} implements all of it; a subclass says where swarms
 * are kept.
 *
 * <h2>Hosts and endpoints</h2>
 *
 * <ul>
 *   <li>An endpoint is its address and port. Endpoints of one swarm with the same non-zero
 *       {@linkplain PeerUpdate#hostTag() host tag} are one host. A host keeps one endpoint per family, the latest.
 *   <li>An endpoint that announces with another tag leaves its former host.
 *   <li>A host has one role: the one that it announced last, over either family.
 *   <li>An endpoint that stops or expires leaves the host's other endpoint in place.
 *   <li>An announce ends the host's endpoint of the other family where {@link PeerUpdate#endsOtherFamily} says so: the host
 *       has not announced it again in time, or joins or has moved without it. The host then counts as new. Ages may be a few
 *       hundredths of the peer TTL too low.
 *   <li>A host is gone when its last endpoint has stopped or expired.
 * </ul>
 *
 * <h2>Reachability</h2>
 *
 * <ul>
 *   <li>{@link #reachability} records for an IPv6 endpoint whether it could be reached. Until then it is {@link
 *       Reachability#UNKNOWN}. An IPv4 endpoint is always unknown.
 *   <li>An endpoint keeps what is recorded when it announces again, also with another tag.
 *   <li>An endpoint of which nothing is recorded takes over what is recorded for the endpoint that it replaces, if both have
 *       the same /64 and the same port: a client's privacy addresses change.
 *   <li>What is recorded goes with the endpoint when that stops, expires or ends.
 *   <li>An answer sets {@link AnnounceResponse#reachability} before it draws peers: what is recorded for the IPv6 endpoint of
 *       the host that announced. It is unknown if the host has none, is not listed, or has just stopped.
 *   <li>A dual-stack host is <i>closed</i> if its IPv6 endpoint is {@link Reachability#NOT_REACHED}, and <i>open</i>
 *       otherwise. A host with one family is neither.
 * </ul>
 *
 * <h2>An announce</h2>
 *
 * <ul>
 *   <li>It is one critical section of its swarm: find the endpoint, replace it, link it, count, draw peers.
 *   <li>The counts of the answer are in hosts, and hold what this announce changed. They equal what enumeration of the
 *       hosts gives.
 *   <li>{@linkplain PeerUpdate#completed() completed} adds one to the count of downloads, once per host. A host that
 *       finished stays finished while any of its endpoints is kept: an endpoint passes that on to the one that replaces
 *       it, to one that is linked to it, and takes it along to another tag. A host that was gone and comes back may count
 *       again. The answer to the announce that adds the one sets {@link AnnounceResponse#countedDownload}; no other does.
 *   <li>{@linkplain PeerUpdate#stopped() stopped} removes the endpoint, and the endpoint of that family that its host
 *       has, whichever address it came from: a client may stop from another address than it announced from. It gets no
 *       peers.
 *   <li>A {@linkplain PeerUpdate#repeated() repeated} announce of a known endpoint draws peers and changes nothing: no
 *       role, time, tag or count. An announce that came since the first look stays in force.
 *   <li>{@code stopped} or a repeated announce of an unknown endpoint or host creates nothing and gets no peers, and its answer
 *       holds the counts.
 *   <li>An answer sets {@link AnnounceResponse#dualStack}: whether the host that announced is known over both families
 *       now. It sets {@link AnnounceResponse#provisional} as described below. {@link PeerSelection} does both.
 *   <li>The interval of the answer is left alone.
 * </ul>
 *
 * <h2>The peers of an answer</h2>
 *
 * <ul>
 *   <li>{@link PeerSelection} decides which groups of hosts they come from, and how many, by the table below.
 *   <li>All peers of a group are equally likely.
 *   <li>An answer never holds the requester by either endpoint, an expired endpoint, or two endpoints of one host.
 *   <li>It holds peers of the {@link io.github.tracker6.address.AddressScope} of the requester's address and of wider
 *       scopes, never of narrower ones.
 *   <li>A seeder or partial seed gets downloaders alone. A downloader gets all roles. A seeder that {@linkplain
 *       PeerUpdate#mayLackMetadata() may lack the metadata} gets downloaders, and then seeders and partial seeds for the
 *       rest of each group.
 * </ul>
 *
 * <h2>Caps</h2>
 *
 * <p>An announce that exceeds a cap of {@link StoreOptions} gets peers as any other announce of its requester, but changes
 * nothing: its endpoint is neither listed nor counted. Its answer names the cap, see {@link AnnounceResponse#unlistedBy}. It
 * is not provisional, and its requester is not new. No peer is evicted for another one, except by fair shares. The first of these that applies is
 * the cap:
 *
 * <table>
 * <caption>Caps in their order</caption>
 * <tr><th>{@link io.github.tracker6.ListingCap}</th><th>where</th><th>exempt</th></tr>
 * <tr><td>{@code ADDRESS}</td>
 *     <td>the swarm has as many endpoints on the same IPv4 address or in the same IPv6 /64 as it may. The endpoint that the
 *     announce replaces does not count.</td>
 *     <td>addresses that are not globally routable: those that only the tracker's LAN option admits</td></tr>
 * <tr><td>{@code SWARMS}</td>
 *     <td>the swarm has no peers, and as many swarms with peers as may be are kept. A swarm without peers, kept for its
 *     count of downloads, gives way to one with peers.</td>
 *     <td></td></tr>
 * <tr><td>{@code SWARM}</td><td>the swarm has as many hosts as it may</td>
 *     <td>hosts that are known, by either family</td></tr>
 * <tr><td>{@code PEERS}</td><td>all swarms together have as many hosts as they may</td>
 *     <td>hosts that are known, by either family</td></tr>
 * </table>
 *
 * <p>A store may also leave announces unlisted with {@code NETWORK}, see {@link StoreOptions#fairShares()}, and with {@code
 * PEERS} where it has no memory.
 *
 * <p>No cap applies to {@code stopped}, to a repeated announce, and to an announce of a known endpoint, even if its new tag
 * makes two hosts of one.
 *
 * <h2>Time</h2>
 *
 * <p>Time is what the caller says, in milliseconds of its clock; a store asks no clock of its own. It may go back by as
 * much as announces are in flight, and no further. An endpoint expires {@link #peerTtl()} after its last announce, and no
 * answer holds it from then on. Counts of small swarms leave it out at once; those of large swarms, and
 * {@link #totals()}, may hold it until {@link #maintain} has removed it.
 *
 * <h2>Threads</h2>
 *
 * <p>Every method may be called by several threads at once, {@link #announce}, {@link #prefetch} and {@link #scrape} by
 * event loops: they must not wait for I/O. A store that needs none completes before it returns, and returns
 * {@link AnnounceResponse#done()} or {@link ScrapeBatch#done()}, for which callers need no callback. A store with I/O may
 * complete its stages on any thread.
 *
 * <h2>The table</h2>
 *
 * <p>Let <i>n</i> be {@link PeerUpdate#numWant()}, <i>own</i> the family of the announce, <i>singles</i> the endpoints of
 * hosts with one family, <i>all</i> those and one endpoint of each dual-stack host, and the <i>allowance</i>
 * {@link PeerSelection#otherFamilyAllowance}. <i>Linked</i> is a requester that is known over both families. One that
 * takes both families and claims the other one counts as not linked here even where it is: it may be linked by its claim
 * alone, and then none of its announces would get peers of the other family.
 *
 * <table>
 * <caption>Candidates by policy and requester</caption>
 * <tr><th>policy</th><th>requester</th><th>own family</th><th>other family</th></tr>
 * <tr><td>{@code SAME_FAMILY}</td><td>any</td><td>n of all</td><td>none</td></tr>
 * <tr><td>{@code BALANCED}</td><td>not linked, takes both families</td><td>n of all</td>
 *     <td>allowance of singles</td></tr>
 * <tr><td>{@code BALANCED}</td><td>any other</td><td>n of all</td><td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv6, linked</td><td>n of singles and open hosts</td><td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv6, not linked, takes both families, new</td>
 *     <td>n of singles and open hosts</td>
 *     <td>allowance of singles; within the allowance, closed hosts until the answer holds 14 peers</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv6, not linked, takes both families, not new</td>
 *     <td>n of singles and open hosts</td><td>allowance of singles and closed hosts</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv6, any other</td>
 *     <td>n of singles and open hosts, filled up with closed hosts</td><td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, linked, {@linkplain PeerUpdate#stalled() stalled}</td>
 *     <td>n of singles and closed hosts; open hosts to fill up to 8</td><td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, linked, closed</td>
 *     <td>what the <i>IPv6 hosts</i> lack of n, at least three quarters of n, rounded up: singles and closed hosts</td>
 *     <td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, linked, open; the swarm has no closed host</td><td>n of singles</td>
 *     <td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, linked, open; the swarm has closed hosts</td>
 *     <td>what the <i>IPv6 hosts</i> lack of n, at least three fifths of n, rounded up: singles; closed hosts until the
 *     answer's peers and the IPv6 hosts are 14</td><td>none</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, not linked, takes both families, claims IPv6</td>
 *     <td>n of singles and closed hosts</td><td>n of singles and open hosts</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, not linked, takes both families, claims nothing</td>
 *     <td>n of all</td><td>allowance of singles and open hosts that are not in the own family's list</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, newcomer</td>
 *     <td>n of singles and closed hosts, filled up with open hosts</td><td>as for any other</td></tr>
 * <tr><td>{@code IPV6_FIRST}</td><td>over IPv4, any other</td><td>n of all</td><td>none</td></tr>
 * </table>
 *
 * <p>The <i>IPv6 hosts</i> are the number of open hosts and singles with IPv6 that {@link PeerSource#count} returns, of the
 * roles that the requester can use. The requester itself may be one of them.
 *
 * <p>A requester is <i>new</i> if it has a host tag, and neither its endpoint nor another of its family with that tag was
 * known before or the announce has ended its endpoint of the other family. A <i>newcomer</i> is a new requester that is not
 * linked and claims nothing: its announce over IPv6 may be under way. A new downloader is a newcomer only where at least
 * min(8, n) singles and closed hosts with its family are seeders, so that a host with IPv4 alone is no worse off. Under
 * {@code IPV6_FIRST}, an answer over IPv4 that gives such a new requester endpoints of dual-stack hosts, open or closed, is
 * {@linkplain AnnounceResponse#provisional() provisional}: the tracker may repeat the announce in a moment. So is an answer
 * over IPv4 to a linked requester of unknown reachability that wants peers and is not stalled, where another dual-stack host
 * of a role that it can use is in the swarm.
 *
 * @since 0.1.0
 */
public interface SwarmStore extends AutoCloseable {
    /**
     * Records an announce and fills its answer: counts, flags and peers.
     *
     * @param update what was announced. Neither the caller nor the store changes it before the stage completes, and the
     *     store does not keep it.
     * @param response holds no peers, no rejection and no flags yet; its interval is left alone
     * @return completes with {@code response}; exceptionally with a {@link StoreException} where storage failed
     */
    CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response);

    /**
     * Names swarms whose announces or scrapes follow soon: a hint that changes nothing. Does nothing by
     * default. A store in memory can read a little of each swarm, so that the processor fetches them all at the same time
     * and not one after the other.
     *
     * @param swarms may name unknown ones, and some several times; not changed, and not kept after the call
     */
    default void prefetch(InfoHashes swarms) {}

    /**
     * Sets the counts of the swarms of a batch. Passes over {@linkplain ScrapeBatch#hidden(int) hidden} info hashes, leaves
     * unknown ones as they are, and creates nothing. A swarm without peers that keeps a count of downloads is known.
     *
     * @param nowMillis the caller's time, in milliseconds
     * @return completes with {@code batch}; exceptionally with a {@link StoreException} where storage failed
     */
    CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis);

    /**
     * Records whether an IPv6 endpoint could be reached, for {@link PeerSelection} and for the figures. Replaces what was
     * recorded before. Changes nothing if the swarm does not hold the endpoint, if it has expired, or if it is of IPv4. Does
     * not wait for I/O. Does nothing by default: then each endpoint stays {@link Reachability#UNKNOWN}.
     *
     * @param endpoint of IPv6
     * @param nowMillis the caller's time, in milliseconds. Its clock may be another one than that of announces: a store must
     *     not end endpoints by it
     * @throws StoreException if storage failed
     */
    default void reachability(InfoHash torrent, Endpoint endpoint, Reachability found, long nowMillis) {}

    /** Returns how long an endpoint lives after its last announce. Above 0, and always the same. */
    Duration peerTtl();

    /**
     * Returns the key of host tags that all trackers on this store share. Null if each tracker may have a key of its
     * own, which is the default, or if the store has not read the key from its storage yet.
     */
    default @Nullable HostKey hostKey() {
        return null;
    }

    /**
     * Returns figures over all swarms. Announces that come meanwhile may be in some of them and not in others. Cheap enough to
     * be called every second; does not wait for I/O.
     */
    StoreTotals totals();

    /**
     * Does a slice of housekeeping, such as expiry. The tracker calls it about once a second, on a thread that may wait. A
     * store whose backend expires endpoints by itself has nothing to do, which is the default.
     *
     * @param nowMillis the caller's time, in milliseconds
     * @return how many endpoints expired since the last call, including those that announces removed; 0 or more
     */
    default int maintain(long nowMillis) {
        return 0;
    }

    /**
     * Returns how the store does. Down means that the tracker should get no requests yet, for instance because the store has
     * not reached its storage since the start; a store that answers with less than it should is degraded. Up by default.
     * Cheap; does not wait for I/O.
     */
    default Health health() {
        return Health.UP;
    }

    /** Releases what the store itself created. Idempotent. The outcome of later announces is undefined. */
    @Override
    void close();
}
