package io.github.tracker6.standalone;

import io.github.tracker6.claims.AddressClaims;
import io.github.tracker6.claims.ReachabilityProber;
import io.github.tracker6.claims.metrics.ClaimMetrics;
import io.github.tracker6.claims.metrics.ReachabilityMetrics;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.metainfo.metrics.TorrentMetrics;
import io.github.tracker6.metrics.BuildMetrics;
import io.github.tracker6.metrics.PartMetrics;
import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.server.TrackerServerMetrics;
import io.github.tracker6.status.ListedTorrent;
import io.github.tracker6.status.metrics.TorrentSwarmMetrics;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The meters of the program and its parts, as Prometheus reads them. Not thread-safe. */
final class ProgramMetrics implements AutoCloseable {
    /** Micrometer names these as Prometheus' conventions forbid; other meters say the same. */
    private static final Set<String> ODD_NAMES = Set.of("process.cpu.time", "system.cpu.count");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Deque<Runnable> closes = new ArrayDeque<>();
    private Runnable refresh = () -> {};

    /**
     * Makes the meters of the Java runtime and of the parts that a tracker has.
     *
     * @param folders of torrents; null where there are none
     * @param listed the figures of the listed torrents; asked with each scrape
     */
    static ProgramMetrics of(
            TrackerServer server,
            AddressClaims claims,
            ReachabilityProber prober,
            @Nullable TorrentDirectory folders,
            Supplier<List<ListedTorrent>> listed) {
        ProgramMetrics metrics = new ProgramMetrics();
        try {
            metrics.bindRuntime();
            metrics.bind(new BuildMetrics(ProgramVersion.number()));
            metrics.bind(new TrackerServerMetrics(server));
            metrics.bind(new ClaimMetrics(claims));
            metrics.bind(new ReachabilityMetrics(prober));
            if (folders != null) {
                metrics.bind(new TorrentMetrics(folders));
            }
            metrics.bindListed(listed);
            return metrics;
        } catch (Throwable e) {
            metrics.close();
            throw e;
        }
    }

    /** Adds the figures of each listed torrent. They are brought up to date with each scrape. */
    private void bindListed(Supplier<List<ListedTorrent>> torrents) {
        TorrentSwarmMetrics swarms = new TorrentSwarmMetrics(torrents);
        bind(swarms);
        refresh = swarms::refresh;
    }

    /** Returns all meters in Prometheus' text format 0.0.4. */
    String scrape() {
        refresh.run();
        return registry.scrape();
    }

    private void bindRuntime() {
        registry.config().meterFilter(MeterFilter.deny(id -> ODD_NAMES.contains(id.getName())));
        JvmGcMetrics collector = new JvmGcMetrics();
        closes.push(collector::close);
        for (MeterBinder binder : List.of(
                collector,
                new JvmMemoryMetrics(),
                new JvmThreadMetrics(),
                new ProcessorMetrics(),
                new UptimeMetrics(),
                new FileDescriptorMetrics())) {
            binder.bindTo(registry);
        }
    }

    private void bind(PartMetrics binder) {
        closes.push(binder::close);
        binder.bindTo(registry);
    }

    @Override
    public void close() {
        closes.forEach(Runnable::run);
        closes.clear();
        registry.close();
    }
}
