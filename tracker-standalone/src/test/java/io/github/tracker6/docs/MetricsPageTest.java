package io.github.tracker6.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.claims.AddressClaims;
import io.github.tracker6.claims.ReachabilityProber;
import io.github.tracker6.claims.metrics.ClaimMetrics;
import io.github.tracker6.claims.metrics.ReachabilityMetrics;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthMonitor;
import io.github.tracker6.http.netty.HttpTrackerServer;
import io.github.tracker6.http.netty.TlsCertificate;
import io.github.tracker6.http.netty.metrics.CertificateMetrics;
import io.github.tracker6.http.netty.metrics.HttpMetrics;
import io.github.tracker6.metainfo.TorrentDirectory;
import io.github.tracker6.metainfo.metrics.TorrentMetrics;
import io.github.tracker6.metrics.BuildMetrics;
import io.github.tracker6.metrics.HealthMetrics;
import io.github.tracker6.metrics.TrackerMetrics;
import io.github.tracker6.redis.RedisSwarmStore;
import io.github.tracker6.status.ListedTorrent;
import io.github.tracker6.status.metrics.TorrentSwarmMetrics;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.store.shared.metrics.SharedStoreMetrics;
import io.github.tracker6.udp.UdpTrackerServer;
import io.github.tracker6.udp.metrics.UdpMetrics;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page about metrics names each meter, with its kind, unit and tags, and no other. */
class MetricsPageTest {
    private static final Pattern TAG = Pattern.compile("`([a-z_]+)`: ((?:`[a-z0-9_]+`(?:, )?)+)");
    private static final Pattern VALUE = Pattern.compile("`([a-z0-9_]+)`");

    /** Tags whose values the operator's torrents and build have; on the page they stand without values. */
    private static final Set<String> FREE_TAGS = Set.of(
            "tracker6.health part",
            "tracker6.build version",
            "tracker6.build java",
            "tracker6.torrent.hosts torrent",
            "tracker6.torrent.families torrent",
            "tracker6.torrent.downloads torrent");

    private static final Pattern FREE_TAG = Pattern.compile("(?:^|[;,] )`(part|version|java|torrent)`(?!:)");

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final Tracker tracker = Tracker.builder().store(store).build();
    private final RedisSwarmStore shared =
            RedisSwarmStore.builder().uri("redis://192.0.2.1").build();
    private final HttpTrackerServer http = HttpTrackerServer.builder(tracker)
            .bind(Endpoint.parse("127.0.0.1:0").socketAddress())
            .build();
    private final UdpTrackerServer udp = UdpTrackerServer.builder(tracker)
            .bind(Endpoint.parse("127.0.0.1:0").socketAddress())
            .build();
    private final AddressClaims claims = AddressClaims.builder().build();
    private final ReachabilityProber prober =
            ReachabilityProber.builder().store(store).build();
    private Map<String, String> registered = Map.of();

    @TempDir
    Path folder;

    @BeforeEach
    void registerAll() throws Exception {
        TorrentDirectory torrents = TorrentDirectory.builder().folder(folder).build();
        List<MeterBinder> binders = List.of(
                new TrackerMetrics(tracker),
                new HttpMetrics(http.stats()),
                new UdpMetrics(udp.stats()),
                new ClaimMetrics(claims),
                new ReachabilityMetrics(prober),
                new SharedStoreMetrics(shared),
                new TorrentMetrics(torrents),
                new CertificateMetrics(TlsCertificate.read(resource("tls-cert.pem"), resource("tls-key.pem"))),
                new TorrentSwarmMetrics(
                        () -> List.of(new ListedTorrent("image.iso", "0".repeat(40), 1, 2, 3, HostCounts.NONE))),
                new HealthMetrics(new HealthMonitor().add("Store", () -> Health.UP)),
                new BuildMetrics("1.0"));
        binders.forEach(binder -> binder.bindTo(registry));
        registered = described(registry.getMeters());
        registry.getMeters()
                .forEach(meter -> assertThat(meter.measure().iterator().next().getValue())
                        .as(meter.getId().toString())
                        .satisfiesAnyOf(
                                value -> assertThat(value).isNotNegative(),
                                value -> assertThat(value).isNaN()));
        for (MeterBinder binder : binders) {
            ((AutoCloseable) binder).close();
        }
    }

    private static Path resource(String name) throws Exception {
        return Path.of(MetricsPageTest.class
                .getResource("/io/github/tracker6/standalone/" + name)
                .toURI());
    }

    @AfterEach
    void close() {
        tracker.close();
        shared.close();
        store.close();
    }

    @Test
    void everyMeterIsOnThePageAndNoOther() {
        assertThat(onPage()).isEqualTo(registered);
    }

    @Test
    void closedBindersLeaveNoMeter() {
        assertThat(registered).isNotEmpty();
        assertThat(registry.getMeters()).isEmpty();
    }

    private static Map<String, String> described(List<Meter> meters) {
        Map<String, TreeMap<String, TreeSet<String>>> tags = new TreeMap<>();
        Map<String, String> kinds = new TreeMap<>();
        for (Meter meter : meters) {
            String name = meter.getId().getName();
            if (name.endsWith(".histogram")) {
                continue; // the buckets of a timer, which this registry has as gauges
            }
            Map<String, TreeSet<String>> ofName = tags.computeIfAbsent(name, unused -> new TreeMap<>());
            for (Tag tag : meter.getId().getTags()) {
                Set<String> values = ofName.computeIfAbsent(tag.getKey(), unused -> new TreeSet<>());
                if (!FREE_TAGS.contains(name + " " + tag.getKey())) {
                    values.add(tag.getValue());
                }
            }
            String unit = meter.getId().getBaseUnit();
            String kind = meter instanceof Timer ? "timer" : meter instanceof FunctionCounter ? "counter" : "gauge";
            kinds.put(name, unit == null ? kind : kind + ", " + unit);
            assertThat(meter.getId().getDescription()).as(name).isNotBlank();
        }
        Map<String, String> described = new TreeMap<>();
        kinds.forEach((name, kind) -> described.put(name, kind + " " + tags.get(name)));
        return described;
    }

    private static Map<String, String> onPage() {
        Page page = Repository.find().page("docs/metrics.md");
        Map<String, String> described = new TreeMap<>();
        for (Page.Row row : page.rows()) {
            if (row.header().get(0).equals("meter")) {
                TreeMap<String, TreeSet<String>> tags = new TreeMap<>();
                Matcher tag = TAG.matcher(row.cells().get(2));
                while (tag.find()) {
                    TreeSet<String> values = new TreeSet<>();
                    Matcher value = VALUE.matcher(tag.group(2));
                    while (value.find()) {
                        values.add(value.group(1));
                    }
                    tags.put(tag.group(1), values);
                }
                Matcher free = FREE_TAG.matcher(row.cells().get(2));
                while (free.find()) {
                    tags.put(free.group(1), new TreeSet<>());
                }
                String name = row.cells().get(0).replace("`", "");
                assertThat(described.put(name, row.cells().get(1) + " " + tags))
                        .as(name + " is there twice")
                        .isNull();
            }
        }
        return new TreeMap<>(new LinkedHashMap<>(described));
    }
}
