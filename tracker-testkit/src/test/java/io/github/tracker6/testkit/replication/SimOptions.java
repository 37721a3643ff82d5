package io.github.tracker6.testkit.replication;

import java.time.Duration;

/**
 * What the nodes of a simulation are set to.
 *
 * @param maxBacklogBytes see {@code SharedSwarmStoreBuilder.maxBacklogBytes}
 */
record SimOptions(int nodes, SimNode.TableOptions table, Duration snapshotInterval, long maxBacklogBytes) {}
