package io.github.tracker6.testkit.author;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.testkit.SwarmStoreContract;

/** The store that docs/write-a-store.md shows keeps the contract. */
class MapSwarmStoreContractTest extends SwarmStoreContract {
    @Override
    protected SwarmStore createStore(StoreOptions options) {
        return new MapSwarmStore(options);
    }
}
