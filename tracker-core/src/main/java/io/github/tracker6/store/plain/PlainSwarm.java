package io.github.tracker6.store.plain;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.ListingCap;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.store.PeerSelection;
import io.github.tracker6.store.PeerSource.Roles;
import io.github.tracker6.store.PeerUpdate;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One swarm in plain Java collections, with every rule of {@link io.github.tracker6.store.SwarmStore}: what a
 * {@link PlainSwarmStore} keeps under each info hash.
 *
 * <p>An announce takes time in proportion to the peers wanted, whatever the swarm's size. A peer takes about 400 bytes of
 * heap, and 900 in a swarm of two. Not thread-safe: used within {@link PlainSwarmStore#change} alone.
 *
 * @since 0.1.0
 */
public final class PlainSwarm {
    private final Capacity capacity;
    private final Capacity.Share share;
    private final RandomGenerator random;

    /** In the order of their last announces, so that those that expire come first. */
    private final Map<Endpoint, Member> members = new LinkedHashMap<>();

    private final Map<Long, Host> taggedHosts = new HashMap<>();
    private final MemberGroups groups = new MemberGroups();
    private final AddressCounts addresses;
    private int downloaded;

    /** The latest time that a caller named. Calls in flight may name an earlier one, and then count as made now. */
    private long nowMillis = Long.MIN_VALUE;

    PlainSwarm(Capacity capacity) {
        this.capacity = capacity;
        this.share = capacity.new Share();
        this.random = capacity.newRandom();
        this.addresses = new AddressCounts(capacity.options);
    }

    /** Returns the endpoints as values, those first that announced longest ago. */
    public List<PlainPeer> peers() {
        return members.values().stream()
                .map(member -> new PlainPeer(
                        member.endpoint,
                        member.host.tag,
                        member.host.role,
                        member.host.finished,
                        member.seenMillis,
                        member.reachability))
                .toList();
    }

    /** Returns how many hosts ever finished. */
    public int downloaded() {
        return downloaded;
    }

    /** Records an announce and fills its answer; returns this swarm, or null where nothing of it is left to keep. */
    @Nullable
    PlainSwarm announce(PeerUpdate update, AnnounceResponse response) {
        removeExpired(update.nowMillis());
        Endpoint endpoint = update.endpoint();
        Member known = members.get(endpoint);
        if (update.stopped()) {
            Member latest = member(update.hostTag(), update.family());
            if (known != null) {
                remove(known);
            }
            if (latest != null && latest != known) {
                remove(latest);
            }
        } else if (update.repeated()) {
            if (known != null) {
                draw(update, known.host, false, response);
            }
        } else {
            Member replaced = member(update.hostTag(), update.family());
            ListingCap cap = known == null ? cap(endpoint, update.hostTag(), replaced) : null;
            response.unlistedBy(cap);
            if (cap == null) {
                list(update, endpoint, known == null && replaced == null, response);
            } else {
                Host host = taggedHosts.get(update.hostTag());
                draw(update, host == null ? new Host(update.hostTag()) : host, false, response);
            }
        }
        int complete = groups.hosts(Roles.SEEDERS);
        response.counts(complete, groups.hosts(Roles.ALL) - complete, downloaded);
        return settled();
    }

    private void list(PeerUpdate update, Endpoint endpoint, boolean isFirst, AnnounceResponse response) {
        Member ended = endedOfOtherFamily(update);
        boolean isNew = update.hostTag() != 0 && (isFirst || ended != null);
        boolean finished = ended != null && ended.host.finished;
        if (ended != null) {
            remove(ended);
        }
        Host host = put(endpoint, update.hostTag(), update.role(), nowMillis, Reachability.UNKNOWN);
        host.finished |= finished;
        countDownload(update, host, response);
        draw(update, host, isNew, response);
    }

    /** Returns the host's endpoint of the other family, if the announce ends it, see {@link PeerUpdate#endsOtherFamily}. */
    private @Nullable Member endedOfOtherFamily(PeerUpdate update) {
        Member other = member(update.hostTag(), update.family().other());
        if (other == null) {
            return null;
        }
        Member former = other.host.member(update.family());
        boolean moved =
                former != null && update.isInOtherNetwork(former.endpoint.addressHigh(), former.endpoint.addressLow());
        return update.endsOtherFamily(nowMillis - other.seenMillis, moved) ? other : null;
    }

    private void draw(PeerUpdate update, Host host, boolean isNew, AnnounceResponse response) {
        AddressScope scope = AddressScope.of(update.family(), update.addressHigh(), update.addressLow());
        response.reachability(host.reachability());
        PeerSelection.select(
                update, host.isDualStack(), isNew, new MemberSource(groups, host, scope, random), response);
    }

    /** Sets the counts of one entry of a batch; returns this swarm, or null where nothing of it is left to keep. */
    @Nullable
    PlainSwarm scrape(ScrapeBatch batch, int index, long callersMillis) {
        removeExpired(callersMillis);
        if (!members.isEmpty() || downloaded > 0) {
            int complete = groups.hosts(Roles.SEEDERS);
            int incomplete = groups.hosts(Roles.ALL) - complete;
            batch.setCounts(index, complete, incomplete, downloaded, groups.hosts(Roles.DOWNLOADERS));
            batch.families(index, groups.families());
        }
        return settled();
    }

    /**
     * Records whether an endpoint could be reached; returns this swarm, or null where nothing of it is left to keep. Removes no
     * expired endpoint: the caller may have another clock than announces have.
     */
    @Nullable
    PlainSwarm reachability(Endpoint endpoint, Reachability found) {
        Member member = members.get(endpoint);
        if (member != null && endpoint.family() == AddressFamily.IPV6) {
            groups.remove(member.host);
            member.reachability = found;
            groups.add(member.host);
        }
        return settled();
    }

    /** Removes expired endpoints; returns this swarm, or null where nothing of it is left to keep. */
    @Nullable
    PlainSwarm expire(long callersMillis) {
        removeExpired(callersMillis);
        return settled();
    }

    /** Puts back what was saved of a swarm, whatever the caps; returns this swarm, or null where that is nothing. */
    @Nullable
    PlainSwarm restore(int savedDownloads, Collection<PlainPeer> savedPeers) {
        downloaded = savedDownloads;
        savedPeers.stream()
                .sorted(Comparator.comparingLong(PlainPeer::seenMillis))
                .forEach(peer -> {
                    Host host =
                            put(peer.endpoint(), peer.hostTag(), peer.role(), peer.seenMillis(), peer.reachability());
                    host.finished |= peer.finished();
                });
        return settled();
    }

    boolean hasPeers() {
        return !members.isEmpty();
    }

    /** Returns the cap that forbids to list a new endpoint, the narrowest first, or null. Takes the room that it needs. */
    private @Nullable ListingCap cap(Endpoint endpoint, long tag, @Nullable Member replaced) {
        if (!addresses.haveRoomFor(endpoint, replaced == null ? null : replaced.endpoint)) {
            return ListingCap.ADDRESS;
        }
        if (members.isEmpty() && !share.tryAddSwarm()) {
            return ListingCap.SWARMS;
        }
        if (taggedHosts.containsKey(tag)) {
            return null;
        }
        if (groups.hosts(Roles.ALL) >= capacity.options.maxPeersPerSwarm()) {
            return ListingCap.SWARM;
        }
        return share.tryAddHost() ? null : ListingCap.PEERS;
    }

    /**
     * Puts an endpoint in as the latest, links it to the host with its tag, and removes the host's former endpoint of
     * that family. A host that finished under another tag takes that along. Returns the host.
     *
     * @param restored what is known of an endpoint that was not here before
     */
    private Host put(Endpoint endpoint, long tag, PeerRole role, long seenMillis, Reachability restored) {
        Host tagged = taggedHosts.get(tag);
        Host host = tagged == null ? new Host(tag) : tagged;
        Member known = members.get(endpoint);
        if (known != null) {
            host.finished |= known.host.finished;
            remove(known);
        }
        Member replaced = host.member(endpoint.family());
        if (replaced != null) {
            remove(replaced);
        }
        groups.remove(host);
        Reachability reachability = known == null ? restored : known.reachability;
        if (reachability == Reachability.UNKNOWN && replaced != null && isSamePrefixAndPort(endpoint, replaced)) {
            reachability = replaced.reachability;
        }
        Member member = new Member(host, endpoint, seenMillis, reachability);
        host.setMember(endpoint.family(), member);
        host.role = role;
        groups.add(host);
        members.put(endpoint, member);
        addresses.add(endpoint);
        if (tag != 0) {
            taggedHosts.put(tag, host);
        }
        return host;
    }

    /** Whether an endpoint has the port and the IPv6 /64 of the one that it replaces: a client's privacy addresses change. */
    private static boolean isSamePrefixAndPort(Endpoint endpoint, Member replaced) {
        return replaced.endpoint.addressHigh() == endpoint.addressHigh() && replaced.endpoint.port() == endpoint.port();
    }

    /** Removes an endpoint; its host goes with its last one. */
    private void remove(Member member) {
        Host host = member.host;
        groups.remove(host);
        host.setMember(member.endpoint.family(), null);
        groups.add(host);
        if (host.isEmpty()) {
            taggedHosts.remove(host.tag);
        }
        members.remove(member.endpoint);
        addresses.remove(member.endpoint);
    }

    private void countDownload(PeerUpdate update, Host host, AnnounceResponse response) {
        if (update.completed() && !host.finished) {
            host.finished = true;
            downloaded++;
            response.countedDownload(true);
        }
    }

    private void removeExpired(long callersMillis) {
        nowMillis = Math.max(nowMillis, callersMillis);
        long ttlMillis = capacity.options.peerTtl().toMillis();
        int expired = 0;
        for (Member oldest = oldest();
                oldest != null && nowMillis - oldest.seenMillis >= ttlMillis;
                oldest = oldest()) {
            remove(oldest);
            expired++;
        }
        capacity.addExpired(expired);
    }

    private @Nullable Member oldest() {
        Iterator<Member> inOrder = members.values().iterator();
        return inOrder.hasNext() ? inOrder.next() : null;
    }

    private @Nullable Member member(long tag, AddressFamily family) {
        Host host = taggedHosts.get(tag);
        return host == null ? null : host.member(family);
    }

    private @Nullable PlainSwarm settled() {
        return share.settle(groups.families(), downloaded > 0) ? this : null;
    }
}
