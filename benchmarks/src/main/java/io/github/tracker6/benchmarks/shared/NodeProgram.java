package io.github.tracker6.benchmarks.shared;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.benchmarks.memory.Load;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.store.FullScrapeStore;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.shared.SharedStoreHealth;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One node as a process. It reads commands from its standard input, a line each, and answers each with a line. */
final class NodeProgram {
    private static final long LIMIT_SECONDS = 120;
    private static final long POLL_NANOS = 200_000;
    private static final String MEMORY = "memory";

    private final FullScrapeStore store;
    private final @Nullable RedisSwarmStore shared;
    private final NodeLoad load;
    private final long startNanos = System.nanoTime();

    private NodeProgram(String uri, int peers, int swarms, int node, int nodes) {
        if (uri.equals(MEMORY)) {
            shared = null;
            store = Load.store();
        } else {
            shared = RedisSwarmStore.builder()
                    .uri(uri)
                    .table(Load.options())
                    .sharing(sharing -> sharing.foundingDelay(Duration.ZERO))
                    .build()
                    .start();
            store = shared;
        }
        load = new NodeLoad(store, peers, swarms, node, nodes);
        load.start();
    }

    /**
     * Runs a node until its input ends.
     *
     * @param args the address of Redis or {@code memory}, peers, swarms, number of the node, number of nodes
     */
    public static void main(String[] args) throws IOException {
        NodeProgram program = new NodeProgram(
                args[0],
                Integer.parseInt(args[1]),
                Integer.parseInt(args[2]),
                Integer.parseInt(args[3]),
                Integer.parseInt(args[4]));
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            System.out.println(program.answer(words[0], words.length < 2 ? 0 : Integer.parseInt(words[1])));
        }
        System.exit(0);
    }

    private String answer(String command, int number) {
        return switch (command) {
            case "fill" -> {
                load.fill();
                yield "ok";
            }
            case "rate" -> {
                load.rate(number);
                yield "ok";
            }
            case "announces" -> "" + load.announces();
            case "failures" -> "" + load.failures();
            case "cpu" -> "" + cpuNanos();
            case "ready" -> "" + awaited(this::isReady);
            case "quiet" -> "" + awaited(() -> isReady() && health().backlogChanges() == 0);
            case "settled" -> "" + awaited(this::isSettled);
            case "why" ->
                shared == null ? "" : health().phase() + " " + health().why().orElse("");
            case "digest" -> "" + (shared == null ? 0 : shared.digest());
            case "hosts" -> "" + store.totals().hosts();
            case "downloads" -> "" + downloads();
            case "probe" -> "" + probe(number);
            case "await" -> "" + awaitProbe(number);
            case "close" -> {
                store.close();
                yield "ok";
            }
            default -> "unknown command";
        };
    }

    private SharedStoreHealth health() {
        if (shared == null) {
            throw new IllegalStateException("a node in memory has no log");
        }
        return shared.health();
    }

    private boolean isReady() {
        return health().isReady();
    }

    /** Returns whether the log has all, and a snapshot from which other nodes can begin. */
    private boolean isSettled() {
        SharedStoreHealth health = health();
        return !health.isDegraded() && health.backlogChanges() == 0 && health.snapshotAge() != null;
    }

    /** Waits, and returns how long after the start that was, in nanoseconds; -1 where it took too long. */
    private long awaited(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return -1;
            }
            LockSupport.parkNanos(POLL_NANOS);
        }
        return System.nanoTime() - startNanos;
    }

    private long downloads() {
        ScrapeBatch batch = new ScrapeBatch();
        store.scrapeAll(batch, Integer.MAX_VALUE, System.currentTimeMillis())
                .toCompletableFuture()
                .join();
        long sum = 0;
        for (int i = 0; i < batch.size(); i++) {
            sum += batch.downloaded(i);
        }
        return sum;
    }

    /** Announces a peer in a swarm of its own, and returns when it was answered. */
    private long probe(int number) {
        PeerUpdate update = new PeerUpdate()
                .infoHash(probeSwarm(number))
                .endpoint(AddressFamily.IPV6, 0x2a01L << 48, number, 6881)
                .hostTag(number + 1L)
                .nowMillis(System.currentTimeMillis());
        store.announce(update, new AnnounceResponse()).toCompletableFuture().join();
        return System.nanoTime();
    }

    /** Waits until the swarm of a probe has its peer, and returns when that was. */
    private long awaitProbe(int number) {
        ScrapeBatch batch = new ScrapeBatch();
        awaited(() -> {
            batch.reset();
            batch.add(probeSwarm(number));
            store.scrape(batch, System.currentTimeMillis())
                    .toCompletableFuture()
                    .join();
            return batch.incomplete(0) > 0;
        });
        return System.nanoTime();
    }

    private static InfoHash probeSwarm(int number) {
        return InfoHash.fromHex(String.format("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%08x", number));
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : -1;
    }
}
