package io.github.tracker6.testkit;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import java.util.Random;
import org.junit.jupiter.api.Tag;

/** The model keeps the contract that it is the measure of. */
@Tag("long")
class ModelSwarmStoreContractTest extends SwarmStoreContract {
    @Override
    protected SwarmStore createStore(StoreOptions options) {
        return new ModelSwarmStore(options, new Random(1));
    }
}
