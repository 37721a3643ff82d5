package io.github.tracker6.server;

import io.github.tracker6.status.TrackerStatus;
import io.github.tracker6.udp.UdpStats;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** What UDP refused before the engine saw it, for the status. Stateless. */
final class UdpRefusals {
    private UdpRefusals() {}

    /**
     * Adds the counters.
     *
     * @param servers get set later: the servers need the routes of the status first, and each start has other counters
     */
    static void addTo(TrackerStatus.Builder status, AtomicReference<@Nullable ProtocolServers> servers) {
        status.refusals("udp_malformed", "Malformed datagram (UDP)", count(servers, UdpStats::droppedMalformed))
                .refusals(
                        "udp_unvalidated",
                        "Unknown or old connection id (UDP)",
                        count(servers, UdpStats::droppedUnvalidated))
                .refusals("udp_rate_limited", "Over the rate limit (UDP)", count(servers, UdpStats::droppedRateLimited))
                .refusals("udp_overloaded", "Overloaded (UDP)", count(servers, UdpStats::droppedOverloaded));
    }

    private static LongSupplier count(
            AtomicReference<@Nullable ProtocolServers> servers, ToLongFunction<UdpStats> count) {
        return () -> {
            ProtocolServers now = servers.get();
            UdpStats stats = now == null ? null : now.udpStats();
            return stats == null ? 0 : count.applyAsLong(stats);
        };
    }
}
