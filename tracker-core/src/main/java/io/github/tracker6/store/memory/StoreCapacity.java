package io.github.tracker6.store.memory;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the swarms and hosts of the store, up to its caps, and as long as there is memory for them. Thread-safe. */
final class StoreCapacity {
    private final AtomicInteger swarms = new AtomicInteger();
    private final AtomicInteger peerless = new AtomicInteger();
    private final AtomicInteger hosts = new AtomicInteger();
    private final ChunkPool pool;
    private final int maxSwarms;
    private final int maxHosts;

    StoreCapacity(int maxSwarms, int maxHosts, ChunkPool pool) {
        this.pool = pool;
        this.maxSwarms = maxSwarms;
        this.maxHosts = maxHosts;
    }

    boolean tryAddSwarm() {
        return pool.hasRoom() && tryAdd(swarms, maxSwarms);
    }

    /** Returns whether a new swarm would be taken. */
    boolean hasRoomForSwarm() {
        return swarms.get() < maxSwarms;
    }

    /** Accounts for a swarm that another node heard of, which no cap forbids. */
    void addSwarm() {
        swarms.incrementAndGet();
    }

    void removeSwarm() {
        swarms.decrementAndGet();
    }

    /** Counts swarms without peers, which are kept for their downloads. They give way to swarms with peers. */
    void changePeerless(int by) {
        peerless.addAndGet(by);
    }

    boolean tryAddHost() {
        return pool.hasRoom() && tryAdd(hosts, maxHosts);
    }

    /** Returns how many hosts there are. */
    int hosts() {
        return hosts.get();
    }

    /** Returns whether a new host would be accepted. */
    boolean hasRoomForHost() {
        return pool.hasRoom() && hosts.get() < maxHosts;
    }

    /** Returns whether 95 % of the swarms with peers that may be are there. */
    boolean isShortOfSwarms() {
        return swarmsWithPeers() >= maxSwarms - maxSwarms / 20;
    }

    /** Returns whether 95 % of the hosts that may be are there, or of the memory is used. */
    boolean isShortOfHosts() {
        return hosts.get() >= maxHosts - maxHosts / 20 || pool.fillPercent() >= 95;
    }

    /** Returns whether 95 % of the hosts or swarms with peers that may be are there. */
    boolean isShort() {
        return isShortOfHosts() || isShortOfSwarms();
    }

    /** Returns whether 99 % of the hosts or swarms with peers that may be are there. */
    boolean isFull() {
        return hosts.get() >= maxHosts - maxHosts / 100
                || pool.fillPercent() >= 99
                || swarmsWithPeers() >= maxSwarms - maxSwarms / 100;
    }

    /** Returns whether more than 90 % of the swarms with peers that may be are there. */
    boolean isHighInSwarms() {
        return swarmsWithPeers() > maxSwarms - maxSwarms / 10;
    }

    /** Returns whether more than 90 % of the hosts that may be are there, or of the memory is used. */
    boolean isHighInHosts() {
        return hosts.get() > maxHosts - maxHosts / 10 || pool.fillPercent() > 90;
    }

    /** Returns whether half of the hosts or swarms with peers that may be are there. */
    boolean isHalfFull() {
        return hosts.get() >= maxHosts / 2 || pool.fillPercent() >= 50 || swarmsWithPeers() >= maxSwarms / 2;
    }

    /** Counts hosts that were removed, or that came or went when endpoints were linked. The cap does not apply. */
    void changeHosts(int by) {
        if (by != 0) {
            hosts.addAndGet(by);
        }
    }

    /** Returns how many swarms with peers there are. */
    int swarmsWithPeers() {
        return swarms.get() - peerless.get();
    }

    int maxSwarms() {
        return maxSwarms;
    }

    int maxHosts() {
        return maxHosts;
    }

    /** Returns how much of the memory is used, in percent. */
    int memoryPercent() {
        return pool.fillPercent();
    }

    /** Returns how much memory there may be, in bytes. */
    long maxBytes() {
        return pool.maxBytes();
    }

    /** Returns how much there is, and how much there may be. */
    @Override
    public String toString() {
        return swarmsWithPeers() + " of " + maxSwarms + " swarms, " + hosts.get() + " of " + maxHosts + " peers";
    }

    private static boolean tryAdd(AtomicInteger counter, int max) {
        int current = counter.get();
        while (current < max) {
            if (counter.compareAndSet(current, current + 1)) {
                return true;
            }
            current = counter.get();
        }
        return false;
    }
}
