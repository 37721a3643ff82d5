package io.github.tracker6.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.HostCounts;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Protocol;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class TrackerMetricsTest {
    private static final InfoHash TORRENT = InfoHash.of(1, 2, 3);

    private final Tracker tracker =
            Tracker.builder().store(MemorySwarmStore.builder().build()).build();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void countsAnnouncesByFamilyAndHostsByFamilies() {
        new TrackerMetrics(tracker).bindTo(registry);

        announce("[2001:db8::1]:6881", 7);
        announce("192.0.2.1:6881", 7);
        announce("192.0.2.2:6881", 8);
        AnnounceResponse refused = tracker.announce(new AnnounceRequest()
                        .infoHash(TORRENT)
                        .source(Endpoint.parse("0.0.0.0:1").address())
                        .port(1))
                .toCompletableFuture()
                .join();
        assertThat(refused.rejection()).isNotNull();
        assertThat(tracker.scrape(new ScrapeBatch().add(TORRENT))).isCompleted();

        assertThat(counter("announces", "protocol", "udp", "family", "ipv6", "event", "started"))
                .isEqualTo(1);
        assertThat(counter("announces", "protocol", "udp", "family", "ipv4", "event", "started"))
                .isEqualTo(2);
        assertThat(counter("refusals", "reason", "address_refused")).isEqualTo(1);
        assertThat(counter("scrapes")).isEqualTo(1);
        assertThat(gauge("swarms")).isEqualTo(1);
        assertThat(gauge("hosts", "families", "both")).isEqualTo(1);
        assertThat(gauge("hosts", "families", "ipv4")).isEqualTo(1);
        assertThat(gauge("hosts", "families", "ipv6")).isZero();
    }

    @Test
    void hostsWithIpv6AreCountedByReachability() {
        SwarmStore store = new FixedStore(new StoreTotals(1, new HostCounts(1, 2, 3, 4, 5, 6, 7)));
        new TrackerMetrics(Tracker.builder().store(store).build()).bindTo(registry);

        assertThat(gauge("hosts", "families", "ipv4")).isEqualTo(1);
        assertThat(gauge("hosts", "families", "ipv6")).isEqualTo(9);
        assertThat(gauge("hosts", "families", "both")).isEqualTo(18);
        assertThat(gauge("ipv6.hosts", "families", "ipv6", "reachability", "reached"))
                .isEqualTo(2);
        assertThat(gauge("ipv6.hosts", "families", "ipv6", "reachability", "not_reached"))
                .isEqualTo(3);
        assertThat(gauge("ipv6.hosts", "families", "ipv6", "reachability", "unknown"))
                .isEqualTo(4);
        assertThat(gauge("ipv6.hosts", "families", "both", "reachability", "reached"))
                .isEqualTo(5);
        assertThat(gauge("ipv6.hosts", "families", "both", "reachability", "not_reached"))
                .isEqualTo(6);
        assertThat(gauge("ipv6.hosts", "families", "both", "reachability", "unknown"))
                .isEqualTo(7);
    }

    @Test
    void aTrackerCanFollowAnotherOneInARegistry() {
        TrackerMetrics first = new TrackerMetrics(tracker);
        first.bindTo(registry);
        int meters = registry.getMeters().size();
        announce("[2001:db8::1]:6881", 7);
        assertThat(counter("announces", "protocol", "udp", "family", "ipv6", "event", "started"))
                .isEqualTo(1);
        first.close();
        first.close();
        assertThat(registry.getMeters()).isEmpty();

        Tracker second = anotherTracker();
        new TrackerMetrics(second).bindTo(registry);
        assertThat(registry.getMeters()).hasSize(meters);
        assertThat(counter("announces", "protocol", "udp", "family", "ipv6", "event", "started"))
                .isZero();
        announce(second, "[2001:db8::1]:6881", 7);
        announce(second, "[2001:db8::2]:6881", 8);
        assertThat(counter("announces", "protocol", "udp", "family", "ipv6", "event", "started"))
                .isEqualTo(2);
        assertThat(gauge("hosts", "families", "ipv6")).isEqualTo(2);
    }

    @Test
    void tagsTellTwoTrackersOfOneRegistryApart() {
        Tracker second = anotherTracker();
        TrackerMetrics one = new TrackerMetrics(tracker, List.of(Tag.of("tracker", "one")));
        TrackerMetrics two = new TrackerMetrics(second, Tags.of("tracker", "two"));
        one.bindTo(registry);
        two.bindTo(registry);
        announce("[2001:db8::1]:6881", 7);
        announce(second, "192.0.2.1:6881", 7);
        announce(second, "192.0.2.2:6881", 8);
        assertThat(gauge("hosts", "tracker", "one", "families", "ipv6")).isEqualTo(1);
        assertThat(gauge("hosts", "tracker", "two", "families", "ipv4")).isEqualTo(2);
        assertThat(counter("announces", "tracker", "one", "protocol", "udp", "family", "ipv4", "event", "started"))
                .isZero();
        assertThat(counter("announces", "tracker", "two", "protocol", "udp", "family", "ipv4", "event", "started"))
                .isEqualTo(2);

        one.close();
        assertThat(registry.getMeters())
                .isNotEmpty()
                .allMatch(meter -> "two".equals(meter.getId().getTag("tracker")));
        two.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void twoTrackersWithTheSameTagsInOneRegistryAreRefused() {
        TrackerMetrics first = new TrackerMetrics(tracker);
        first.bindTo(registry);
        first.bindTo(registry);
        int meters = registry.getMeters().size();
        TrackerMetrics second = new TrackerMetrics(anotherTracker());
        assertThatIllegalStateException()
                .isThrownBy(() -> second.bindTo(registry))
                .withMessageContaining("tags of its own");
        second.close();
        assertThat(registry.getMeters()).hasSize(meters);
        assertThatIllegalStateException().isThrownBy(() -> second.bindTo(registry));
    }

    @Test
    void oneBinderServesSeveralRegistries() {
        SimpleMeterRegistry other = new SimpleMeterRegistry();
        TrackerMetrics metrics = new TrackerMetrics(tracker);
        metrics.bindTo(registry);
        metrics.bindTo(other);
        assertThat(other.getMeters()).hasSameSizeAs(registry.getMeters());
        metrics.close();
        assertThat(other.getMeters()).isEmpty();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void failuresTimeoutsAndHousekeepingAreRegistered() {
        new TrackerMetrics(tracker).bindTo(registry);
        assertThat(counter("failures")).isZero();
        assertThat(counter("timeouts")).isZero();
        assertThat(counter("housekeeping.failures")).isZero();
        assertThat(counter("listener.failures")).isZero();
    }

    /** A store that has figures and nothing else. */
    private record FixedStore(StoreTotals totals) implements SwarmStore {
        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            return response.done();
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            return batch.done();
        }

        @Override
        public Duration peerTtl() {
            return Duration.ofHours(1);
        }

        @Override
        public void close() {}
    }

    private static Tracker anotherTracker() {
        return Tracker.builder().store(MemorySwarmStore.builder().build()).build();
    }

    private void announce(String endpoint, long key) {
        announce(tracker, endpoint, key);
    }

    private static void announce(Tracker tracker, String endpoint, long key) {
        Endpoint source = Endpoint.parse(endpoint);
        AnnounceRequest request = new AnnounceRequest()
                .infoHash(TORRENT)
                .peerId(new byte[20])
                .key(key)
                .source(source.address())
                .port(source.port())
                .left(1)
                .event(AnnounceEvent.STARTED)
                .lan(true)
                .protocol(Protocol.UDP);
        assertThat(tracker.announce(request).toCompletableFuture().join().rejection())
                .isNull();
    }

    private double counter(String name, String... tags) {
        return registry.get("tracker6." + name).tags(tags).functionCounter().count();
    }

    private double gauge(String name, String... tags) {
        return registry.get("tracker6." + name).tags(tags).gauge().value();
    }
}
