package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.store.PeerUpdate;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the {@link FairShares} in one shard: asks for new swarms and endpoints, and counts and sheds in the rounds of
 * housekeeping. Not thread-safe: used under its shard's lock.
 */
final class ShareKeeper {
    private final FairShares shares;
    private final SwarmTable swarms;
    private final SwarmCursor open;
    private final @Nullable ShardReplica replica;
    private final LargePeers.SweptRecord visitor = this::isKept;
    private int roundBegun;
    private int nowSeen;
    private long hashed;
    private int hosts;
    private boolean isCounted;
    private boolean isSwarmOver;
    private boolean sheds;

    /**
     * Makes the keeper.
     *
     * @param replica tells other nodes of what is shed; null where there are none
     */
    ShareKeeper(FairShares shares, SwarmTable swarms, SwarmCursor open, @Nullable ShardReplica replica) {
        this.shares = shares;
        this.swarms = swarms;
        this.open = open;
        this.replica = replica;
    }

    /** Returns whether a new swarm is not listed, for its network has too many. */
    boolean refusesSwarm(PeerUpdate update) {
        return shares.refusesSwarm(update.family(), update.addressHigh(), update.addressLow());
    }

    /** Returns whether a new endpoint of the open swarm is not listed, for its network has too many. */
    boolean refusesEndpoint(PeerUpdate update, long swarmHash) {
        return shares.refusesHost(update.family(), update.addressHigh(), update.addressLow())
                || shares.refusesInSwarm(
                        update.family(), update.addressHigh(), update.addressLow(), swarmHash, open.hosts());
    }

    /** Counts an endpoint that was added to the open swarm. */
    void added(PeerUpdate update, long swarmHash, boolean isNewSwarm) {
        boolean inRound = roundBegun == shares.round();
        if (isNewSwarm) {
            shares.countSwarm(update.family(), update.addressHigh(), update.addressLow(), true, inRound);
        }
        shares.countEndpoint(
                update.family(), update.addressHigh(), update.addressLow(), swarmHash, open.hosts(), true, inRound);
    }

    /** Begins a slice of a round. */
    void beginSlice() {
        roundBegun = shares.round();
    }

    /**
     * Counts the open swarm, and the records of its small tables, and removes those that are shed.
     *
     * @return the cost, in records
     */
    int visit(int newNowSeen) {
        begin(newNowSeen);
        if (!isCounted && !sheds) {
            return 0;
        }
        int cost = countSwarm();
        for (AddressFamily family : AddressFamily.values()) {
            PeerTable table = open.peers(family);
            if (table instanceof SmallPeers) {
                for (int handle = table.size() - 1; handle >= 0; handle--) {
                    cost++;
                    if (!isKept(table, handle)) {
                        shed(table, handle);
                    }
                }
            }
        }
        return cost;
    }

    /** Begins to visit records of a large table of the open swarm. */
    LargePeers.SweptRecord beginLarge(int newNowSeen) {
        begin(newNowSeen);
        return visitor;
    }

    /** Removes a record of the open swarm, and tells other nodes. */
    void shed(PeerTable table, int handle) {
        if (replica != null) {
            replica.shed(hashed(), open.swarm(), table.records, table.buffer(handle), table.at(handle));
        }
        open.remove(table.records.family(), handle);
        shares.countShed();
    }

    private void begin(int newNowSeen) {
        nowSeen = newNowSeen;
        hosts = open.hosts();
        sheds = shares.isShedding();
        isCounted = shares.isCounting() || FairShares.isCounted(hosts);
        isSwarmOver = false;
        hashed = FairShares.isCounted(hosts) ? hashed() : 0;
    }

    private long hashed() {
        return swarms.hashOf(open.swarm().block());
    }

    /** Counts the swarm for the network of its first endpoint. */
    private int countSwarm() {
        for (AddressFamily family : AddressFamily.values()) {
            PeerTable table = open.peers(family);
            if (table.size() > 0 && table instanceof SmallPeers) {
                long high = table.records.high(table.buffer(0), table.at(0));
                long low = table.records.low(table.buffer(0), table.at(0));
                if (shares.isCounting()) {
                    shares.countSwarm(family, high, low, false, true);
                }
                isSwarmOver = sheds && shares.isOverInSwarms(family, high, low);
                return 1;
            }
        }
        return 0;
    }

    private boolean isKept(PeerTable table, int handle) {
        if (!isCounted && !sheds) {
            return true;
        }
        AddressFamily family = table.records.family();
        long high = table.records.high(table.buffer(handle), table.at(handle));
        long low = table.records.low(table.buffer(handle), table.at(handle));
        if (isCounted) {
            shares.countEndpoint(family, high, low, hashed, hosts, false, true);
        }
        if (!sheds) {
            return true;
        }
        long state = table.state(handle);
        return !shares.sheds(family, high, low, state, Ticks.age(state, nowSeen), hosts, isSwarmOver);
    }
}
