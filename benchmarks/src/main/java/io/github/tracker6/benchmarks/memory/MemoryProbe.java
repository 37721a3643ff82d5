package io.github.tracker6.benchmarks.memory;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.memory.StoreMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Fills one store in a process of its own, and prints three numbers of bytes: the direct memory that the store counts,
 * the growth of the heap, and the growth of the resident memory without the heap. The heap is resident from the start.
 * The code has run on another store before, which is kept: so neither compiled code nor reused memory distorts the
 * numbers.
 */
public final class MemoryProbe {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final int WARM_UP_ROUNDS = 20;

    /** How often the housekeeping of the store runs. A tracker runs it every second. */
    private static final int SECONDS = 60;

    private static final List<Load> WARM_UP = List.of(
            new Load(AddressFamily.IPV4, 2_000, 1_000),
            new Load(AddressFamily.IPV6, 2_000, 1_000),
            new Load(AddressFamily.IPV4, 2_000, 1),
            new Load(AddressFamily.IPV6, 2_000, 1));

    private MemoryProbe() {}

    public static void main(String[] args) throws IOException {
        Load load = new Load(AddressFamily.valueOf(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        MemorySwarmStore before = Load.store();
        for (int round = 0; round < WARM_UP_ROUNDS; round++) {
            WARM_UP.forEach(small -> fill(before, small));
        }
        MemorySwarmStore store = Load.store();
        long reservedBefore = StoreMemory.reservedBytes(store);
        long heapBefore = heap();
        long residentBefore = resident();
        fill(store, load);
        long heap = heap() - heapBefore;
        long resident = resident() - residentBefore;
        System.out.println((StoreMemory.reservedBytes(store) - reservedBefore) + " " + heap + " " + resident);
        if (before.totals().endpoints() == 0 || store.totals().endpoints() != load.peers()) {
            throw new IllegalStateException("the stores hold " + before.totals() + " and " + store.totals());
        }
    }

    private static void fill(MemorySwarmStore store, Load load) {
        load.fill(store, 50);
        for (int second = 0; second < SECONDS; second++) {
            store.maintain(0);
        }
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    private static long resident() throws IOException {
        if (!Files.exists(STATUS)) {
            return 0;
        }
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        throw new IOException("no VmRSS in " + STATUS);
    }
}
