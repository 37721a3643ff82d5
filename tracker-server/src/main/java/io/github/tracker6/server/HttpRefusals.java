package io.github.tracker6.server;

import io.github.tracker6.http.netty.HttpStats;
import io.github.tracker6.status.TrackerStatus;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What HTTP refused before the engine saw it, for the status. Stateless. */
final class HttpRefusals {
    private HttpRefusals() {}

    /**
     * Adds the counters.
     *
     * @param servers get set later: the servers need the routes of the status first, and each start has other counters
     */
    static void addTo(TrackerStatus.Builder status, AtomicReference<@Nullable ProtocolServers> servers) {
        status.refusals("http_bad_request", "No valid request (HTTP)", count(servers, HttpStats::badRequests))
                .refusals("http_malformed", "Malformed announce or scrape (HTTP)", count(servers, HttpStats::malformed))
                .refusals("http_rate_limited", "Over the rate limit (HTTP)", count(servers, HttpStats::rateLimited))
                .refusals(
                        "http_undeclared_proxy",
                        "Behind a proxy that is not declared",
                        count(servers, HttpStats::undeclaredProxyRequests))
                .refusals(
                        "http_silent_proxy", "A proxy named no client", count(servers, HttpStats::silentProxyAnnounces))
                .refusals(
                        "http_connections",
                        "Too many connections",
                        count(servers, stats -> stats.connectionsOverTotal() + stats.connectionsOverAddress()));
    }

    private static LongSupplier count(
            AtomicReference<@Nullable ProtocolServers> servers, ToLongFunction<HttpStats> count) {
        return () -> {
            ProtocolServers now = servers.get();
            HttpStats stats = now == null ? null : now.httpStats();
            return stats == null ? 0 : count.applyAsLong(stats);
        };
    }
}
