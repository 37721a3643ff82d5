package io.github.tracker6.testkit.simulation.reachability;

import io.github.tracker6.InfoHash;
import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.plain.PlainSwarm;
import io.github.tracker6.store.plain.PlainSwarmStore;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A store for one thread, whose draws follow a seed. */
final class MapStore extends PlainSwarmStore {
    private final Map<InfoHash, PlainSwarm> swarms = new HashMap<>();

    MapStore(StoreOptions options, RandomGenerator random) {
        super(options, random);
    }

    @Override
    protected void change(InfoHash infoHash, UnaryOperator<@Nullable PlainSwarm> change) {
        PlainSwarm kept = change.apply(swarms.get(infoHash));
        if (kept == null) {
            swarms.remove(infoHash);
        } else {
            swarms.put(infoHash, kept);
        }
    }

    @Override
    protected Iterable<InfoHash> infoHashes() {
        return swarms.keySet();
    }
}
