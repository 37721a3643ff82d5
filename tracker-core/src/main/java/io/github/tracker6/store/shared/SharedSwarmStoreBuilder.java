package io.github.tracker6.store.shared;

import io.github.tracker6.internal.Require;
import io.github.tracker6.internal.SteadyClock;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStoreBuilder;
import io.github.tracker6.store.memory.SwarmFile;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Options of a {@link SharedSwarmStore}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class SharedSwarmStoreBuilder {
    /** The default of {@link #foundingDelay}: 30 seconds. */
    public static final Duration DEFAULT_FOUNDING_DELAY = Duration.ofSeconds(30);
    /** The default of {@link #snapshotInterval}: 5 minutes. */
    public static final Duration DEFAULT_SNAPSHOT_INTERVAL = Duration.ofMinutes(5);
    /** The default of {@link #snapshotBytes}: 64 MiB. */
    public static final long DEFAULT_SNAPSHOT_BYTES = 64L << 20;
    /** The default of {@link #maxBacklogBytes}: 64 MiB. */
    public static final long DEFAULT_MAX_BACKLOG_BYTES = 64L << 20;

    /** The default of {@link #maxLogBytes}: 1 GiB. */
    public static final long DEFAULT_MAX_LOG_BYTES = 1L << 30;

    private static final Duration MAX_FOUNDING_DELAY = Duration.ofHours(1);
    private static final Duration MIN_SNAPSHOT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration MAX_SNAPSHOT_INTERVAL = Duration.ofHours(1);
    private static final long MIN_BYTES = 1L << 16;
    private static final long MAX_BYTES = 1L << 40;

    Clock clock = SteadyClock.start();

    @Nullable
    ScheduledExecutorService executor;

    @Nullable
    SwarmFile state;

    /** Another one in a test of two versions. */
    int highestVersion = Batch.VERSION;

    /** Lower in a test. */
    long maxBacklogBytes = DEFAULT_MAX_BACKLOG_BYTES;

    private MemorySwarmStoreBuilder table = MemorySwarmStore.builder();
    private Duration foundingDelay = DEFAULT_FOUNDING_DELAY;
    private Duration snapshotInterval = DEFAULT_SNAPSHOT_INTERVAL;
    private long snapshotBytes = DEFAULT_SNAPSHOT_BYTES;
    private long maxLogBytes = DEFAULT_MAX_LOG_BYTES;
    private RandomGenerator random = new SecureRandom();

    SharedSwarmStoreBuilder() {}

    /**
     * Sets the options of the table in memory: caps and peer TTL. Kept, and not to be changed afterwards. Its caps hold for
     * what this node hears; what others heard is taken regardless, as far as there is memory.
     */
    public SharedSwarmStoreBuilder table(MemorySwarmStoreBuilder table) {
        this.table = Objects.requireNonNull(table, "table");
        return this;
    }

    /**
     * Sets how long a node that knows no swarms waits for one that does, before it founds a log that is missing.
     *
     * @param foundingDelay 0 to 1 hour; default {@link #DEFAULT_FOUNDING_DELAY}
     */
    public SharedSwarmStoreBuilder foundingDelay(Duration foundingDelay) {
        this.foundingDelay = Require.range("foundingDelay", foundingDelay, Duration.ZERO, MAX_FOUNDING_DELAY);
        return this;
    }

    /**
     * Sets how often a snapshot is written at least, if anything changed.
     *
     * @param snapshotInterval 1 second to 1 hour; default {@link #DEFAULT_SNAPSHOT_INTERVAL}
     */
    public SharedSwarmStoreBuilder snapshotInterval(Duration snapshotInterval) {
        this.snapshotInterval =
                Require.range("snapshotInterval", snapshotInterval, MIN_SNAPSHOT_INTERVAL, MAX_SNAPSHOT_INTERVAL);
        return this;
    }

    /**
     * Sets after how many bytes of the log a snapshot is written, if these are more than the last one had.
     *
     * @param snapshotBytes 65,536 or more; default {@link #DEFAULT_SNAPSHOT_BYTES}
     */
    public SharedSwarmStoreBuilder snapshotBytes(long snapshotBytes) {
        this.snapshotBytes = range("snapshotBytes", snapshotBytes);
        return this;
    }

    /**
     * Sets about how much memory the changes may take that the log does not have yet. Past it announces are told to the
     * others from the table when the log is back, without their order.
     *
     * @param maxBacklogBytes 65,536 or more; default {@link #DEFAULT_MAX_BACKLOG_BYTES}
     */
    public SharedSwarmStoreBuilder maxBacklogBytes(long maxBacklogBytes) {
        this.maxBacklogBytes = range("maxBacklogBytes", maxBacklogBytes);
        return this;
    }

    /**
     * Sets after how many bytes of the log without a new snapshot the old snapshot is dropped and the log is cut to its last
     * 16 MiB, so that it does not fill the backend's memory.
     *
     * @param maxLogBytes 65,536 or more; default {@link #DEFAULT_MAX_LOG_BYTES}
     */
    public SharedSwarmStoreBuilder maxLogBytes(long maxLogBytes) {
        this.maxLogBytes = range("maxLogBytes", maxLogBytes);
        return this;
    }

    /**
     * Sets the file from which the store takes swarms and host key when it starts, so that it has some while the log is out
     * of reach, and counts of downloads stay where the log lost them. Written by {@link SharedSwarmStore#saveState} alone.
     * Default: none.
     */
    public SharedSwarmStoreBuilder state(SwarmFile state) {
        this.state = Objects.requireNonNull(state, "state");
        return this;
    }

    /**
     * Sets the clock, which must never step backward; the same as the tracker's where that has one of its own. Default: one
     * that follows the time that passes, from the wall clock's time at start. On Linux that includes the time during which
     * the machine sleeps, which it learns of at {@link SharedSwarmStore#maintain}.
     */
    public SharedSwarmStoreBuilder clock(Clock clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Sets the executor on which the store works; it must run one task at a time. Borrowed, never closed. Default: a daemon
     * thread of its own.
     */
    public SharedSwarmStoreBuilder executor(ScheduledExecutorService executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets where the node's number, its host key and the numbers of snapshots come from, so that a test repeats. Default: a
     * secure random source.
     */
    public SharedSwarmStoreBuilder random(RandomGenerator random) {
        this.random = Objects.requireNonNull(random, "random");
        return this;
    }

    /**
     * Makes the store; connects to nothing before {@link SharedSwarmStore#start}.
     *
     * @param log the log; closed by the store
     */
    public SharedSwarmStore build(ChangeLog log) {
        return new SharedSwarmStore(this, Objects.requireNonNull(log, "log"));
    }

    SharedStoreOptions options() {
        return new SharedStoreOptions(
                table,
                table.peerTtl(),
                foundingDelay,
                snapshotInterval,
                snapshotBytes,
                maxBacklogBytes,
                maxLogBytes,
                random,
                highestVersion);
    }

    private static long range(String name, long value) {
        if (value < MIN_BYTES || value > MAX_BYTES) {
            throw new IllegalArgumentException(name + " " + value + " is outside " + MIN_BYTES + " to " + MAX_BYTES);
        }
        return value;
    }
}
