package io.github.tracker6.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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

        assertThat(counter("announces", "family", "ipv6", "event", "started")).isEqualTo(1);
        assertThat(counter("announces", "family", "ipv4", "event", "started")).isEqualTo(2);
        assertThat(counter("refusals", "reason", "address_refused")).isEqualTo(1);
        assertThat(counter("scrapes")).isEqualTo(1);
        assertThat(gauge("swarms")).isEqualTo(1);
        assertThat(gauge("hosts", "families", "both")).isEqualTo(1);
        assertThat(gauge("hosts", "families", "ipv4")).isEqualTo(1);
        assertThat(gauge("hosts", "families", "ipv6")).isZero();
    }

    private void announce(String endpoint, long key) {
        Endpoint source = Endpoint.parse(endpoint);
        AnnounceRequest request = new AnnounceRequest()
                .infoHash(TORRENT)
                .peerId(new byte[20])
                .key(key)
                .source(source.address())
                .port(source.port())
                .left(1)
                .event(AnnounceEvent.STARTED)
                .lan(true);
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
