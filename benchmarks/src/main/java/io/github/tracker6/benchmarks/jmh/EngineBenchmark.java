package io.github.tracker6.benchmarks.jmh;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.benchmarks.memory.Load;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** An announce to the engine with the memory store: 200,000 peers in 100,000 swarms, 50 peers wanted. */
@State(Scope.Benchmark)
public class EngineBenchmark {
    private static final int NUM_WANT = 50;

    @Param({"IPV6", "IPV4"})
    public AddressFamily family = AddressFamily.IPV6;

    private final PeerUpdate update = new PeerUpdate();
    private final AnnounceRequest request = new AnnounceRequest();
    private final AnnounceResponse response = new AnnounceResponse();
    private final MemorySwarmStore store = Load.store();
    private final Tracker tracker = Tracker.builder().store(store).build();
    private Load load = new Load(AddressFamily.IPV6, 2, 1);
    private long turn;

    @Setup
    public void fill() {
        load = new Load(family, 200_000, 100_000);
        for (int i = 0; i < load.peers(); i++) {
            announce();
            if (response.rejection() != null) {
                throw new IllegalStateException("refused: " + response.rejection());
            }
        }
    }

    @Benchmark
    public Object announce() {
        load.announce(update, load.peerAt(turn++), NUM_WANT, 0);
        return tracker.announce(Load.request(request, update).bothFamilies(false), response.reset());
    }
}
