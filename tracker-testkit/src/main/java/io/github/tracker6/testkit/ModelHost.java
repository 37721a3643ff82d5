package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.PeerRole;
import io.github.tracker6.Reachability;
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

    private record Seen(Endpoint endpoint, long atMillis, Reachability reachability) {}

    ModelHost(long tag) {
        this.tag = tag;
    }

    void put(Endpoint endpoint, long nowMillis, Reachability reachability) {
        seen.put(endpoint.family(), new Seen(endpoint, nowMillis, reachability));
    }

    /** Returns what is known of its IPv6 endpoint. */
    Reachability reachability() {
        Seen record = seen.get(AddressFamily.IPV6);
        return record == null ? Reachability.UNKNOWN : record.reachability;
    }

    /** Sets what is known of its IPv6 endpoint, which it has. */
    void reachability(Reachability found) {
        Seen record = Objects.requireNonNull(seen.get(AddressFamily.IPV6));
        put(record.endpoint, record.atMillis, found);
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

    boolean isClosed() {
        return isDualStack() && reachability() == Reachability.NOT_REACHED;
    }

    boolean isDualStack() {
        return seen.size() == 2;
    }
}
