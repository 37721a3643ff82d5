package io.github.tracker6.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.health.Health;
import io.github.tracker6.health.HealthMonitor;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HealthMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void eachPartIsAGaugeThatGoesFrom0To2() {
        AtomicReference<Health> store = new AtomicReference<>(Health.UP);
        HealthMonitor monitor = new HealthMonitor().add("HTTP", () -> Health.UP).add("Shared store", store::get);
        HealthMetrics metrics = new HealthMetrics(monitor);
        metrics.bindTo(registry);

        assertThat(state("shared_store")).isZero();
        store.set(Health.degraded("late"));
        assertThat(state("shared_store")).isEqualTo(1);
        store.set(Health.down("away"));
        assertThat(state("shared_store")).isEqualTo(2);
        assertThat(state("http")).isZero();

        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void theBuildIsAGaugeThatIs1() {
        BuildMetrics metrics = new BuildMetrics("1.2.3");
        metrics.bindTo(registry);

        assertThat(registry.get("tracker6.build")
                        .tags("version", "1.2.3", "java", Runtime.version().toString())
                        .gauge()
                        .value())
                .isEqualTo(1);
        metrics.close();
        assertThat(registry.getMeters()).isEmpty();
    }

    private double state(String part) {
        return registry.get("tracker6.health").tag("part", part).gauge().value();
    }
}
