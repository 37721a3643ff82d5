package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ListingCap;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.internal.SipHash;
import io.github.tracker6.store.PeerSelection;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreTotals;
import java.util.Objects;
import java.util.Queue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One of the store's shards: some of its swarms, with a lock, a slab allocator and a source of random numbers of their own.
 * An announce is one critical section. Thread-safe: every method that is not private takes the lock; the two that read
 * ahead take none. Long because every way into a shard takes its lock here.
 */
final class Shard {
    /** What became of an announce. */
    enum Outcome {
        /** The answer is complete. */
        ANSWERED,
        /** The swarm is new, and there are as many as there may be. Nothing changed, and the answer is empty. */
        SWARMS_FULL,
        /** Another table has taken the place of this one. Nothing changed, and the answer is empty. */
        RETIRED
    }

    private final StoreOptions options;
    private final Ticks ticks;
    private final StoreCapacity capacity;
    private final SwarmTable swarms;
    private final SwarmCursor open;
    private final Sweep sweep;
    private final Sampler sampler;
    private final RequesterView view;
    private final Placement placement;
    private final ChangeApplier applier;
    private final SwarmSlices slices;

    /** What other nodes need to know; null where there are none. */
    private final @Nullable ShardReplica replica;

    /** Keeps the shares of networks; null where there are none. */
    private final @Nullable ShareKeeper shares;

    /** The IPv6 endpoints of one swarm, while it is scraped. */
    private final FamilyCounts counted6 = new FamilyCounts();

    private boolean scoped;

    Shard(
            StoreOptions options,
            StoreCapacity capacity,
            Ticks ticks,
            ChunkPool pool,
            SipHash hash,
            long seed,
            @Nullable FairShares fairShares,
            @Nullable ReplicaState replicaState) {
        this.options = options;
        this.ticks = ticks;
        this.capacity = capacity;
        Slabs slabs = new Slabs(pool);
        this.swarms = new SwarmTable(slabs, hash);
        this.open = new SwarmCursor(swarms, slabs, hash, capacity);
        this.sampler = new Sampler(seed);
        this.view = new RequesterView(open, sampler);
        this.placement = new Placement(open);
        this.applier = new ChangeApplier(swarms, open, placement, capacity, ticks);
        this.replica = replicaState == null ? null : new ShardReplica(replicaState, applier, ticks, hash);
        this.shares = fairShares == null ? null : new ShareKeeper(fairShares, swarms, open, replica);
        this.sweep = new Sweep(ticks, swarms, open, shares);
        this.slices = new SwarmSlices(swarms, open, sweep);
    }

    /** Records an announce, and fills its answer. */
    synchronized Outcome announce(long hashed, PeerUpdate update, AnnounceResponse response) {
        int nowSeen = sweep.advance(update.nowMillis());
        if (replica != null && !replica.begin(hashed)) {
            return Outcome.RETIRED;
        }
        int swarm = swarms.find(hashed, update.hashHead(), update.hashMiddle(), update.hashTail());
        if (swarm == SwarmTable.NONE) {
            if (update.stopped() || update.repeated()) {
                if (replica != null && update.stopped()) {
                    replica.stopped(update, PeerState.tagOf(update.hostTag()));
                }
                response.counts(0, 0, 0);
                return Outcome.ANSWERED;
            }
            if (shares != null && shares.refusesSwarm(update)) {
                response.unlistedBy(ListingCap.NETWORK).counts(0, 0, 0);
                return Outcome.ANSWERED;
            }
            if (!capacity.tryAddSwarm()) {
                return Outcome.SWARMS_FULL;
            }
            PeerRecords first = PeerRecords.of(update.family());
            swarm = swarms.insert(hashed, update.hashHead(), update.hashMiddle(), update.hashTail(), first);
            open.addedPeerless();
        }
        open.open(swarm);
        announce(hashed, update, nowSeen, response);
        open.close();
        return Outcome.ANSWERED;
    }

