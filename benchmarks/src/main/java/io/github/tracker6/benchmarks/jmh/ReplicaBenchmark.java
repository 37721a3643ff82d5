package io.github.tracker6.benchmarks.jmh;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.benchmarks.memory.Load;
import io.github.tracker6.store.HostKey;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.memory.ChangeBatch;
import io.github.tracker6.store.memory.MemoryReplica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * What a table costs that several nodes share: an announce of a known peer, 50 peers wanted, with its part of a batch of 500
 * that is made, and dropped when it is read back; and a change that another node sent in such a batch. Compare with
 * {@link StoreBenchmark}.
 */
@State(Scope.Benchmark)
public class ReplicaBenchmark {
    private static final int NUM_WANT = 50;
    private static final int PER_BATCH = 500;
    private static final int MAX_BYTES = 256 << 10;

    @Param
    public Shape shape = Shape.PAIRS;

    @Param({"IPV6", "IPV4"})
    public AddressFamily family = AddressFamily.IPV6;

    private final PeerUpdate update = new PeerUpdate();
    private final AnnounceResponse response = new AnnounceResponse();
    private final List<byte[]> batches = new ArrayList<>();
    private MemoryReplica replica = replica(1);
    private Load load = Shape.PAIRS.load(AddressFamily.IPV6);
    private long turn;
    private long order;

    @Setup
    public void fill() {
        load = shape.load(family);
        MemoryReplica source = replica(2);
        for (int peer = 0; peer < load.peers(); peer++) {
            source.announce(load.announce(update, load.peerAt(peer), 0, 0), response.reset());
            if (peer % PER_BATCH == PER_BATCH - 1) {
                batches.add(batch(source));
            }
        }
        replica = replica(1);
        for (byte[] batch : batches) {
            apply(batch);
        }
    }

    @Benchmark
    public Object announce() {
        Object made = replica.announce(load.announce(update, load.peerAt(turn++), NUM_WANT, 0), response.reset());
        return turn % PER_BATCH == 0 ? batch(replica) : made;
    }

    @Benchmark
    @OperationsPerInvocation(PER_BATCH)
    public int apply() {
        return apply(batches.get((int) (turn++ % batches.size())));
    }

    private int apply(byte[] batch) {
        return replica.apply(batch, 0, batch.length, 0, 0, 2, order, ++order);
    }

    private byte[] batch(MemoryReplica from) {
        from.cut(order, 0);
        ChangeBatch batch = from.take(MAX_BYTES);
        if (batch == null) {
            return new byte[0];
        }
        byte[] bytes = new byte[batch.bytes()];
        batch.write(bytes, 0);
        from.release(batch, ++order, 0);
        return bytes;
    }

    private static MemoryReplica replica(int node) {
        return new MemoryReplica(Load.options(), node, new HostKey(1, 2), Duration.ofMinutes(45));
    }
}
