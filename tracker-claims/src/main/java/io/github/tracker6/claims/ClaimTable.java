package io.github.tracker6.claims;

import io.github.tracker6.Endpoint;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which hosts are published by their claims, at which endpoint: one per host, and one host per endpoint. An entry lives
 * as long as the store keeps an endpoint that is not announced again. Full, it takes no more. Only {@link #size} is
 * thread-safe.
 */
final class ClaimTable {
    private final int maxHosts;
    private final long lifeMillis;

    /** In the order of the last refresh. */
    private final Map<Long, Published> byHost = new LinkedHashMap<>();

    private final Map<Long, Published> byEndpoint = new HashMap<>();
    private volatile int size;

    /** A host's endpoint; all but the endpoint itself by their names in {@link ClaimKeys}. */
    record Published(long host, long peer, Endpoint endpoint, long endpointName, long verifiedMillis, long seenMillis) {
        Published refreshed(long nowMillis) {
            return new Published(host, peer, endpoint, endpointName, verifiedMillis, nowMillis);
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

    /** Returns whether an endpoint belongs to another host that has the same peer id. */
    boolean isHeld(long endpointName, long peer, long host, long nowMillis) {
        forgetExpired(nowMillis);
        Published holder = byEndpoint.get(endpointName);
        return holder != null && holder.peer == peer && holder.host != host;
    }

    boolean hasRoom(long host, long nowMillis) {
        forgetExpired(nowMillis);
        return byHost.size() < maxHosts || byHost.containsKey(host);
    }

    /** Puts an entry in, and removes those of the same host and of the same endpoint. */
    void put(Published published) {
        remove(published.host);
        Published holder = byEndpoint.get(published.endpointName);
        if (holder != null) {
            remove(holder.host);
        }
        byHost.put(published.host, published);
        byEndpoint.put(published.endpointName, published);
        size = byHost.size();
    }

    @Nullable
    Published remove(long host) {
        Published removed = byHost.remove(host);
        if (removed != null) {
            byEndpoint.remove(removed.endpointName);
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
