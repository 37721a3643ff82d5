package io.github.tracker6.store.memory;

import io.github.tracker6.address.AddressScope;
import io.github.tracker6.internal.SipHash;
import java.nio.ByteBuffer;
import java.util.function.IntConsumer;

/**
 * The table of one family of a large swarm: the records in {@link GroupPages}, an index by endpoint and an index by
 * tag. A removal moves the last record of the group into the gap, so a random position is a fair sample.
 */
final class LargePeers extends PeerTable {
    private static final long TAG_MIX = 0x9e3779b97f4a7c15L;

    private final SipHash hash;
    private final int number;
    private final GroupPages pages;
    private final FamilyCounts counts = new FamilyCounts();
    private final HashIndex byEndpoint;
    private final HashIndex byTag;
    private int swarm;
    private int size;
    private int handGroup;
    private int handPosition;
    private boolean freed;

    /** Takes the result of reads that only load the cache: otherwise the compiler would remove them. */
    @SuppressWarnings("UnusedVariable")
    private int touched;

    LargePeers(Slabs slabs, PeerRecords records, FamilyCounts familyCounts, SipHash hash, int number) {
        super(slabs, records, familyCounts);
        this.hash = hash;
        this.number = number;
        this.pages = new GroupPages(slabs, records);
        this.byEndpoint = new HashIndex(slabs, IndexSlots.NARROW, this::endpointHashOf, this::address);
        this.byTag =
                new HashIndex(slabs, IndexSlots.NARROW, handle -> tagHash(PeerState.tag(state(handle))), this::address);
    }

    /** Sees the records of a table one by one. */
    interface SweptRecord {
        boolean isKept(PeerTable table, int handle);
    }

    /** Returns the number of this table in its shard. */
    int number() {
        return number;
    }

    /** Returns the block of the swarm that has this table. */
    int swarm() {
        return swarm;
    }

