package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.PeerRole;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One client in one swarm of the model: at most one endpoint per family. */
final class ModelHost {
    final long tag;
    PeerRole role = PeerRole.DOWNLOADER;
    boolean finished;
    private final Map<AddressFamily, Seen> seen = new EnumMap<>(AddressFamily.class);

    private record Seen(Endpoint endpoint, long atMillis) {}

    ModelHost(long tag) {
        this.tag = tag;
    }

    void put(Endpoint endpoint, long nowMillis) {
        seen.put(endpoint.family(), new Seen(endpoint, nowMillis));
    }

    void remove(Endpoint endpoint) {
        seen.remove(endpoint.family());
    }

    @Nullable
    Endpoint endpoint(AddressFamily family) {
        Seen record = seen.get(family);
        return record == null ? null : record.endpoint;
    }

    boolean alive(AddressFamily family, long nowMillis, long ttlMillis) {
        Seen record = seen.get(family);
        return record != null && nowMillis - record.atMillis < ttlMillis;
    }

    /** Returns how long ago an endpoint of a family was announced, which the host has. */
    long ageMillis(AddressFamily family, long nowMillis) {
        return nowMillis - Objects.requireNonNull(seen.get(family)).atMillis;
    }

    boolean isEmpty() {
        return seen.isEmpty();
    }

    boolean isSingle(AddressFamily family) {
        return seen.size() == 1 && seen.containsKey(family);
    }

    boolean isDualStack() {
        return seen.size() == 2;
    }
}
