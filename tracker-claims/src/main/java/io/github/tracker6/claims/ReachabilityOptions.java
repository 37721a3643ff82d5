package io.github.tracker6.claims;

import io.github.tracker6.store.SwarmStore;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link ReachabilityProber}, see {@link ReachabilityProberBuilder}. Immutable.
 *
 * @param probeFrom the IPv6 address, with port 0, to probe from; null: the system chooses
 * @param seeds the pinned seeds, or null where none are watched
 */
record ReachabilityOptions(
        SwarmStore store,
        ProbeScope scope,
        ProbeTargets targets,
        Clock clock,
        RandomGenerator random,
        Duration connectTimeout,
        Duration probeTimeout,
        ProbeLimits limits,
        ReachabilityTimes times,
        @Nullable InetSocketAddress probeFrom,
        @Nullable WatchedSeeds seeds) {}
