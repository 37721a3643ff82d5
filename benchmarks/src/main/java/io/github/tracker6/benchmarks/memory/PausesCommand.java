package io.github.tracker6.benchmarks.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The subcommand {@code pauses}. */
@Command(
        name = "pauses",
        description = {
            "Prints how long the longest single announce takes while 1,000,000 peers enter one swarm of the",
            "memory store, and while they expire and another thread sweeps; and compares two threads with one.",
            "CPU is the time of the announcing thread, which other programs change little; wall is what a client",
            "waits.",
            ""
        },
        mixinStandardHelpOptions = true,
        usageHelpAutoWidth = false)
public final class PausesCommand implements Callable<Integer> {
    private static final int PEERS = 1_000_000;
    private static final int NUM_WANT = 50;
    private static final long TTL_MILLIS = StoreOptions.DEFAULT_PEER_TTL.toMillis();
    private static final int SCALING_ANNOUNCES = 3_000_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    /** The longest of many times, in nanoseconds. */
    private static final class Longest {
        long cpuNanos;
        long wallNanos;
        long wallOver5Millis;

        void announce(MemorySwarmStore store, PeerUpdate update, AnnounceResponse response) {
            long wall = System.nanoTime();
            long cpu = THREADS.getCurrentThreadCpuTime();
            store.announce(update, response.reset());
            cpuNanos = Math.max(cpuNanos, THREADS.getCurrentThreadCpuTime() - cpu);
            long waited = System.nanoTime() - wall;
            wallNanos = Math.max(wallNanos, waited);
            wallOver5Millis += waited > 5_000_000 ? 1 : 0;
        }

        @Override
        public String toString() {
            return String.format(
                    "CPU %.3f ms, wall %.3f ms (%d above 5 ms)", cpuNanos / 1e6, wallNanos / 1e6, wallOver5Millis);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        for (AddressFamily family : List.of(AddressFamily.IPV6, AddressFamily.IPV4)) {
            Load giant = new Load(family, PEERS, 1);
            enterAndExpire(new Load(family, PEERS / 5, 1));
            Longest[] longest = enterAndExpire(giant);
            out.printf("%s: longest announce while they enter: %s%n", giant, longest[0]);
            out.printf("%s: longest announce while they expire: %s%n", giant, longest[1]);
        }
        Load many = new Load(AddressFamily.IPV6, PEERS / 5, PEERS / 10);
        MemorySwarmStore store = Load.store();
        many.fill(store, NUM_WANT);
        announcesPerSecond(store, many, 1);
        double one = announcesPerSecond(store, many, 1);
        double two = announcesPerSecond(store, many, 2);
        out.printf("%s: 1 thread %,.0f/s, 2 threads %,.0f/s, ratio %.2f%n", many, one, two, two / one);
        return 0;
    }

    private static Longest[] enterAndExpire(Load load) throws InterruptedException {
        MemorySwarmStore store = Load.store();
        PeerUpdate update = new PeerUpdate();
        AnnounceResponse response = new AnnounceResponse();
        Longest entering = new Longest();
        for (int turn = 0; turn < load.peers(); turn++) {
            entering.announce(store, load.announce(update, load.peerAt(turn), NUM_WANT, 0), response);
        }
        // Housekeeping sets the time of the shard in steps: otherwise the whole swarm would be dropped at once.
        store.maintain(0);
        long later = TTL_MILLIS - 1_000;
        for (int i = 0; i < 64; i++) {
            store.maintain(later);
        }
        Longest expiring = new Longest();
        AtomicBoolean swept = new AtomicBoolean();
        Thread sweeper = new Thread(() -> {
            while (store.totals().endpoints() > 10_000) {
                store.maintain(later + 60_000);
            }
            swept.set(true);
        });
        sweeper.start();
        for (int turn = 0; !swept.get(); turn = (turn + 1) % 5_000) {
            expiring.announce(store, load.announce(update, turn, NUM_WANT, later + 60_000), response);
        }
        sweeper.join();
        return new Longest[] {entering, expiring};
    }

    private static double announcesPerSecond(MemorySwarmStore store, Load load, int threads)
            throws InterruptedException {
        Thread[] running = new Thread[threads];
        long begin = System.nanoTime();
        for (int i = 0; i < threads; i++) {
            int first = i * load.peers() / threads;
            running[i] = new Thread(() -> {
                PeerUpdate update = new PeerUpdate();
                AnnounceResponse response = new AnnounceResponse();
                for (int turn = first; turn < first + SCALING_ANNOUNCES; turn++) {
                    store.announce(load.announce(update, load.peerAt(turn), NUM_WANT, 0), response.reset());
                }
            });
            running[i].start();
        }
        for (Thread thread : running) {
            thread.join();
        }
        return (double) threads * SCALING_ANNOUNCES * 1e9 / (System.nanoTime() - begin);
    }
}
