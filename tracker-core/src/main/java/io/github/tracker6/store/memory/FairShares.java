package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.address.AddressScope;
import io.github.tracker6.internal.SipHash;
import io.github.tracker6.store.StoreOptions;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The shares of the store that a network may hold: an IPv4 /24 or IPv6 /48, or what {@link
 * StoreOptions#ipv4NetworkPrefix()} says, and with larger shares an IPv4 /16 or IPv6 /32.
 * They matter where the store is nearly full, and in large swarms; addresses that are not globally routable are exempt.
 * Memory is bounded. Thread-safe.
 *
 * <table>
 * <caption>The shares</caption>
 * <tr><th>where</th><th>/24, /48</th><th>/16, /32</th></tr>
 * <tr><td>hosts of all swarms, 95 % full</td><td>1/1,000 of the cap</td><td>1/100 of the cap</td></tr>
 * <tr><td>swarms, 95 % full; a swarm counts for the network of its first endpoint</td><td>1/1,000 of the cap</td>
 *     <td>1/100 of the cap</td></tr>
 * <tr><td>one swarm of up to 4,096 hosts</td><td>1,024 endpoints</td><td>no limit</td></tr>
 * <tr><td>one swarm of more hosts</td><td>1/16 of its hosts, at most 1,024 endpoints</td>
 *     <td>1/64 of its hosts, at least 256 endpoints</td></tr>
 * </table>
 *
 * <p>Housekeeping goes over all records in rounds. Each round counts what networks hold, and sheds where there is too
 * little room, until the store is 90 % full.
 */
final class FairShares {
    /** What a round of housekeeping removes. */
    enum Shedding {
        NOTHING,
        /** Of networks over their shares: what never announced a second time. */
        NEW_OF_OVER,
        /** Of networks over their shares: everything. */
        ALL_OF_OVER,
        /** Of all networks: what never announced a second time within a good while. */
        NEW_OF_ALL
    }

    /** A network with fewer is never over its share of the store. */
    private static final int LEAST_SHARE = 64;

    private static final int MAX_IN_SWARM = 1_024;
    private static final int LARGE_SWARM = 4_096;
    private static final int LEAST_WIDE_IN_SWARM = 256;

    /** Endpoints of smaller swarms are not counted by network: no network can have too many. */
    private static final int COUNTED_SWARM = LEAST_WIDE_IN_SWARM;

    private final StoreCapacity capacity;
    private final Network.Kinds networks;
    private final NetworkTally hosts;
    private final NetworkTally swarms;
    private final int hostShare;
    private final int wideHostShare;
    private final int swarmShare;
    private final int wideSwarmShare;
    private final LongAdder shed = new LongAdder();
    private final AtomicInteger round = new AtomicInteger(1);
    private volatile boolean counting;
    private volatile Shedding shedding = Shedding.NOTHING;

    FairShares(StoreCapacity capacity, StoreOptions options, SipHash hash) {
        int maxSwarms = options.maxSwarms();
        int maxHosts = options.maxPeers();
        this.capacity = capacity;
        this.networks = Network.Kinds.of(options);
        this.hosts = new NetworkTally(hash);
        this.swarms = new NetworkTally(hash);
        this.hostShare = Math.max(LEAST_SHARE, maxHosts / 1_000);
        this.wideHostShare = Math.max(LEAST_SHARE, maxHosts / 100);
        this.swarmShare = Math.max(LEAST_SHARE, maxSwarms / 1_000);
        this.wideSwarmShare = Math.max(LEAST_SHARE, maxSwarms / 100);
    }

    /** Returns the number of the round under way. */
    int round() {
        return round.get();
    }

    /** Returns whether the round under way counts what networks hold of the store. In large swarms, every round does. */
    boolean isCounting() {
        return counting;
    }

    /** Returns whether the round under way removes anything. */
    boolean isShedding() {
        return shedding != Shedding.NOTHING && (capacity.isHighInHosts() || capacity.isHighInSwarms());
    }

    /**
     * Returns whether the round under way removes an endpoint.
     *
     * @param ageTicks how long ago it announced
     * @param swarmIsOver whether its swarm is small and counts for a network that holds too many swarms
     */
    boolean sheds(
            AddressFamily family,
            long high,
            long low,
            long state,
            int ageTicks,
            int hostsInSwarm,
            boolean swarmIsOver) {
        Shedding what = shedding;
        if (what == Shedding.NOTHING || (what != Shedding.ALL_OF_OVER && PeerState.returned(state))) {
            return false;
        }
        if (what == Shedding.NEW_OF_ALL) {
            boolean makesRoom = capacity.isHighInHosts() || (hostsInSwarm == 1 && capacity.isHighInSwarms());
            return makesRoom && ageTicks >= Ticks.SETTLED && isGlobal(family, high, low);
        }
        return (swarmIsOver && capacity.isHighInSwarms() && isGlobal(family, high, low))
                || (capacity.isHighInHosts() && isOverInHosts(family, high, low));
    }

    /** Returns how many endpoints were removed to make room. */
    long shed() {
        return shed.sum();
    }

    void countShed() {
        shed.increment();
    }

    /** Returns whether a new swarm of an address is not listed. */
    boolean refusesSwarm(AddressFamily family, long high, long low) {
        return capacity.isShortOfSwarms() && isOverInSwarms(family, high, low);
    }

    /** Returns whether the network of an address holds more than its share of the swarms. */
    boolean isOverInSwarms(AddressFamily family, long high, long low) {
        return isGlobal(family, high, low)
                && (count(swarms, networks.narrow(family), high, low, 0) >= swarmShare
                        || count(swarms, networks.wide(family), high, low, 0) >= wideSwarmShare);
    }

    /** Returns whether a new host of an address is not listed, whatever its swarm. */
    boolean refusesHost(AddressFamily family, long high, long low) {
        return capacity.isShortOfHosts() && isOverInHosts(family, high, low);
    }

    /** Returns whether the network of an address holds more than its share of the hosts. */
    boolean isOverInHosts(AddressFamily family, long high, long low) {
        return isGlobal(family, high, low)
                && (count(hosts, networks.narrow(family), high, low, 0) >= hostShare
                        || count(hosts, networks.wide(family), high, low, 0) >= wideHostShare);
    }

    /**
     * Returns whether a new endpoint is not listed in its swarm.
     *
     * @param swarm the keyed hash of the info hash
     * @param hostsInSwarm how many hosts the swarm has
     */
    boolean refusesInSwarm(AddressFamily family, long high, long low, long swarm, int hostsInSwarm) {
        if (!isCounted(hostsInSwarm) || !isGlobal(family, high, low)) {
            return false;
        }
        int narrow = hostsInSwarm <= LARGE_SWARM ? MAX_IN_SWARM : Math.min(MAX_IN_SWARM, hostsInSwarm / 16);
        return count(hosts, networks.narrow(family), high, low, swarm | 1) >= narrow
                || (hostsInSwarm > LARGE_SWARM
                        && count(hosts, networks.wide(family), high, low, swarm | 1)
                                >= Math.max(LEAST_WIDE_IN_SWARM, hostsInSwarm / 64));
    }

    /**
     * Counts a swarm for the network of its first endpoint.
     *
     * @param isNew whether it was added just now
     * @param inRound whether the round under way counts it: it comes across it, or has passed already where it is
     */
    void countSwarm(AddressFamily family, long high, long low, boolean isNew, boolean inRound) {
        if (isGlobal(family, high, low)) {
            count(swarms, family, high, low, 0, isNew, inRound);
        }
    }

    /**
     * Counts an endpoint.
     *
     * @param swarm the keyed hash of the info hash; only looked at in a large swarm
     * @param isNew whether it was added just now
     * @param inRound whether the round under way counts it: it comes across it, or has passed already where it is
     */
    void countEndpoint(
            AddressFamily family, long high, long low, long swarm, int hostsInSwarm, boolean isNew, boolean inRound) {
        if (!isGlobal(family, high, low)) {
            return;
        }
        if (isNew || counting) {
            count(hosts, family, high, low, 0, isNew, inRound);
        }
        if (isCounted(hostsInSwarm)) {
            count(hosts, family, high, low, swarm | 1, isNew, inRound);
        }
    }

    private void count(
            NetworkTally tally, AddressFamily family, long high, long low, long swarm, boolean isNew, boolean inRound) {
        tally.add(key(tally, networks.narrow(family), high, low, swarm), isNew, inRound);
        tally.add(key(tally, networks.wide(family), high, low, swarm), isNew, inRound);
    }

    /** Returns whether a swarm is so large that its endpoints are counted by network in each round. */
    static boolean isCounted(int hostsInSwarm) {
        return hostsInSwarm >= COUNTED_SWARM;
    }

    /** Ends a round of housekeeping over all shards, and begins another one. One thread calls this. */
    void endRound() {
        hosts.endRound(capacity.hosts());
        swarms.endRound(capacity.swarmsWithPeers());
        boolean wasCounting = counting;
        counting = capacity.isHalfFull();
        Shedding last = shedding;
        if (!wasCounting || !capacity.isShort()) {
            shedding = Shedding.NOTHING; // without counts, no network is over its share
        } else if (last == Shedding.NOTHING) {
            shedding = Shedding.NEW_OF_OVER;
        } else {
            shedding = last == Shedding.NEW_OF_OVER || !capacity.isFull() ? Shedding.ALL_OF_OVER : Shedding.NEW_OF_ALL;
        }
        round.incrementAndGet();
    }

    private static int count(NetworkTally tally, Network network, long high, long low, long swarm) {
        return tally.count(key(tally, network, high, low, swarm));
    }

    private static long key(NetworkTally tally, Network network, long high, long low, long swarm) {
        return tally.key(network, network.prefix(high, low), swarm);
    }

    private static boolean isGlobal(AddressFamily family, long high, long low) {
        return AddressScope.of(family, high, low) == AddressScope.GLOBAL;
    }
}
