package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.hash.SipHash;
import io.github.tracker6.store.PeerUpdate;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * One of the store's shards: swarms with a lock, a slab allocator and a source of randomness of their own. An announce
 * is one critical section. Thread-safe: every method that is not private takes the lock.
 */
final class Stripe {
    /** Records that a slice of housekeeping looks at before it lets the lock go. */
    private static final int SLICE = 8_192;

    /** Records of a large table that are looked at in one go. */
    private static final int RUN = 256;

    /** What looking at one swarm, or removing one record, costs in a slice, in records. */
    private static final int SWARM_COST = 8;

    /** A round of housekeeping is made up for when it is overdue by this much; see {@link Ticks}. */
    private static final long MAX_ROUND = 4L * Ticks.TTL;

    private final MemoryCaps caps;
    private final Budget budget;
    private final Ticks ticks;
    private final SwarmTable swarms;
    private final Census census4 = new Census();
    private final Census census6 = new Census();
    private final OpenSwarm open;
    private final Sampler sampler;
    private final Selection selection;
    private final Queue<SweptTable> largeToSweep = new ArrayDeque<>();
    private int peerless;
    private boolean scoped;
    private long lastTick;
    private long roundTick;
    private boolean started;
    private int expired;

    /** The swarm that is open, and what was so when it was opened. */
    private int openSwarm;

    private boolean wasPeerless;
    private int hostsAccounted;

    /** A large table that is to be swept, of the swarm with this name. */
    private record SweptTable(int swarm, AddressFamily family, LargePeers table) {}

    Stripe(MemoryCaps caps, Budget budget, Ticks ticks, SipHash hash, long seed) {
        this.caps = caps;
        this.budget = budget;
        this.ticks = ticks;
        Slabs slabs = new Slabs();
        this.swarms = new SwarmTable(slabs, hash);
        this.open = new OpenSwarm(swarms, slabs, hash, census4, census6);
        this.sampler = new Sampler(seed);
        this.selection = new Selection(sampler);
    }

    /**
     * Records an announce.
     *
     * @return why it was refused, or null; nothing was changed where it was
     */
    synchronized @Nullable Rejection announce(long hashed, PeerUpdate update, AnnounceResponse response) {
        int nowSeen = advance(update.nowMillis());
        int swarm = swarms.find(hashed, update.hashHead(), update.hashMiddle(), update.hashTail());
        if (swarm == SwarmTable.NONE) {
            if (update.stopped() || update.repeated()) {
                response.counts(0, 0, 0);
                return null;
            }
            if (!budget.tryAddSwarm()) {
                return Rejection.SWARMS_FULL;
            }
            swarm = swarms.insert(hashed, update.hashHead(), update.hashMiddle(), update.hashTail());
            peerless++;
        }
        open(swarm);
        Rejection refusal = announce(swarm, update, nowSeen, response);
        close();
        return refusal;
    }

    private @Nullable Rejection announce(int swarm, PeerUpdate update, int nowSeen, AnnounceResponse response) {
        long tag = Meta.tagOf(update.hostTag());
        AddressFamily family = update.family();
        expired += open.locate(family, update.addressHigh(), update.addressLow(), update.port(), tag, nowSeen);
        PeerTable own = open.peers(family);
        if (update.stopped()) {
            if (own.match != PeerTable.NONE) {
                open.remove(family, own.match);
            }
        } else if (!update.repeated() || own.match != PeerTable.NONE) {
            Rejection refusal = refusal(update, own);
            if (refusal != null) {
                return refusal;
            }
            boolean newcomer = tag != 0 && own.match == PeerTable.NONE && own.tagMatch == PeerTable.NONE;
            int handle = record(swarm, update, tag, nowSeen);
            PeerTable others = open.peers(family.other());
            sampler.begin(nowSeen, scopeOf(update), scoped);
            int partner = others.findTag(tag);
            response.dualStack(partner != PeerTable.NONE);
            selection.fill(update, open.peers(family), handle, others, partner, newcomer, response);
        }
        int complete = open.hosts(Meta.SEEDER);
        response.counts(complete, open.hosts() - complete, swarms.downloaded(swarm));
        return null;
    }

