package io.github.tracker6.benchmarks.jmh;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.benchmarks.memory.Load;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The first announce of one peer after the other to one swarm, which has 100,000 and more, 50 peers wanted. */
@State(Scope.Benchmark)
public class InsertBenchmark {
    private static final int NUM_WANT = 50;
    private static final int PRESENT = 100_000;
    private static final int ALL = 15_000_000;

    @Param({"IPV6", "IPV4"})
    public AddressFamily family = AddressFamily.IPV6;

    private final PeerUpdate update = new PeerUpdate();
    private final AnnounceResponse response = new AnnounceResponse();
    private MemorySwarmStore store = Load.store();
    private Load load = new Load(AddressFamily.IPV6, ALL, 1);
    private int next;

    @Setup(Level.Iteration)
    public void fill() {
        load = new Load(family, ALL, 1);
        store = Load.store();
        new Load(family, PRESENT, 1).fill(store, 0);
        next = PRESENT;
    }

    @Benchmark
    public Object insert() {
        return store.announce(load.announce(update, next++, NUM_WANT, 0), response.reset());
    }
}
