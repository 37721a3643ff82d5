package io.github.tracker6.testkit.replication;

import java.time.Duration;

/**
 * What the nodes of a simulation are set to.
 *
 * @param maxBacklogBytes see {@code SharedSwarmStoreBuilder.maxBacklogBytes}
 * @param steady whether every call takes a millisecond each way, so that it is known when all nodes know of a change
 */
record SimOptions(
        int nodes, SimNode.TableOptions table, Duration snapshotInterval, long maxBacklogBytes, boolean steady) {}
