package io.github.tracker6.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthMonitor;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class TrackerHealthTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final AtomicReference<Health> store = new AtomicReference<>(Health.UP);
    private final HealthMonitor monitor = new HealthMonitor(Clock.fixed(NOW, ZoneOffset.UTC)).add("Store", store::get);
    private boolean running = true;
    private final TrackerHealth health = new TrackerHealth(monitor, () -> running);

    @Test
    void aTrackerThatServesIsUpAndSaysSinceWhen() {
        assertThat(health.report())
                .isEqualTo(new TrackerHealth.Report(
                        "UP", Map.of("Store", Map.of("state", "UP", "since", NOW.toString()))));
    }

    @Test
    void aDegradedPartIsADetail() {
        store.set(Health.degraded("full"));
        assertThat(health.report().status()).isEqualTo("UP");
        assertThat(health.report().details())
                .containsEntry("Store", Map.of("state", "DEGRADED", "since", NOW.toString(), "reason", "full"));
    }

    @Test
    void aPartThatIsDownIsDown() {
        store.set(Health.down("gone"));
        assertThat(health.report().status()).isEqualTo("DOWN");
    }

    @Test
    void aTrackerThatIsNotStartedOrStopsIsOutOfService() {
        running = false;
        store.set(Health.down("stopping"));
        assertThat(health.report().status()).isEqualTo("OUT_OF_SERVICE");
    }
}
