package io.github.tracker6.store.shared;

import io.github.tracker6.store.memory.MemorySwarmStoreBuilder;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** The options of a {@link SharedSwarmStore}, see its builder. */
record SharedStoreOptions(
        MemorySwarmStoreBuilder tableOptions,
        Duration peerTtl,
        Duration foundingDelay,
        Duration snapshotInterval,
        long snapshotBytes,
        long maxBacklogBytes,
        long maxLogBytes,
        RandomGenerator random,
        int highestVersion) {}