    /** Returns why a new endpoint can't be taken; the room for a new host is taken where it can. */
    private @Nullable Rejection refusal(PeerUpdate update, PeerTable own) {
        if (own.match != PeerTable.NONE) {
            return null;
        }
        if (scopeOf(update) == AddressScope.GLOBAL && hasTooManyNeighbours(update, own)) {
            return Rejection.TOO_MANY_FROM_ADDRESS;
        }
        boolean knownHost =
                own.tagMatch != PeerTable.NONE || open.peers(update.family().other()).tagMatch != PeerTable.NONE;
        if (knownHost) {
            return null;
        }
        if (open.hosts() >= caps.peersPerSwarm()) {
            return Rejection.SWARM_FULL;
        }
        if (!budget.tryAddHost()) {
            return Rejection.PEERS_FULL;
        }
        hostsAccounted++;
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
                ? sameAddress >= caps.endpointsPerIpv4Address()
                : sameAddress >= caps.endpointsPerIpv6Address() || samePrefix >= caps.endpointsPerIpv6Prefix();
    }

    /** Puts the endpoint in, replaces the one of its host that it takes the place of, and links it; returns its handle. */
    private int record(int swarm, PeerUpdate update, long tag, int nowSeen) {
        AddressFamily family = update.family();
        PeerTable own = open.peers(family);
        PeerTable others = open.peers(family.other());
        int match = own.match;
        boolean finished = false;
        if (match != PeerTable.NONE) {
            long old = own.meta(match);
            finished = Meta.finished(old);
            if (Meta.tag(old) != tag) {
                open.unlinkPartner(family, old);
            }
        }
        int replaced = own.tagMatch;
        if (replaced != PeerTable.NONE && replaced != match) {
            finished |= Meta.finished(own.meta(replaced));
            own.remove(replaced);
            match = match == PeerTable.NONE
                    ? PeerTable.NONE
                    : own.find(update.addressHigh(), update.addressLow(), update.port());
        }
        int partner = others.findTag(tag);
        boolean linked = partner != PeerTable.NONE;
        finished |= linked && Meta.finished(others.meta(partner));
        if (update.completed() && !finished) {
            finished = true;
            swarms.addDownloaded(swarm);
        }
        int group = Meta.groupOf(update.role(), linked);
        if (linked) {
            long partnerMeta = others.meta(partner);
            long agreed = Meta.of(Meta.seen(partnerMeta), tag, finished, group);
            if (agreed != partnerMeta) {
                others.update(partner, agreed);
            }
        }
        long meta = Meta.of(nowSeen, tag, finished, group);
        if (match != PeerTable.NONE) {
            return own.update(match, meta);
        }
        scoped |= scopeOf(update) != AddressScope.GLOBAL;
        return open.insert(family, update.addressHigh(), update.addressLow(), update.port(), meta);
    }

    /** Finds the counts of one swarm of a batch. */
    synchronized void scrape(long hashed, ScrapeBatch batch, int index, long nowMillis) {
        int nowSeen = advance(nowMillis);
        int swarm = swarms.find(hashed, batch.hashHead(index), batch.hashMiddle(index), batch.hashTail(index));
        if (swarm == SwarmTable.NONE) {
            return;
        }
        lookAfter(swarm, nowSeen);
        if (!open.isEmpty() || swarms.downloaded(swarm) > 0) {
            found(swarm, batch, index);
        }
        close();
    }

    /** Adds swarms with peers to a batch until it holds {@code max}. */
    synchronized void scrapeAll(ScrapeBatch batch, int max, long nowMillis) {
        int nowSeen = advance(nowMillis);
        for (int swarm : swarms.all()) {
            if (batch.size() == max) {
                return;
            }
            lookAfter(swarm, nowSeen);
            if (!open.isEmpty()) {
                batch.add(swarms.head(swarm), swarms.middle(swarm), swarms.tail(swarm));
                found(swarm, batch, batch.size() - 1);
            }
            close();
        }
    }

    private void found(int swarm, ScrapeBatch batch, int index) {
        int complete = open.hosts(Meta.SEEDER);
        int downloaders = open.hosts(Meta.DOWNLOADER);
        int incomplete = downloaders + open.hosts(Meta.PARTIAL_SEED);
        batch.found(index, complete, incomplete, swarms.downloaded(swarm), downloaders);
        PeerTable peers4 = open.peers(AddressFamily.IPV4);
        PeerTable peers6 = open.peers(AddressFamily.IPV6);
        batch.families(
                index,
                peers4.countAll(Meta.SINGLE_GROUPS),
                peers6.countAll(Meta.SINGLE_GROUPS),
                peers4.countAll(Meta.LINKED_GROUPS));
    }

    /**
     * Does a slice of a round of housekeeping.
     *
     * @return whether the round is over
     */
    synchronized boolean maintain(long nowMillis) {
        return sweepSlice(advance(nowMillis));
    }

