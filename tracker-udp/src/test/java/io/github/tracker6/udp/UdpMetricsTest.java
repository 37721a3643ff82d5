package io.github.tracker6.udp;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.udp.metrics.UdpMetrics;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class UdpMetricsTest {
    private final UdpStats stats = new UdpStats();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void eachCounterIsAMeter() {
        stats.received.add(100);
        stats.connects.add(1);
        stats.announces.add(2);
        stats.scrapes.add(3);
        stats.errors.add(4);
        stats.malformed.add(5);
        stats.unvalidated.add(6);
        stats.rateLimited.add(7);
        stats.overloaded.add(8);
        stats.trackerFailures.add(9);
        stats.receiveFailures.add(10);
        stats.sendFailures.add(11);
        stats.bindFailures.add(12);
        try (UdpMetrics metrics = new UdpMetrics(stats, Tags.of("tracker", "public"))) {
            metrics.bindTo(registry);

            assertThat(count("datagrams", "tracker", "public")).isEqualTo(100);
            assertThat(count("replies", "type", "connect")).isEqualTo(1);
            assertThat(count("replies", "type", "announce")).isEqualTo(2);
            assertThat(count("replies", "type", "scrape")).isEqualTo(3);
            assertThat(count("replies", "type", "error")).isEqualTo(4);
            assertThat(count("dropped", "reason", "malformed")).isEqualTo(5);
            assertThat(count("dropped", "reason", "unvalidated")).isEqualTo(6);
            assertThat(count("dropped", "reason", "rate_limited")).isEqualTo(7);
            assertThat(count("dropped", "reason", "overloaded")).isEqualTo(8);
            assertThat(count("failures", "part", "tracker")).isEqualTo(9);
            assertThat(count("failures", "part", "receive")).isEqualTo(10);
            assertThat(count("failures", "part", "send")).isEqualTo(11);
            assertThat(count("failures", "part", "bind")).isEqualTo(12);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    private double count(String name, String... tags) {
        return registry.get("tracker6.udp." + name).tags(tags).functionCounter().count();
    }
}
