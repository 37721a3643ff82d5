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

/** The first announces of peers to one swarm, which has 100,000 peers at first; 50 peers wanted. */
@State(Scope.Benchmark)
public class InsertBenchmark {
    private static final int NUM_WANT = 50;
    private static final int FIRST_PEERS = 100_000;
    private static final int MAX_PEERS = 15_000_000;

    @Param({"IPV6", "IPV4"})
    public AddressFamily family = AddressFamily.IPV6;

    private final PeerUpdate update = new PeerUpdate();
    private final AnnounceResponse response = new AnnounceResponse();
    private MemorySwarmStore store = Load.store();
    private Load load = new Load(AddressFamily.IPV6, MAX_PEERS, 1);
    private int next;

    @Setup(Level.Iteration)
    public void fill() {
        load = new Load(family, MAX_PEERS, 1);
        store = Load.store();
        new Load(family, FIRST_PEERS, 1).fill(store, 0);
        next = FIRST_PEERS;
    }

    @Benchmark
    public Object insert() {
        return store.announce(load.announce(update, next++, NUM_WANT, 0), response.reset());
    }
}