    private void announce(long hashed, PeerUpdate update, int nowSeen, AnnounceResponse response) {
        long tag = PeerState.tagOf(update.hostTag());
        AddressFamily family = update.family();
        open.locate(family, update.addressHigh(), update.addressLow(), update.port(), tag, nowSeen);
        PeerTable own = open.peers(family);
        if (update.stopped()) {
            if (replica != null) {
                replica.stopped(update, tag);
            }
            open.removeLocated(family, tag);
        } else if (update.repeated()) {
            if (own.match != PeerTable.NONE) {
                // Since the first look another announce may have given the endpoint another tag. Nothing changes.
                int partner = open.peers(family.other()).findTag(PeerState.tag(own.state(own.match)));
                drawUnchanged(update, own.match, partner, nowSeen, response);
            }
        } else {
            ListingCap cap = cap(hashed, update, own);
            response.unlistedBy(cap);
            if (cap == null) {
                list(hashed, update, tag, nowSeen, response);
            } else {
                drawUnchanged(update, own.tagMatch, open.peers(family.other()).tagMatch, nowSeen, response);
            }
        }
        int complete = open.hosts(PeerState.SEEDER_GROUPS);
        response.counts(complete, open.hosts() - complete, open.swarm().downloaded());
    }

    /** Records an endpoint, and draws peers for it. */
    private void list(long hashed, PeerUpdate update, long tag, int nowSeen, AnnounceResponse response) {
        PeerTable own = open.peers(update.family());
        boolean isAdded = own.match == PeerTable.NONE;
        boolean isNewSwarm = open.isEmpty();
        boolean endsOther = endsOtherFamily(update, nowSeen);
        boolean isNew = tag != 0 && (endsOther || (own.match == PeerTable.NONE && own.tagMatch == PeerTable.NONE));
        int handle = record(update, tag, endsOther, nowSeen, response);
        if (isAdded && shares != null) {
            shares.added(update, hashed, isNewSwarm);
        }
        int partner = open.peers(update.family().other()).findTag(tag);
        response.reachability(PeerState.reachability(placement.reach()));
        draw(update, handle, partner, isNew, nowSeen, response);
    }

    /** Draws peers for a host of which the announce changes nothing. */
    private void drawUnchanged(PeerUpdate update, int own, int partner, int nowSeen, AnnounceResponse response) {
        response.reachability(reachability(update.family() == AddressFamily.IPV6 ? own : partner));
        draw(update, own, partner, false, nowSeen, response);
    }

    /**
     * Draws peers for a host; the answer says by now whether its IPv6 endpoint can be reached.
     *
     * @param own the host's record of the announce's family, or {@link PeerTable#NONE}
     * @param partner the host's record of the other family, or {@link PeerTable#NONE}
     */
    private void draw(PeerUpdate update, int own, int partner, boolean isNew, int nowSeen, AnnounceResponse response) {
        boolean dualStack = own != PeerTable.NONE && partner != PeerTable.NONE;
        sampler.begin(nowSeen, scopeOf(update), scoped);
        PeerSelection.select(update, dualStack, isNew, view.begin(update.family(), own, partner), response);
    }

    /** Returns what is known of whether an IPv6 endpoint of the open swarm can be reached. */
    private Reachability reachability(int handle) {
        return handle == PeerTable.NONE
                ? Reachability.UNKNOWN
                : PeerState.reachability(
                        PeerState.reach(open.peers(AddressFamily.IPV6).state(handle)));
    }

    /** Returns whether an announce ends the host's endpoint of the other family, see {@link PeerUpdate#endsOtherFamily}. */
    private boolean endsOtherFamily(PeerUpdate update, int nowSeen) {
        PeerTable own = open.peers(update.family());
        PeerTable others = open.peers(update.family().other());
        if (others.tagMatch == PeerTable.NONE) {
            return false;
        }
        int former = own.tagMatch;
        boolean moved = former != PeerTable.NONE
                && update.isInOtherNetwork(
                        own.records.high(own.buffer(former), own.at(former)),
                        own.records.low(own.buffer(former), own.at(former)));
        int age = Ticks.age(others.state(others.tagMatch), nowSeen);
        return update.endsOtherFamily(ticks.leastMillis(age), moved);
    }

