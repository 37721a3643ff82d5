package io.github.tracker6.benchmarks.jmh;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.benchmarks.memory.Load;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An announce of a known peer to the memory store, 50 peers wanted. */
@State(Scope.Benchmark)
public class StoreBenchmark {
    private static final int NUM_WANT = 50;

    @Param
    public Shape shape = Shape.PAIRS;

    @Param({"IPV6", "IPV4"})
    public AddressFamily family = AddressFamily.IPV6;

    private MemorySwarmStore store = Load.store();
    private Load load = Shape.PAIRS.load(AddressFamily.IPV6);

    /** The state of one thread. */
    @State(Scope.Thread)
    public static class Announcer {
        private final PeerUpdate update = new PeerUpdate();
        private final AnnounceResponse response = new AnnounceResponse();
        private long turn = Thread.currentThread().getId() << 16;
    }

    @Setup
    public void fill() {
        load = shape.load(family);
        store = Load.store();
        load.fill(store, 0);
    }

    @Benchmark
    public Object announce(Announcer by) {
        return store.announce(load.announce(by.update, load.peerAt(by.turn++), NUM_WANT, 0), by.response.reset());
    }
}
