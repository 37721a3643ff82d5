package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.internal.SipHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The swarm that a shard works on at the moment: its peers of both families, each family in the swarm's block or in a large
 * table. {@link #open} a swarm, change it, and {@link #close} it, which keeps the counts of swarms and hosts. Not
 * thread-safe: used under its shard's lock.
 */
final class SwarmCursor {
    /** A large table with this many records or fewer goes back into the swarm's block. */
    static final int SHRINK_AT = SmallPeers.MAX_RECORDS / 2;

    private final SwarmTable swarms;
    private final Slabs slabs;
    private final SipHash hash;
    private final StoreCapacity capacity;
    private final FamilyCounts familyCounts4 = new FamilyCounts();
    private final FamilyCounts familyCounts6 = new FamilyCounts();
    private final SwarmBlock block;
    private final List<@Nullable LargePeers> large = new ArrayList<>();
    private PeerTable peers4;
    private PeerTable peers6;
    private boolean wasPeerless;
    private int hostsAccounted;
    private int peerlessSwarms;
    private int expired;

    SwarmCursor(SwarmTable swarms, Slabs slabs, SipHash hash, StoreCapacity capacity) {
        this.swarms = swarms;
        this.slabs = slabs;
        this.hash = hash;
        this.capacity = capacity;
        this.block = new SwarmBlock(slabs, swarms, familyCounts4, familyCounts6);
        this.peers4 = block.view(PeerRecords.IPV4);
        this.peers6 = block.view(PeerRecords.IPV6);
    }

    void open(int swarm) {
        block.over(swarm);
        peers4 = table(PeerRecords.IPV4);
        peers6 = table(PeerRecords.IPV6);
        wasPeerless = isEmpty();
        hostsAccounted = hostsOfShard();
    }

    /** Opens a swarm and removes the expired records that a look at it shows. */
    void lookAfter(int swarm, int nowSeen) {
        open(swarm);
        locate(AddressFamily.IPV4, 0, 0, 0, 0, nowSeen);
    }

    /** Brings the counts up to date, and forgets the swarm if nothing is left of it. */
    void close() {
        settle(peers4);
        settle(peers6);
        capacity.changeHosts(hostsOfShard() - hostsAccounted);
        boolean isPeerless = isEmpty();
        if (isPeerless != wasPeerless) {
            countPeerless(isPeerless ? 1 : -1);
        }
        if (isPeerless && block.downloaded() == 0) {
            forget(block.block());
        }
    }

    /** Counts a swarm that was just made and has no peers yet. */
    void addedPeerless() {
        countPeerless(1);
    }

    private void countPeerless(int by) {
        peerlessSwarms += by;
        capacity.changePeerless(by);
    }

    /**
     * Returns one swarm without peers, or {@link HashIndex#NONE} if there is none. Searches on from where the last search
     * ended.
     */
    int findPeerless() {
        int ends = peerlessSwarms == 0 ? 2 : 0;
        while (ends < 2) {
            int swarm = swarms.search();
            if (swarm == HashIndex.NONE) {
                ends++;
            } else if (block.isPeerless(swarm)) {
                return swarm;
            }
        }
        return HashIndex.NONE;
    }

    /** Returns how many swarms have no peers. */
    int peerlessSwarms() {
        return peerlessSwarms;
    }

    /** Notes that room for a new host was taken from the capacity. */
    void accountForHost() {
        hostsAccounted++;
    }

    /** Returns how many endpoints expired since the last call. */
    int takeExpired() {
        int count = expired;
        expired = 0;
        return count;
    }

    /** Returns the endpoints of a family in the whole shard. */
    FamilyCounts familyCounts(AddressFamily family) {
        return family == AddressFamily.IPV4 ? familyCounts4 : familyCounts6;
    }

    /** Returns what else is known of the swarm. */
    SwarmBlock swarm() {
        return block;
    }

    PeerTable peers(AddressFamily family) {
        return family == AddressFamily.IPV4 ? peers4 : peers6;
    }

    boolean isEmpty() {
        return peers4.size() == 0 && peers6.size() == 0;
    }

    /** Adds a record, to a large table where the block is full; returns its handle in {@link #peers}. */
    int insert(AddressFamily family, long high, long low, int port, long state) {
        PeerTable table = peers(family);
        if (table instanceof SmallPeers small && !small.makeRoom()) {
            table = grown(small);
        }
        return table.insert(high, low, port, state);
    }

    /** Removes a record. The host's other endpoint, if it has one, becomes single. */
    void remove(AddressFamily family, int handle) {
        PeerTable table = peers(family);
        unlinkPartner(family, table.state(handle));
        table.remove(handle);
    }

    /**
     * Removes what {@link #locate} found of one family: the endpoint, and the endpoint with the tag, which may have another
     * address.
     */
    void removeLocated(AddressFamily family, long tag) {
        PeerTable table = peers(family);
        int match = table.match;
        int tagMatch = table.tagMatch;
        if (match != PeerTable.NONE) {
            remove(family, match);
        }
        if (tagMatch != PeerTable.NONE && tagMatch != match) {
            remove(family, table.findTag(tag)); // its handle may be another one now
        }
    }

    /** Removes a record that has expired. */
    void expire(AddressFamily family, int handle) {
        remove(family, handle);
        expired++;
    }

    /** Makes the partner of a record, in the other family, single. */
    void unlinkPartner(AddressFamily family, long state) {
        if (PeerState.linked(state)) {
            PeerTable others = peers(family.other());
            int partner = others.findTag(PeerState.tag(state));
            long partnerState = others.state(partner);
            others.update(partner, PeerState.unlinked(partnerState, others.records));
        }
    }

    /**
     * Finds the records of an announce in both tables, see {@link PeerTable#locate}. Removes expired records on the way:
     * all of the block's, and of a large table's those that it found.
     */
    void locate(AddressFamily family, long high, long low, int port, long tag, int nowSeen) {
        PeerTable own = peers(family);
        PeerTable others = peers(family.other());
        boolean again = true;
        while (again) {
            own.locate(high, low, port, tag, nowSeen);
            others.locate(0, 0, 0, tag, nowSeen);
            // A removal moves the partner in the other table, so handles found before are no longer valid.
            again = removeExpired(family, own, nowSeen) || removeExpired(family.other(), others, nowSeen);
        }
    }

    /** Removes all records, which have all expired. */
    void expireAll() {
        expired += peers4.size() + peers6.size();
        peers4.clear();
        peers6.clear();
    }

    /**
     * Sets what is known of whether an IPv6 endpoint can be reached.
     *
     * @param handle its record
     * @param reach see {@link PeerState#reach}
     */
    void setReach(int handle, int reach) {
        long state = peers6.state(handle);
        peers6.update(handle, PeerState.withReach(state, reach));
        if (PeerState.linked(state)) {
            int partner = peers4.findTag(PeerState.tag(state));
            peers4.update(partner, PeerState.withReach(peers4.state(partner), PeerState.reachOverIpv4(reach)));
        }
    }

    /** Returns the hosts in a set of groups, each counted once. */
    int hosts(int groups) {
        return peers4.countAll(groups) + peers6.countAll(groups & PeerState.SINGLE_GROUPS);
    }

    /** Returns all hosts, each counted once. */
    int hosts() {
        return peers4.size() + peers6.countAll(PeerState.SINGLE_GROUPS);
    }

    private int hostsOfShard() {
        return familyCounts4.all() + familyCounts6.single();
    }

    /** Forgets a swarm that has no peers. */
    void forget(int peerlessSwarm) {
        swarms.remove(peerlessSwarm);
        countPeerless(-1);
        capacity.removeSwarm();
    }

    private boolean removeExpired(AddressFamily family, PeerTable table, int nowSeen) {
        if (table.isStale()) {
            for (int handle = table.size() - 1; handle >= 0; handle--) {
                if (Ticks.isExpired(table.state(handle), nowSeen)) {
                    expire(family, handle);
                }
            }
            return true;
        }
        return expireIfOld(family, table.match, nowSeen) || expireIfOld(family, table.tagMatch, nowSeen);
    }

    private boolean expireIfOld(AddressFamily family, int handle, int nowSeen) {
        boolean old = handle != PeerTable.NONE && Ticks.isExpired(peers(family).state(handle), nowSeen);
        if (old) {
            expire(family, handle);
        }
        return old;
    }

    private PeerTable table(PeerRecords records) {
        if (!block.isLarge(records)) {
            return block.small(records);
        }
        LargePeers table = large.get(block.largeNumber(records));
        if (table == null) {
            throw new AssertionError("no large table " + block.largeNumber(records));
        }
        return table;
    }

    private LargePeers grown(SmallPeers small) {
        int number = large.indexOf(null);
        if (number < 0) {
            number = large.size();
            large.add(null);
        }
        LargePeers table = new LargePeers(slabs, small.records, small.familyCounts, hash, number);
        large.set(number, table);
        for (int handle = 0; handle < small.size(); handle++) {
            int at = small.at(handle);
            table.insert(
                    small.records.high(small.buffer(handle), at),
                    small.records.low(small.buffer(handle), at),
                    small.records.port(small.buffer(handle), at),
                    small.state(handle));
        }
        small.clear();
        block.setLarge(small.records, number);
        use(table);
        return table;
    }

    private void settle(PeerTable table) {
        if (table instanceof LargePeers settled) {
            settled.swarm(block.block());
            if (settled.size() <= SHRINK_AT) {
                large.set(settled.number(), null);
                block.clear(settled.records);
                SmallPeers small = block.small(settled.records);
                settled.moveTo(small);
                use(small);
            }
        }
    }

    private void use(PeerTable table) {
        if (table.records == PeerRecords.IPV4) {
            peers4 = table;
        } else {
            peers6 = table;
        }
    }
}
