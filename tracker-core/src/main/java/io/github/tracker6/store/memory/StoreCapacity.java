package io.github.tracker6.store.memory;

import java.util.concurrent.atomic.AtomicInteger;

/** Counts the swarms and hosts of the store, up to its caps. Thread-safe. */
final class StoreCapacity {
    private final AtomicInteger swarms = new AtomicInteger();
    private final AtomicInteger hosts = new AtomicInteger();
    private final int maxSwarms;
    private final int maxHosts;

    StoreCapacity(int maxSwarms, int maxHosts) {
        this.maxSwarms = maxSwarms;
        this.maxHosts = maxHosts;
    }

    boolean tryAddSwarm() {
        return tryAdd(swarms, maxSwarms);
    }

    void removeSwarm() {
        swarms.decrementAndGet();
    }

    boolean tryAddHost() {
        return tryAdd(hosts, maxHosts);
    }

    /** Returns whether a new host would be accepted. */
    boolean hasRoomForHost() {
        return hosts.get() < maxHosts;
    }

    /** Counts hosts that were removed, or that came or went when endpoints were linked. The cap does not apply. */
    void changeHosts(int by) {
        if (by != 0) {
            hosts.addAndGet(by);
        }
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