    /** Returns the cap that forbids to list a new endpoint, or null. Takes the room for a new host. */
    private @Nullable ListingCap cap(long hashed, PeerUpdate update, PeerTable own) {
        if (own.match != PeerTable.NONE) {
            return null;
        }
        if (scopeOf(update) == AddressScope.GLOBAL && hasTooManyNeighbours(update, own)) {
            return ListingCap.ADDRESS;
        }
        boolean knownHost =
                own.tagMatch != PeerTable.NONE || open.peers(update.family().other()).tagMatch != PeerTable.NONE;
        if (knownHost) {
            return null;
        }
        if (shares != null && shares.refusesEndpoint(update, hashed)) {
            return ListingCap.NETWORK;
        }
        if (open.hosts() >= options.maxPeersPerSwarm()) {
            return ListingCap.SWARM;
        }
        if (!capacity.tryAddHost()) {
            return ListingCap.PEERS;
        }
        open.accountForHost();
        return null;
    }

    private boolean hasTooManyNeighbours(PeerUpdate update, PeerTable own) {
        own.countNeighbours(update.addressHigh(), update.addressLow());
        int sameAddress = own.sameAddress;
        int samePrefix = own.samePrefix;
        if (own.tagMatch != PeerTable.NONE) {
            own.sameAddress = 0;
            own.samePrefix = 0;
            own.countNeighbour(
                    own.buffer(own.tagMatch), own.at(own.tagMatch), update.addressHigh(), update.addressLow());
            sameAddress -= own.sameAddress;
            samePrefix -= own.samePrefix;
        }
        return update.family() == AddressFamily.IPV4
                ? sameAddress >= options.maxEndpointsPerIpv4Address()
                : samePrefix >= options.maxEndpointsPerIpv6Prefix();
    }

    /**
     * Records the endpoint, removes the endpoint of its host that it replaces, and links it to the other family's. Returns
     * its handle.
     *
     * @param endsOther whether the host's endpoint of the other family is removed first
     */
    private int record(PeerUpdate update, long tag, boolean endsOther, int nowSeen, AnnounceResponse response) {
        AddressFamily family = update.family();
        boolean finished = false;
        if (endsOther) {
            PeerTable others = open.peers(family.other());
            finished = PeerState.finished(others.state(others.tagMatch));
            open.remove(family.other(), others.tagMatch);
            open.locate(family, update.addressHigh(), update.addressLow(), update.port(), tag, nowSeen);
        }
        placement.begin(family, update.addressHigh(), update.addressLow(), update.port(), tag, nowSeen);
        finished |= placement.isFinished();
        if (replica != null && !finished) {
            finished = replica.isFinished(update, tag);
        }
        int reach = family == AddressFamily.IPV6 ? placement.reach() : PeerState.UNKNOWN;
        boolean counted = update.completed() && !finished;
        if (counted) {
            finished = true;
            open.swarm().addDownloaded();
            response.countedDownload(true);
        }
        if (replica != null) {
            int downloaded = open.swarm().downloaded();
            replica.announced(update, tag, endsOther, finished, counted, reach, downloaded);
        }
        scoped |= placement.isNew() && scopeOf(update) != AddressScope.GLOBAL;
        return placement.end(update.role(), finished, false, reach, nowSeen);
    }

    /**
     * Records whether an IPv6 endpoint could be reached. Leaves the shard's time alone: the caller may have another clock than
     * announces have.
     *
     * @return false where another table has taken the place of this one; then nothing changed
     */
    synchronized boolean reachability(long hashed, Change change, long nowMillis) {
        if (replica != null && !replica.begin(hashed)) {
            return false;
        }
        if (applier.reach(hashed, change, sweep.nowSeen()) && replica != null) {
            replica.reached(change, nowMillis);
        }
        return true;
    }

    /** Reads a little of the index, so that the cache has it soon. Takes no lock and makes no use of what it reads. */
    int touchIndex(long hashed) {
        return swarms.touchIndex(hashed);
    }