    /** Sets the block of the swarm, which changes when the block moves. */
    void swarm(int newSwarm) {
        swarm = newSwarm;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    int countAll(int groups) {
        int sum = 0;
        for (int left = groups & pages.filled(); left != 0; left &= left - 1) {
            sum += pages.count(Integer.numberOfTrailingZeros(left));
        }
        return sum;
    }

    @Override
    void locate(long high, long low, int port, long tag, int nowSeen) {
        match = NONE;
        if (port != 0) {
            long endpointHash = endpointHash(high, low, port);
            touched = byEndpoint.touchHome(endpointHash) + byTag.touchHome(tagHash(tag));
            match = find(endpointHash, high, low, port);
        }
        tagMatch = match != NONE && PeerState.tag(state(match)) == tag && tag != 0 ? match : findTag(tag);
    }

    @Override
    boolean isStale() {
        return false;
    }

    @Override
    int find(long high, long low, int port) {
        return find(endpointHash(high, low, port), high, low, port);
    }

    private int find(long endpointHash, long high, long low, int port) {
        byEndpoint.seek(endpointHash);
        int handle = byEndpoint.next();
        while (handle != HashIndex.NONE && !records.isAt(buffer(handle), at(handle), high, low, port)) {
            handle = byEndpoint.next();
        }
        return handle;
    }

    @Override
    int findTag(long tag) {
        if (tag == 0) {
            return NONE;
        }
        byTag.seek(tagHash(tag));
        int handle = byTag.next();
        while (handle != HashIndex.NONE && PeerState.tag(state(handle)) != tag) {
            handle = byTag.next();
        }
        return handle;
    }

    @Override
    void countNeighbours(long high, long low) {
        sameAddress = 0;
        samePrefix = 0;
        byEndpoint.seek(endpointHash(high, low, 0));
        for (int handle = byEndpoint.next(); handle != HashIndex.NONE; handle = byEndpoint.next()) {
            countNeighbour(buffer(handle), at(handle), high, low);
        }
    }

    @Override
    ByteBuffer buffer(int handle) {
        return slabs.buffer(pages.block(handle));
    }

    @Override
    int at(int handle) {
        return pages.at(handle);
    }

    @Override
    long address(int handle) {
        return pages.address(handle);
    }

    @Override
    int insert(long high, long low, int port, long state) {
        int group = PeerState.group(state);
        int handle = pages.append(group);
        records.write(buffer(handle), at(handle), high, low, port, state);
        byEndpoint.insert(endpointHash(high, low, port), handle);
        if (PeerState.tag(state) != 0) {
            byTag.insert(tagHash(PeerState.tag(state)), handle);
        }
        size++;
        count(state);
        return handle;
    }

    @Override
    int update(int handle, long state) {
        ByteBuffer buffer = buffer(handle);
        int at = at(handle);
        long old = records.state(buffer, at);
        if (PeerState.group(old) != PeerState.group(state)) {
            long high = records.high(buffer, at);
            long low = records.low(buffer, at);
            int port = records.port(buffer, at);
            remove(handle);
            return insert(high, low, port, state);
        }
        if (PeerState.traits(old) != PeerState.traits(state)) {
            discount(old);
            count(state);
        }
        long oldTag = PeerState.tag(old);
        long tag = PeerState.tag(state);
        if (oldTag != tag && oldTag != 0) {
            byTag.remove(tagHash(oldTag), handle);
        }
        records.state(buffer, at, state);
        if (oldTag != tag && tag != 0) {
            byTag.insert(tagHash(tag), handle);
        }
        return handle;
    }

    @Override
    void remove(int handle) {
        long state = state(handle);
        long tag = PeerState.tag(state);
        byEndpoint.remove(endpointHashOf(handle), handle);
        if (tag != 0) {
            byTag.remove(tagHash(tag), handle);
        }
        int group = pages.group(handle);
        int last = pages.handle(group, pages.count(group) - 1);
        if (last != handle) {
            long movedTag = PeerState.tag(state(last));
            byEndpoint.replace(endpointHashOf(last), last, handle);
            if (movedTag != 0) {
                byTag.replace(tagHash(movedTag), last, handle);
            }
            records.copy(buffer(last), at(last), buffer(handle), at(handle), 1);
        }
        pages.dropLast(group);
        size--;
        discount(state);
    }

    private void count(long state) {
        counts.add(state);
        familyCounts.add(state);
    }

    private void discount(long state) {
        counts.remove(state);
        familyCounts.remove(state);
    }

    @Override
    void clear() {
        for (int group = 0; group < PeerState.GROUPS; group++) {
            while (pages.count(group) > 0) {
                remove(pages.handle(group, pages.count(group) - 1));
            }
        }
    }

    @Override
    void addTo(FamilyCounts counted) {
        counted.addAll(counts);
    }

    @Override
    int places(int groups) {
        return countAll(groups);
    }

    /** A place is a position in the concatenation of the groups. */
    @Override
    int handleAt(int groups, int place) {
        int rest = place;
        for (int left = groups & pages.filled(); left != 0; left &= left - 1) {
            int group = Integer.numberOfTrailingZeros(left);
            if (rest < pages.count(group)) {
                return pages.handle(group, rest);
            }
            rest -= pages.count(group);
        }
        throw new IndexOutOfBoundsException("place " + place + " in groups " + groups);
    }

    /** Returns how many records of one group lie side by side from a handle on. */
    int rowLength(int handle) {
        return pages.rowLength(handle);
    }

    /**
     * Moves the hand to the next record that is to be removed, and compacts a part of the indexes.
     *
     * @param maxRecords the most records to look at
     * @param visitor sees each record that has not expired, and says whether it is kept
     * @return the handle of a record that has expired or is not kept, at which the hand stays; {@link #NONE} if there is none
     *     among these records
     */
    int sweep(int nowSeen, int maxRecords, SweptRecord visitor) {
        byEndpoint.compact();
        byTag.compact();
        for (int looked = 0; looked < maxRecords && handGroup < PeerState.GROUPS; looked++) {
            if (handPosition >= pages.count(handGroup)) {
                handGroup++;
                handPosition = 0;
            } else {
                int handle = pages.handle(handGroup, handPosition);
                if (Ticks.isExpired(state(handle), nowSeen) || !visitor.isKept(this, handle)) {
                    return handle;
                }
                handPosition++;
            }
        }
        return NONE;
    }

    /** Returns whether the hand has passed all records. If so, the next round begins. */
    boolean endRound() {
        if (handGroup < PeerState.GROUPS) {
            return false;
        }
        handGroup = 0;
        handPosition = 0;
        return true;
    }

    /** Calls back with every record whose endpoint's hash is in one range, see {@link HashIndex#forEachInRange}. */
    int forEachInRange(int place, IntConsumer action) {
        return byEndpoint.forEachInRange(place, action);
    }

    /** Moves all records into another table and gives all memory back. This table must not be used afterwards. */
    void moveTo(SmallPeers target) {
        for (int group = 0; group < PeerState.GROUPS; group++) {
            while (pages.count(group) > 0) {
                int handle = pages.handle(group, pages.count(group) - 1);
                ByteBuffer buffer = buffer(handle);
                int at = at(handle);
                long state = records.state(buffer, at);
                if (!target.makeRoom()) {
                    throw new AssertionError("no room for " + size + " records");
                }
                target.insert(records.high(buffer, at), records.low(buffer, at), records.port(buffer, at), state);
                discount(state);
                pages.dropLast(group);
            }
        }
        size = 0;
        byEndpoint.free();
        byTag.free();
        freed = true;
    }

    /** Returns whether the memory of this table was given back. */
    boolean isFreed() {
        return freed;
    }

    private long endpointHashOf(int handle) {
        ByteBuffer buffer = buffer(handle);
        int at = at(handle);
        return endpointHash(records.high(buffer, at), records.low(buffer, at), records.port(buffer, at));
    }

    /**
     * Returns the hash of an endpoint. Endpoints that share a cap (one IPv4 address, one IPv6 /64) share a hash, so a
     * look-up counts them. Endpoints of a LAN scope have no caps, and one address may have many: there the port is
     * hashed, too.
     */
    private long endpointHash(long high, long low, int port) {
        if (AddressScope.of(records.family(), high, low) != AddressScope.GLOBAL) {
            return hash.hash(high, low, port);
        }
        return records == PeerRecords.IPV4 ? hash.hash(0, low, -1) : hash.hash(high, 0, -1);
    }

    private static long tagHash(long tag) {
        return tag * TAG_MIX;
    }
}
