package io.github.tracker6.store.plain;

import io.github.tracker6.HostCounts;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.StoreTotals;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.random.RandomGenerator;

/** What the swarms of one store hold together, against the store's options. Thread-safe. */
final class Capacity {
    final StoreOptions options;
    private final RandomGenerator random;
    private final AtomicInteger swarmsWithPeers = new AtomicInteger();
    private final AtomicInteger peerlessSwarms = new AtomicInteger();
    private final AtomicInteger hosts = new AtomicInteger();
    private final AtomicReference<HostCounts> families = new AtomicReference<>(HostCounts.NONE);
    private final LongAdder expired = new LongAdder();

    Capacity(StoreOptions options, RandomGenerator random) {
        this.options = options;
        this.random = random;
    }

    /** Returns a source of randomness for one swarm. */
    synchronized RandomGenerator newRandom() {
        return new SplittableRandom(random.nextLong());
    }

    StoreTotals totals() {
        return new StoreTotals(swarmsWithPeers.get(), families.get());
    }

    void addExpired(int endpoints) {
        expired.add(endpoints);
    }

    /** Returns how many endpoints expired since the last call. */
    int takeExpired() {
        return (int) expired.sumThenReset();
    }

    private static boolean tryIncrement(AtomicInteger counter, int max) {
        return counter.getAndUpdate(count -> count < max ? count + 1 : count) < max;
    }

    /** What one swarm holds of it. Not thread-safe: used as its swarm is. */
    final class Share {
        private HostCounts settled = HostCounts.NONE;
        private int hostsTaken;
        private boolean withPeers;
        private boolean peerless;

        /** Takes room for a swarm with peers; returns false where there is none. */
        boolean tryAddSwarm() {
            withPeers = withPeers || tryIncrement(swarmsWithPeers, options.maxSwarms());
            return withPeers;
        }

        /** Takes room for a host; returns false where there is none. */
        boolean tryAddHost() {
            boolean taken = tryIncrement(hosts, options.maxPeers());
            hostsTaken += taken ? 1 : 0;
            return taken;
        }

        /**
         * Brings the share to what the swarm holds now, which no cap forbids.
         *
         * @param held the hosts of the swarm
         * @param hasDownloads whether the swarm keeps a count of downloads
         * @return whether the swarm is kept. One without peers is kept for its downloads, and only while it takes no room
         *     from swarms with peers.
         */
        boolean settle(HostCounts held, boolean hasDownloads) {
            if (!held.equals(settled)) {
                families.accumulateAndGet(held.minus(settled), HostCounts::plus);
                settled = held;
            }
            int newHosts = (int) held.hosts();
            hosts.addAndGet(newHosts - hostsTaken);
            hostsTaken = newHosts;
            withPeers = settle(swarmsWithPeers, withPeers, newHosts > 0);
            peerless = settle(peerlessSwarms, peerless, false);
            boolean roomForPeerless = swarmsWithPeers.get() + peerlessSwarms.get() < options.maxSwarms();
            peerless = settle(peerlessSwarms, false, !withPeers && hasDownloads && roomForPeerless);
            return withPeers || peerless;
        }

        private boolean settle(AtomicInteger counter, boolean before, boolean after) {
            if (before != after) {
                counter.addAndGet(after ? 1 : -1);
            }
            return after;
        }
    }
}
