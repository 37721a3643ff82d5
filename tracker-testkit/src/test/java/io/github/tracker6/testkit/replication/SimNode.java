package io.github.tracker6.testkit.replication;

import io.github.tracker6.store.memory.MemorySwarmStoreBuilder;
import io.github.tracker6.store.shared.ChangeLog;
import io.github.tracker6.store.shared.SharedSwarmStore;
import io.github.tracker6.store.shared.SharedSwarmStoreBuilder;
import io.github.tracker6.store.shared.TestOptions;
import io.github.tracker6.testkit.MemoryChangeLog;
import io.github.tracker6.testkit.MemoryLogServer;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A node: a shared store, its clock, and its connection to the log, over which calls take time and get lost. */
public final class SimNode implements MemoryChangeLog.Network {
    private static final long TIMEOUT_MILLIS = 3_000;

    private final SimWorld world;
    private final Clock clock;
    private final MemoryChangeLog log;
    private final SharedSwarmStore store;
    private final Random random;
    private final boolean steady;
    private boolean running = true;
    private long lossUntilMillis;
    private long cutOffUntilMillis;

    /** Makes the options of a node's table. */
    @FunctionalInterface
    public interface TableOptions {
        /** Returns new options. */
        MemorySwarmStoreBuilder table();
    }

    SimNode(SimWorld world, MemoryLogServer server, SimOptions options) {
        this(world, server, options, UnaryOperator.identity());
    }

    /**
     * Starts a node.
     *
     * @param fault comes between the node and the log
     */
    SimNode(SimWorld world, MemoryLogServer server, SimOptions options, UnaryOperator<ChangeLog> fault) {
        this.world = world;
        this.random = world.random();
        this.steady = options.steady();
        this.clock = world.clock(random.nextInt(4) == 0 ? random.nextLong(-7_200_000, 7_200_000) : 0);
        this.log = server.connection(this);
        SharedSwarmStoreBuilder builder = SharedSwarmStore.builder()
                .table(options.table().table().random(new Random(random.nextLong())))
                .clock(clock)
                .executor(world.executor(() -> running))
                .random(new Random(random.nextLong()))
                .foundingDelay(Duration.ofSeconds(5))
                .snapshotInterval(options.snapshotInterval());
        TestOptions.maxBacklogBytes(builder, options.maxBacklogBytes());
        TestOptions.highestVersion(builder, options.highestVersion());
        this.store = builder.build(fault.apply(log));
        store.start();
    }

    SharedSwarmStore store() {
        return store;
    }

    MemoryChangeLog log() {
        return log;
    }

    boolean isRunning() {
        return running;
    }

    long now() {
        return clock.millis();
    }

    void crash() {
        running = false;
        log.close();
    }

    void cutOffFor(long millis) {
        cutOffUntilMillis = Math.max(cutOffUntilMillis, world.now() + millis);
        log.disconnect("the log is out of reach");
        world.after(millis, () -> {
            if (running && world.now() >= cutOffUntilMillis) {
                log.connect();
            }
        });
    }

    void loseFor(long millis) {
        lossUntilMillis = world.now() + millis;
    }

    @Override
    public void travel(Runnable arrives, Runnable isLost) {
        if (steady) {
            world.after(1, arrives);
            return;
        }
        boolean lossy = world.now() < lossUntilMillis;
        if (lossy && random.nextInt(4) == 0) {
            world.after(TIMEOUT_MILLIS, () -> {
                isLost.run();
                breakOff();
            });
            if (random.nextBoolean()) {
                world.after(TIMEOUT_MILLIS + random.nextInt(3_000), arrives);
            }
        } else {
            world.after(random.nextInt(lossy || random.nextInt(20) == 0 ? 400 : 4), arrives);
        }
    }

    private void breakOff() {
        if (running) {
            log.breakOff();
        }
    }

    @Override
    public void later(Duration delay, Runnable task) {
        world.after(delay.toMillis(), task);
    }
}
