package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.store.PeerUpdate;

/**
 * Makes changes that were decided elsewhere, in the swarms of one shard: without caps, answers or questions, so that two
 * nodes that make the same changes in the same order hold the same. Not thread-safe: used under its shard's lock.
 */
final class ChangeApplier {
    private final SwarmTable swarms;
    private final SwarmCursor open;
    private final Placement placement;
    private final StoreCapacity capacity;

    /**
     * How much older than a change the endpoint must be that it ends, in ticks. Half of the time after which an announce ends
     * it: then it has not announced since, and all nodes decide alike although ages are not exact.
     */
    private final int clearlyOlder;

    ChangeApplier(SwarmTable swarms, SwarmCursor open, Placement placement, StoreCapacity capacity, Ticks ticks) {
        this.swarms = swarms;
        this.open = open;
        this.placement = placement;
        this.capacity = capacity;
        this.clearlyOlder = ticks.in(PeerUpdate.RECENT_MILLIS / 2) + 2;
    }

    /** Puts an endpoint in, or changes it; makes its swarm where there is none. */
    void announce(long hashed, Change change, int seen, int nowSeen) {
        announce(hashed, change, seen, nowSeen, false);
    }

    /** Puts in an endpoint of a snapshot. It counts as one that has returned: a snapshot does not say. */
    void load(long hashed, Change change, int seen, int nowSeen) {
        announce(hashed, change, seen, nowSeen, true);
    }

    private void announce(long hashed, Change change, int seen, int nowSeen, boolean isLoaded) {
        AddressFamily family = change.family;
        open.open(findOrInsert(hashed, change));
        if (change.kind == Change.Kind.ANNOUNCE_ALONE && change.tag != 0) {
            open.locate(family.other(), 0, 0, 0, change.tag, nowSeen);
            PeerTable others = open.peers(family.other());
            int partner = others.tagMatch;
            if (partner != PeerTable.NONE && ageOver(others.state(partner), seen, nowSeen) >= clearlyOlder) {
                open.remove(family.other(), partner);
            }
        }
        open.locate(family, change.high, change.low, change.port, change.tag, nowSeen);
        placement.begin(family, change.high, change.low, change.port, change.tag, seen);
        var unused = placement.end(change.role, change.finished, isLoaded, change.reach, seen);
        open.close();
    }

    /** Returns how much older an endpoint is than a change, in ticks. */
    private static int ageOver(long state, int changeSeen, int nowSeen) {
        return Ticks.age(state, nowSeen) - Ticks.age(PeerState.of(changeSeen, 0, false, 0), nowSeen);
    }

    /**
     * Sets whether an IPv6 endpoint can be reached, if it is there.
     *
     * @return whether that was not known before
     */
    boolean reach(long hashed, Change change, int nowSeen) {
        int swarm = swarms.find(hashed, change.head, change.middle, change.tail);
        if (swarm == SwarmTable.NONE) {
            return false;
        }
        open.open(swarm);
        open.locate(AddressFamily.IPV6, change.high, change.low, change.port, 0, nowSeen);
        PeerTable peers = open.peers(AddressFamily.IPV6);
        boolean isNews = peers.match != PeerTable.NONE && PeerState.reach(peers.state(peers.match)) != change.reach;
        if (isNews) {
            open.setReach(peers.match, change.reach);
        }
        open.close();
        return isNews;
    }

    /** Removes an endpoint, and the endpoint of that family that its host has. */
    void stop(long hashed, Change change, int nowSeen) {
        int swarm = swarms.find(hashed, change.head, change.middle, change.tail);
        if (swarm != SwarmTable.NONE) {
            open.open(swarm);
            open.locate(change.family, change.high, change.low, change.port, change.tag, nowSeen);
            open.removeLocated(change.family, change.tag);
            open.close();
        }
    }

    /**
     * Returns the tick in which an endpoint was seen last, or the endpoint of the same family that its host has now if that
     * is later; {@link Long#MIN_VALUE} if neither is there.
     */
    long lastSeen(long hashed, Change change, long nowTick) {
        int swarm = swarms.find(hashed, change.head, change.middle, change.tail);
        if (swarm == SwarmTable.NONE) {
            return Long.MIN_VALUE;
        }
        open.open(swarm);
        PeerTable own = open.peers(change.family);
        int match = own.find(change.high, change.low, change.port);
        int replacement = own.findTag(change.tag);
        return Math.max(lastSeen(own, match, nowTick), lastSeen(own, replacement, nowTick));
    }

    private static long lastSeen(PeerTable own, int handle, long nowTick) {
        return handle == PeerTable.NONE ? Long.MIN_VALUE : nowTick - Ticks.age(own.state(handle), Ticks.seen(nowTick));
    }

    /** Returns the tag of the host of an endpoint, or 0 where it has none or is not there. */
    long tagOf(long hashed, Change change) {
        int swarm = swarms.find(hashed, change.head, change.middle, change.tail);
        if (swarm == SwarmTable.NONE) {
            return 0;
        }
        open.open(swarm);
        PeerTable own = open.peers(change.family);
        int match = own.find(change.high, change.low, change.port);
        return match == PeerTable.NONE ? 0 : PeerState.tag(own.state(match));
    }

    /** Returns how many downloads a swarm has; 0 where there is none. */
    int downloaded(long hashed, Change change) {
        int swarm = swarms.find(hashed, change.head, change.middle, change.tail);
        if (swarm == SwarmTable.NONE) {
            return 0;
        }
        open.open(swarm);
        return open.swarm().downloaded();
    }

    /** Sets how many downloads a swarm has; makes it where there is none, and forgets it where nothing is left of it. */
    void setDownloaded(long hashed, Change change, int downloaded) {
        int swarm = swarms.find(hashed, change.head, change.middle, change.tail);
        if (swarm == SwarmTable.NONE) {
            if (downloaded == 0) {
                return;
            }
            swarm = findOrInsert(hashed, change);
        }
        open.open(swarm);
        open.swarm().setDownloaded(downloaded);
        open.close();
    }

    private int findOrInsert(long hashed, Change change) {
        int swarm = swarms.find(hashed, change.head, change.middle, change.tail);
        if (swarm == SwarmTable.NONE) {
            PeerRecords first = PeerRecords.of(change.family);
            swarm = swarms.insert(hashed, change.head, change.middle, change.tail, first);
            capacity.addSwarm();
            open.addedPeerless();
        }
        return swarm;
    }
}
