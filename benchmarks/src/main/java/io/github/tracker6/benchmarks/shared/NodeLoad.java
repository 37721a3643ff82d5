package io.github.tracker6.benchmarks.shared;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.PeerRole;
import io.github.tracker6.benchmarks.memory.Load;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.SwarmStore;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread that announces one node's share of the peers to its store, at a rate. Every hundredth peer of all says at each
 * announce that it completed, which counts once.
 */
final class NodeLoad {
    /** As fast as it goes. */
    static final int MAX_RATE = Integer.MAX_VALUE;

    private static final int PEERS_PER_DOWNLOAD = 100;
    private static final int NUM_WANT = 50;
    private static final int AT_A_TIME = 256;
    private static final long PAUSE_NANOS = 1_000_000;
    private static final long IDLE_NANOS = 50_000_000;
    private static final long MAINTAIN_NANOS = 1_000_000_000;

    private final SwarmStore store;
    private final Load all;
    private final Load own;
    private final int node;
    private final int nodes;
    private final PeerUpdate update = new PeerUpdate();
    private final AnnounceResponse response = new AnnounceResponse();
    private long turn;
    private volatile int rate;
    private volatile long announces;
    private volatile long failures;

    /** Makes one that does not run yet. */
    NodeLoad(SwarmStore store, int peers, int swarms, int node, int nodes) {
        this.store = store;
        this.all = new Load(AddressFamily.IPV6, peers, swarms, true);
        this.own = new Load(AddressFamily.IPV6, peers / nodes, 1);
        this.node = node;
        this.nodes = nodes;
    }

    /** Returns how many downloads all nodes count when each has announced all its peers. */
    static long downloads(int peers) {
        return (peers + PEERS_PER_DOWNLOAD - 1L) / PEERS_PER_DOWNLOAD;
    }

    void start() {
        Thread thread = new Thread(this::run, "load");
        thread.setDaemon(true);
        thread.start();
    }

    /** Sets announces per second; 0 for none. */
    void rate(int perSecond) {
        rate = perSecond;
    }

    long announces() {
        return announces;
    }

    /** Returns how many announces were refused, failed, or did not complete at once. */
    long failures() {
        return failures;
    }

    /** Announces each peer of this node once. The thread must not announce meanwhile. */
    void fill() {
        for (int i = 0; i < own.peers(); i++) {
            announce();
        }
    }

    private void run() {
        long next = System.nanoTime();
        long maintained = next;
        while (true) {
            long now = System.nanoTime();
            int perSecond = rate;
            if (perSecond == MAX_RATE) {
                for (int i = 0; i < AT_A_TIME; i++) {
                    announce();
                }
            } else if (perSecond > 0) {
                long gap = 1_000_000_000L / perSecond;
                for (next = Math.max(next, now - MAINTAIN_NANOS); next < now; next += gap) {
                    announce();
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                next = now;
                LockSupport.parkNanos(IDLE_NANOS);
            }
            if (now - maintained > MAINTAIN_NANOS) {
                maintained = now;
                store.maintain(System.currentTimeMillis());
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes at a time
    private void announce() {
        int peer = own.peerAt(turn++) * nodes + node;
        all.announce(update, peer, NUM_WANT, System.currentTimeMillis());
        boolean completes = peer % PEERS_PER_DOWNLOAD == 0;
        if (completes) {
            update.role(PeerRole.SEEDER);
        }
        update.completed(completes);
        boolean fine;
        try {
            fine = store.announce(update, response.reset()) == response.done() && response.rejection() == null;
        } catch (RuntimeException e) {
            fine = false;
        }
        if (!fine) {
            failures++;
        }
        announces++;
    }
}
