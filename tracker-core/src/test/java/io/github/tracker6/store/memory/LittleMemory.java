package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.PeerRole;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import java.util.Locale;

/**
 * The program that {@link LittleMemoryIT} runs: offers more peers to a store than the JVM has memory for, from two threads,
 * and prints what became of them.
 */
final class LittleMemory {
    private static final long MIXER = 0x9e3779b97f4a7c15L;
    private static final int THREADS = 2;

    /** At the JVM's own limit, each allocation would wait longer than this for the garbage collector. */
    private static final long SLOW_NANOS = 300_000_000;

    private LittleMemory() {}

    /**
     * Runs the program.
     *
     * @param args how many hosts are offered, and to how many swarms
     */
    public static void main(String[] args) throws InterruptedException {
        int offered = Integer.parseInt(args[0]);
        int swarms = Integer.parseInt(args[1]);
        MemorySwarmStore store = MemorySwarmStore.builder()
                .maxPeers(StoreOptions.DEFAULT_MAX_PEERS)
                .maxPeersPerSwarm(StoreOptions.MAX_PEERS_PER_SWARM)
                .maxSwarms(Integer.MAX_VALUE)
                .build();
        long[] listed = new long[THREADS];
        long[] unlisted = new long[THREADS];
        long[] slow = new long[THREADS];
        Thread[] threads = new Thread[THREADS];
        for (int t = 0; t < THREADS; t++) {
            int thread = t;
            threads[t] = new Thread(() -> {
                PeerUpdate update = new PeerUpdate().role(PeerRole.SEEDER);
                AnnounceResponse response = new AnnounceResponse();
                for (int i = thread; i < offered; i += THREADS) {
                    long begin = System.nanoTime();
                    announce(store, update, response.reset(), i, swarms);
                    slow[thread] += System.nanoTime() - begin > SLOW_NANOS ? 1 : 0;
                    if (response.unlistedBy() == null) {
                        listed[thread]++;
                    } else {
                        unlisted[thread]++;
                    }
                }
            });
            threads[t].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        long held = store.totals().hosts();
        // What is known is served, and what stops makes room.
        AnnounceResponse response = new AnnounceResponse();
        PeerUpdate update = new PeerUpdate();
        announce(store, update, response, 0, swarms);
        boolean knownIsServed = response.unlistedBy() == null && response.rejection() == null;
        for (int i = 0; i < offered; i++) {
            update.stopped(true);
            announce(store, update, response.reset(), i, swarms);
        }
        long left = store.totals().hosts();
        update.stopped(false);
        announce(store, update, response.reset(), offered, swarms);
        System.out.printf(
                Locale.ROOT,
                "listed=%d unlisted=%d held=%d left=%d knownIsServed=%b listedAgain=%b slow=%d reservedBytes=%d%n",
                listed[0] + listed[1],
                unlisted[0] + unlisted[1],
                held,
                left,
                knownIsServed,
                response.unlistedBy() == null,
                slow[0] + slow[1],
                store.reservedBytes());
    }

    private static void announce(
            MemorySwarmStore store, PeerUpdate update, AnnounceResponse response, int i, int swarms) {
        int swarm = i % swarms;
        update.infoHash(swarm * MIXER, swarm, swarm)
                .endpoint(AddressFamily.IPV6, 0x2400_0000_0000_0000L + ((long) i << 24), i, 6881)
                .hostTag((i + 1) * MIXER)
                .nowMillis(0);
        var unused = store.announce(update, response);
    }
}