    /** Returns how many endpoints expired since the last call. */
    synchronized int takeExpired() {
        int count = expired;
        expired = 0;
        return count;
    }

    synchronized int swarmsWithPeers() {
        return swarms.size() - peerless;
    }

    synchronized int ipv4Hosts() {
        return census4.single();
    }

    synchronized int ipv6Hosts() {
        return census6.single();
    }

    synchronized int dualStackHosts() {
        return census4.linked();
    }

    synchronized boolean hasPeerless() {
        return peerless > 0;
    }

    /** Drops one swarm that has no peers, if there is any. */
    synchronized void dropPeerless() {
        if (peerless > 0) {
            for (int swarm : swarms.all()) {
                if (swarms.peers4(swarm) == 0 && swarms.peers6(swarm) == 0) {
                    forget(swarm);
                    return;
                }
            }
        }
    }

    private void open(int swarm) {
        open.open(swarm);
        openSwarm = swarm;
        wasPeerless = open.isEmpty();
        hostsAccounted = hosts();
    }

    /** Opens a swarm and removes the expired records that a look at it shows. */
    private void lookAfter(int swarm, int nowSeen) {
        open(swarm);
        expired += open.locate(AddressFamily.IPV4, 0, 0, 0, 0, nowSeen);
    }

    /** Writes back what is open, and does the accounts. */
    private void close() {
        open.save();
        budget.changeHosts(hosts() - hostsAccounted);
        boolean isPeerless = open.isEmpty();
        if (isPeerless != wasPeerless) {
            peerless += isPeerless ? 1 : -1;
        }
        if (isPeerless && swarms.downloaded(openSwarm) == 0) {
            forget(openSwarm);
        }
    }

    private void forget(int peerlessSwarm) {
        swarms.remove(peerlessSwarm);
        peerless--;
        budget.removeSwarm();
    }

    private int hosts() {
        return census4.single() + census4.linked() + census6.single();
    }

    /** Brings the stripe to a time; returns its tick as records keep it, and sees that no record grows too old for it. */
    private int advance(long nowMillis) {
        long now = ticks.at(nowMillis);
        int nowSeen = Ticks.seen(now);
        if (!started) {
            started = true;
            lastTick = now;
            roundTick = now;
        }
        boolean allExpired = now - lastTick >= Ticks.TTL;
        boolean overdue = now - roundTick > MAX_ROUND;
        lastTick = Math.max(lastTick, now);
        if (allExpired) {
            expireAll();
        } else if (overdue) {
            boolean over = false;
            while (!over) {
                over = sweepSlice(nowSeen);
            }
        }
        return nowSeen;
    }

    /** Removes all peers: nobody announced for as long as a peer lives. */
    private void expireAll() {
        for (int swarm : swarms.all()) {
            open(swarm);
            expired += open.removeAll();
            close();
        }
        roundTick = lastTick;
    }

    private boolean sweepSlice(int nowSeen) {
        int work = 0;
        while (work < SLICE) {
            SweptTable large = largeToSweep.peek();
            if (large != null) {
                work += sweepLarge(large, nowSeen, SLICE - work);
                continue;
            }
            int swarm = swarms.sweep();
            if (swarm == HashIndex.NONE) {
                roundTick = lastTick;
                return true;
            }
            work += SWARM_COST;
            lookAfter(swarm, nowSeen);
            remember(swarm, AddressFamily.IPV4);
            remember(swarm, AddressFamily.IPV6);
            close();
        }
        return false;
    }

    private void remember(int swarm, AddressFamily family) {
        if (open.peers(family) instanceof LargePeers large) {
            largeToSweep.add(new SweptTable(swarm, family, large));
        }
    }

    /** Sweeps a part of a large table; returns how many records it cost. */
    private int sweepLarge(SweptTable swept, int nowSeen, int maxRecords) {
        if (swept.table.isFreed()) {
            largeToSweep.remove();
            return 1;
        }
        open(swept.swarm);
        int work = 0;
        while (work < maxRecords) {
            int handle = swept.table.sweep(nowSeen, RUN);
            if (handle != PeerTable.NONE) {
                open.remove(swept.family, handle);
                expired++;
                work += SWARM_COST;
            } else if (swept.table.sweptAll()) {
                largeToSweep.remove();
                break;
            } else {
                work += RUN;
            }
        }
        close();
        return Math.max(1, work);
    }

    private static AddressScope scopeOf(PeerUpdate update) {
        return AddressScope.of(update.family(), update.addressHigh(), update.addressLow());
    }
}
