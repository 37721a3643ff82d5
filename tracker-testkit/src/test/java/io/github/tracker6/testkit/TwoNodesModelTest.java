package io.github.tracker6.testkit;

import io.github.tracker6.testkit.replication.AlternatingStore;

/** Two nodes that share a log, and are asked in turn, give what one node gives. */
class TwoNodesModelTest extends ModelTests {
    private static final int NODES = 2;
    private static final int HISTORIES = 40;

    TwoNodesModelTest() {
        super(options -> new AlternatingStore(NODES, () -> SharedSwarmStoreContractTest.table(options)), HISTORIES);
    }
}
