package io.github.tracker6.standalone;

import io.github.tracker6.Rejection;
import io.github.tracker6.engine.TrackerStats;
import io.github.tracker6.http.netty.HttpStats;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.shared.SharedStoreHealth;
import io.github.tracker6.udp.UdpStats;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What a tracker holds and does, in one line for the log. Thread-safe. */
final class TrackerSummary {
    private final TrackerServer server;
    private final SwarmStore store;
    private final ServedTorrents torrents;
    private long announcesBefore;
    private long nanosBefore = System.nanoTime();

    TrackerSummary(TrackerServer server, SwarmStore store, ServedTorrents torrents) {
        this.server = server;
        this.store = store;
        this.torrents = torrents;
    }

    /** Returns the line. Its rate is that since the last call, or since the start. */
    synchronized String line() {
        TrackerStats stats = server.tracker().stats();
        StoreTotals totals = server.tracker().totals();
        long announces = stats.announces();
        long now = System.nanoTime();
        double seconds = Math.max(1, now - nanosBefore) / (double) TimeUnit.SECONDS.toNanos(1);
        double rate = (announces - announcesBefore) / seconds;
        announcesBefore = announces;
        nanosBefore = now;
        return String.format(
                Locale.ROOT,
                "Hosts: %d (IPv6 %d, both families %d, IPv4 %d); swarms: %d%s; announces answered: %d, %.1f per second in"
                        + " the last %.0f s; refused: %d; over the rate limit: %d; failed: %d; torrents: %s; store: %s",
                totals.hosts(),
                totals.ipv6Hosts(),
                totals.dualStackHosts(),
                totals.ipv4Hosts(),
                totals.swarms(),
                torrents.hasHybrids() ? " (two for a hybrid torrent)" : "",
                announces,
                rate,
                seconds,
                Stream.of(Rejection.Reason.values()).mapToLong(stats::refusals).sum(),
                server.httpStats().map(HttpStats::rateLimited).orElse(0L)
                        + server.udpStats().map(UdpStats::droppedRateLimited).orElse(0L),
                stats.failures(),
                torrents.summary(),
                storeHealth());
    }

    private String storeHealth() {
        if (!(store instanceof RedisSwarmStore shared)) {
            return "memory";
        }
        SharedStoreHealth health = shared.health();
        String phase = health.phase().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return "shared, " + (health.isReady() ? "in step" : "not in step (" + phase + ")")
                + health.why().map(why -> ": " + why).orElse("");
    }
}