    /** Reads a little of a swarm, if there is one, in the way of {@link #touchIndex}. */
    int touchSwarm(long hashed) {
        return swarms.touchSwarm(hashed);
    }

    /** Sets the counts of one swarm of a batch. */
    synchronized void scrape(long hashed, ScrapeBatch batch, int index, long nowMillis) {
        int nowSeen = sweep.advance(nowMillis);
        int swarm = swarms.find(hashed, batch.hashHead(index), batch.hashMiddle(index), batch.hashTail(index));
        if (swarm == SwarmTable.NONE) {
            return;
        }
        open.lookAfter(swarm, nowSeen);
        if (!open.isEmpty() || open.swarm().downloaded() > 0) {
            setCounts(batch, index);
        }
        open.close();
    }

    /**
     * Lists the info hashes of the swarms in one range of hashes, some hundred at most: three numbers for each.
     *
     * @param place 0, or what the call before returned
     * @return the place of the next range, or {@link HashIndex#END_OF_PLACES}
     */
    synchronized int listRange(int place, LongConsumer words) {
        return swarms.forEachInRange(place, swarm -> {
            open.open(swarm);
            words.accept(open.swarm().head());
            words.accept(open.swarm().middle());
            words.accept(open.swarm().tail());
        });
    }

    /** Adds a swarm to a batch, with its counts, if it is there and has peers. The caller holds the lock. */
    void scrapeListed(long hashed, long head, long middle, int tail, ScrapeBatch batch, long nowMillis) {
        int nowSeen = sweep.advance(nowMillis);
        int swarm = swarms.find(hashed, head, middle, tail);
        if (swarm == SwarmTable.NONE) {
            return;
        }
        open.lookAfter(swarm, nowSeen);
        if (!open.isEmpty()) {
            batch.add(head, middle, tail);
            setCounts(batch, batch.size() - 1);
        }
        open.close();
    }

    private void setCounts(ScrapeBatch batch, int index) {
        int complete = open.hosts(PeerState.SEEDER_GROUPS);
        int downloaders = open.hosts(PeerState.DOWNLOADER_GROUPS);
        int incomplete = downloaders + open.hosts(PeerState.PARTIAL_SEED_GROUPS);
        batch.setCounts(index, complete, incomplete, open.swarm().downloaded(), downloaders);
        counted6.clear();
        open.peers(AddressFamily.IPV6).addTo(counted6);
        int singles4 = open.peers(AddressFamily.IPV4).countAll(PeerState.SINGLE_GROUPS);
        batch.families(index, counted6.hosts(singles4));
    }

    /**
     * Does a slice of a round of housekeeping.
     *
     * @return whether the round is over
     */
    synchronized boolean maintain(long nowMillis) {
        return sweep.slice(sweep.advance(nowMillis));
    }

    /** Brings the shard's time up to date, by which ages count. An empty shard waits for the time of its first announce. */
    synchronized void advance(long nowMillis) {
        if (swarms.size() > 0) {
            var unused = sweep.advance(nowMillis);
        }
    }

    /** Returns how many endpoints expired since the last call. */
    synchronized int takeExpired() {
        return open.takeExpired();
    }

    synchronized int swarms() {
        return swarms.size();
    }

    /** Returns the figures of this shard, all of one moment: no host counts twice while it gets its second endpoint. */
    synchronized StoreTotals totals() {
        int singles4 = open.familyCounts(AddressFamily.IPV4).single();
        return new StoreTotals(
                swarms.size() - open.peerlessSwarms(),
                open.familyCounts(AddressFamily.IPV6).hosts(singles4));
    }

    synchronized boolean hasPeerless() {
        return open.peerlessSwarms() > 0;
    }

    /** Drops one swarm that has no peers, if there is any. */
    synchronized void dropPeerless() {
        int swarm = open.findPeerless();
        if (swarm != HashIndex.NONE) {
            if (replica != null) {
                SwarmBlock block = open.swarm();
                block.over(swarm);
                replica.forgot(swarms.hashOf(swarm), block.head(), block.middle(), block.tail(), block.downloaded());
            }
            open.forget(swarm);
        }
    }

