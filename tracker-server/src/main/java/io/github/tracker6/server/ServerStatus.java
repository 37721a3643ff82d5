package io.github.tracker6.server;

import io.github.tracker6.engine.Tracker;
import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.http.netty.HttpStats;
import io.github.tracker6.status.TrackerStatus;
import io.github.tracker6.udp.UdpStats;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** Makes the status of a server, with what its parts refused. Stateless. */
final class ServerStatus {
    private ServerStatus() {}

    /**
     * Returns a status that is not started.
     *
     * @param servers get set later: the servers need the routes of the status first, and each start has other counters
     */
    static TrackerStatus of(
            Tracker tracker,
            HealthMonitor health,
            AtomicReference<@Nullable ProtocolServers> servers,
            List<Consumer<TrackerStatus.Builder>> options) {
        TrackerStatus.Builder builder = TrackerStatus.builder(tracker)
                .parts(health::parts)
                .refusals("http_bad_request", "No valid request (HTTP)", http(servers, HttpStats::badRequests))
                .refusals("http_malformed", "Malformed announce or scrape (HTTP)", http(servers, HttpStats::malformed))
                .refusals("http_rate_limited", "Over the rate limit (HTTP)", http(servers, HttpStats::rateLimited))
                .refusals(
                        "http_undeclared_proxy",
                        "Behind a proxy that is not declared",
                        http(servers, HttpStats::undeclaredProxyRequests))
                .refusals(
                        "http_silent_proxy", "A proxy named no client", http(servers, HttpStats::silentProxyAnnounces))
                .refusals(
                        "http_connections",
                        "Too many connections",
                        http(servers, stats -> stats.connectionsOverTotal() + stats.connectionsOverAddress()))
                .refusals("udp_malformed", "Malformed datagram (UDP)", udp(servers, UdpStats::droppedMalformed))
                .refusals(
                        "udp_unvalidated",
                        "Unknown or old connection id (UDP)",
                        udp(servers, UdpStats::droppedUnvalidated))
                .refusals("udp_rate_limited", "Over the rate limit (UDP)", udp(servers, UdpStats::droppedRateLimited))
                .refusals("udp_overloaded", "Overloaded (UDP)", udp(servers, UdpStats::droppedOverloaded));
        options.forEach(each -> each.accept(builder));
        return builder.build();
    }

    private static LongSupplier http(
            AtomicReference<@Nullable ProtocolServers> servers, ToLongFunction<HttpStats> count) {
        return () -> {
            ProtocolServers now = servers.get();
            return now == null || now.http() == null
                    ? 0
                    : count.applyAsLong(now.http().stats());
        };
    }

    private static LongSupplier udp(
            AtomicReference<@Nullable ProtocolServers> servers, ToLongFunction<UdpStats> count) {
        return () -> {
            ProtocolServers now = servers.get();
            return now == null || now.udp() == null
                    ? 0
                    : count.applyAsLong(now.udp().stats());
        };
    }
}
