package io.github.tracker6.testkit.author;

import io.github.tracker6.InfoHash;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.plain.PlainSwarm;
import io.github.tracker6.store.plain.PlainSwarmStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/** The store that docs/write-a-store.md shows. */
final class MapSwarmStore extends PlainSwarmStore {
    private final Map<InfoHash, PlainSwarm> swarms = new ConcurrentHashMap<>();

    MapSwarmStore(StoreOptions options) {
        super(options);
    }

    @Override
    protected void change(InfoHash infoHash, UnaryOperator<PlainSwarm> change) {
        swarms.compute(infoHash, (key, swarm) -> change.apply(swarm));
    }

    @Override
    protected Iterable<InfoHash> infoHashes() {
        return swarms.keySet();
    }
}