    /** Returns what other nodes need to know; used under the lock of this shard. */
    ShardReplica replica() {
        return Objects.requireNonNull(replica, "not a replica");
    }

    /** Makes a change of this node's own that was decided elsewhere, see {@link ShardReplica#adopt}. */
    synchronized void adopt(long hashed, Change change, long changeMillis, long nowMillis, long seen, boolean isNoted) {
        replica().now(nowMillis, sweep.advance(nowMillis));
        replica().adopt(hashed, change, changeMillis, seen, isNoted);
        noteScope(change);
    }

    /** Makes a change that the log has, see {@link ShardReplica#apply}. */
    synchronized void apply(
            long hashed, Change change, long changeMillis, long nowMillis, long node, long seen, long order) {
        replica().now(nowMillis, sweep.advance(nowMillis));
        replica().apply(hashed, change, changeMillis, node, seen, order);
        noteScope(change);
    }

    /** Notes that own changes were read back, see {@link ShardReplica#release}. */
    synchronized void release(PendingSegment segment, long order, long nowMillis) {
        replica().now(nowMillis, sweep.advance(nowMillis));
        replica().release(segment, order);
    }

    /** Lets another table take the place of this one, or not: then announces get {@link Outcome#RETIRED}. */
    synchronized void retire(boolean retired) {
        replica().retire(retired);
    }

    /** Returns the tag of the host of a change's endpoint, as the table has it; 0 for none. */
    synchronized long tagOf(long hashed, Change change) {
        return applier.tagOf(hashed, change);
    }

    /** Raises the downloads of a swarm, as a change of this node's own, if there are fewer. */
    synchronized void raise(long hashed, Change change, long nowMillis) {
        boolean room = swarms.find(hashed, change.head, change.middle, change.tail) != SwarmTable.NONE
                || capacity.hasRoomForSwarm();
        if (room && applier.downloaded(hashed, change) < change.count) {
            replica().now(nowMillis, sweep.advance(nowMillis));
            replica().adopt(hashed, change, nowMillis, Long.MAX_VALUE, true);
        }
    }

    /** Removes an endpoint that another node stopped, where it was seen here last well before. */
    synchronized void yieldStopped(long hashed, Change change, long changeMillis, long nowMillis, boolean forgot) {
        replica().now(nowMillis, sweep.advance(nowMillis));
        replica().yieldStopped(hashed, change, changeMillis, forgot);
    }

    /** Puts in an endpoint that a snapshot holds. */
    synchronized void load(long hashed, Change change, long seenMillis, long nowMillis) {
        int nowSeen = sweep.advance(nowMillis);
        applier.load(hashed, change, Ticks.seen(ticks.at(seenMillis)), nowSeen);
        noteScope(change);
    }

    /** Raises the downloads of a swarm to what a snapshot holds. */
    synchronized void loadDownloaded(long hashed, Change change, int downloaded) {
        if (downloaded > applier.downloaded(hashed, change)) {
            applier.setDownloaded(hashed, change, downloaded);
        }
    }

    /** Visits a slice of swarms, see {@link SwarmSlices#visitSwarms}. */
    synchronized int visitSwarms(int place, SwarmVisitor visitor, Queue<SwarmWalk.LargeRest> rests) {
        return slices.visitSwarms(this, place, visitor, rests);
    }

    /** Visits a slice of a large swarm, see {@link SwarmSlices#visitLarge}. */
    synchronized void visitLarge(SwarmWalk.LargeRest rest, SwarmVisitor visitor) {
        slices.visitLarge(this, rest, visitor);
    }

    private void noteScope(Change change) {
        scoped |= change.isAnnounce() && AddressScope.of(change.family, change.high, change.low) != AddressScope.GLOBAL;
    }

    private static AddressScope scopeOf(PeerUpdate update) {
        return AddressScope.of(update.family(), update.addressHigh(), update.addressLow());
    }
}
