package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The published endpoints: one per host, and one host per endpoint. An entry expires when the store would expire the
 * endpoint. A full table accepts no new host. Only {@link #size} is thread-safe.
 */
final class ClaimTable {
    private final int maxHosts;
    private final long lifeMillis;

    /** In the order of {@link Published#seenMillis}, the oldest first. */
    private final Map<Long, Published> byHost = new LinkedHashMap<>();

    private final Map<Long, Published> byEndpoint = new HashMap<>();
    private volatile int size;

    /**
     * A published endpoint. Host, peer and endpoint have their keys in {@link TableKeys}.
     *
     * @param verifiedMillis when its probe succeeded, or when it was published under {@code TRUST}
     * @param seenMillis when it was announced last
     */
    record Published(long host, long peer, Endpoint endpoint, long endpointKey, long verifiedMillis, long seenMillis) {
        Published refreshed(long nowMillis) {
            return new Published(host, peer, endpoint, endpointKey, verifiedMillis, nowMillis);
        }
    }

    ClaimTable(int maxHosts, Duration life) {
        this.maxHosts = maxHosts;
        this.lifeMillis = life.toMillis();
    }

    @Nullable
    Published ofHost(long host, long nowMillis) {
        forgetExpired(nowMillis);
        return byHost.get(host);
    }

    /** Returns whether an endpoint is published for another host with the same peer id. */
    boolean isHeld(long endpointKey, long peer, long host, long nowMillis) {
        forgetExpired(nowMillis);
        Published holder = byEndpoint.get(endpointKey);
        return holder != null && holder.peer == peer && holder.host != host;
    }

    boolean hasRoom(long host, long nowMillis) {
        forgetExpired(nowMillis);
        return byHost.size() < maxHosts || byHost.containsKey(host);
    }

    /** Puts an entry in the place of those of the same host and of the same endpoint. */
    void put(Published published) {
        remove(published.host);
        Published holder = byEndpoint.get(published.endpointKey);
        if (holder != null) {
            remove(holder.host);
        }
        byHost.put(published.host, published);
        byEndpoint.put(published.endpointKey, published);
        size = byHost.size();
    }

    @Nullable
    Published remove(long host) {
        Published removed = byHost.remove(host);
        if (removed != null) {
            byEndpoint.remove(removed.endpointKey);
            size = byHost.size();
        }
        return removed;
    }

    int size() {
        return size;
    }

    private void forgetExpired(long nowMillis) {
        while (!byHost.isEmpty()) {
            Published eldest = byHost.values().iterator().next();
            if (nowMillis - eldest.seenMillis <= lifeMillis) {
                return;
            }
            remove(eldest.host);
        }
    }
}
