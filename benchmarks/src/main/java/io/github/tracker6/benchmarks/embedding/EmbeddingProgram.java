package io.github.tracker6.benchmarks.embedding;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.benchmarks.memory.Load;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** What a process of its own does: it serves, prints its port, and ends when its input ends. Not thread-safe. */
final class EmbeddingProgram {
    private static final int NUM_WANT = 50;
    private static final int LOOK_EVERY = 1_000;

    private final MemorySwarmStore store = Load.store();
    private final Tracker tracker = Tracker.builder().store(store).build().start();
    private final Load load;
    private final PeerUpdate update = new PeerUpdate();
    private final AnnounceRequest request = new AnnounceRequest();
    private final AnnounceResponse response = new AnnounceResponse();
    private long turn;

    EmbeddingProgram(int peers, int swarms) {
        load = new Load(AddressFamily.IPV4, peers, swarms);
    }

    /** Serves. To the engine alone, each line of the input brings announces for as many milliseconds. */
    void run(Embedding embedding, PrintWriter out) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            out.println(embedding.serve(tracker));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(announces(Long.parseLong(line)));
            }
        }
    }

    private long announces(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        long count = 0;
        while (System.nanoTime() - end < 0) {
            for (int i = 0; i < LOOK_EVERY; i++) {
                announce();
            }
            count += LOOK_EVERY;
        }
        return count;
    }

    private void announce() {
        load.announce(update, load.peerAt(turn++), NUM_WANT, 0);
        if (tracker.announce(Load.request(request, update), response.reset()) != response.done()
                || response.rejection() != null) {
            throw new IllegalStateException("refused: " + response.rejection());
        }
    }
}
