package io.github.tracker6.server;

import io.github.tracker6.http.netty.HttpStats;
import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.http.netty.metrics.CertificateMetrics;
import io.github.tracker6.http.netty.metrics.HttpMetrics;
import io.github.tracker6.metainfo.metrics.TorrentMetrics;
import io.github.tracker6.metrics.HealthMetrics;
import io.github.tracker6.metrics.PartMetrics;
import io.github.tracker6.metrics.TrackerMetrics;
import io.github.tracker6.store.shared.SharedStoreHealth;
import io.github.tracker6.store.shared.metrics.SharedStoreMetrics;
import io.github.tracker6.udp.metrics.UdpMetrics;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Registers the meters of all parts of a {@link TrackerServer} with Micrometer: those of {@link TrackerMetrics}, {@link
 * HealthMetrics}, {@link HttpMetrics}, {@link CertificateMetrics}, {@link UdpMetrics}, {@link TorrentMetrics} and {@link
 * SharedStoreMetrics}, as far as it has the part. {@link TrackerServerBuilder#meterRegistry} does this while the server runs. Claims, reachability and each listed torrent have binders of their own. {@link #close()} removes the meters. Needs Micrometer on the class path.
 * Thread-safe.
 *
 * @since 0.1.0
 */
@SuppressWarnings("exports") // Micrometer is optional
public final class TrackerServerMetrics extends PartMetrics {
    private final List<PartMetrics> parts = new ArrayList<>();

    /**
     * Makes a binder for a server that is the only one in its registries.
     *
     * @param server started
     */
    public TrackerServerMetrics(TrackerServer server) {
        this(server, Tags.empty());
    }

    /**
     * Makes a binder for one of several servers in a registry.
     *
     * @param server started
     * @param tags added to each meter; they tell this server from the others, such as {@code Tag.of("tracker", "public")}
     */
    public TrackerServerMetrics(TrackerServer server, Iterable<Tag> tags) {
        super(tags);
        parts.add(new TrackerMetrics(server.tracker()));
        parts.add(new HealthMetrics(server.health()));
        addTcp(server);
        server.udpStats().ifPresent(stats -> parts.add(new UdpMetrics(stats)));
        server.torrents().ifPresent(torrents -> parts.add(new TorrentMetrics(torrents)));
        if (server.store().health() instanceof SharedStoreHealth) {
            parts.add(new SharedStoreMetrics(server.store()));
        }
    }

    /** Without TCP the classes of its meters may be missing on the class path: no lambda may name them. */
    private void addTcp(TrackerServer server) {
        Optional<HttpStats> http = server.httpStats();
        if (http.isPresent()) {
            parts.add(new HttpMetrics(http.get()));
        }
        Optional<TlsCertificate> tls = server.tls();
        if (tls.isPresent()) {
            parts.add(new CertificateMetrics(tls.get()));
        }
    }

    @Override
    protected void addTo(Registration to) {
        parts.forEach(part -> include(part, to));
    }
}
