package io.github.tracker6.testkit.replication;

import java.time.Duration;

/**
 * What the nodes of a simulation are set to.
 *
 * @param maxBacklogBytes see {@code SharedSwarmStoreBuilder.maxBacklogBytes}
 * @param steady whether every call takes a millisecond each way, so that it is known when all nodes know of a change
 * @param highestVersion the highest version of batches that a node reads and writes
 */
record SimOptions(
        int nodes,
        SimNode.TableOptions table,
        Duration snapshotInterval,
        long maxBacklogBytes,
        boolean steady,
        int highestVersion) {
    static final long LARGE_BACKLOG = 1 << 26;

    /** Returns options of nodes that all read version 1, on a network with delays that vary. */
    static SimOptions of(int nodes, SimNode.TableOptions table, Duration snapshotInterval, long maxBacklogBytes) {
        return new SimOptions(nodes, table, snapshotInterval, maxBacklogBytes, false, 1);
    }

    /** Returns the same options, on a steady network. */
    SimOptions onSteadyNetwork() {
        return new SimOptions(nodes, table, snapshotInterval, maxBacklogBytes, true, highestVersion);
    }

    /** Returns the same options with another version. */
    SimOptions withVersion(int version) {
        return new SimOptions(nodes, table, snapshotInterval, maxBacklogBytes, steady, version);
    }
}
