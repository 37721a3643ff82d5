package io.github.tracker6.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.store.StoreOptions;
import io.github.tracker6.store.shared.SharedSwarmStore;
import io.github.tracker6.store.shared.metrics.SharedStoreMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SharedStoreMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void whatTheNodeKnowsOfItsLogAreMeters() {
        try (SharedSwarmStore store = SharedSwarmStore.builder()
                        .table(SharedSwarmStoreContractTest.table(
                                StoreOptions.builder().build()))
                        .foundingDelay(Duration.ZERO)
                        .build(new MemoryLogServer(Clock.systemUTC()).connection());
                SharedStoreMetrics metrics = new SharedStoreMetrics(store)) {
            metrics.bindTo(registry);
            assertThat(gauge("connected")).isZero();
            assertThat(gauge("live")).isZero();
            assertThat(gauge("lag")).isNaN();
            assertThat(gauge("snapshot.age")).isNaN();

            store.start();

            Await.until("the node is in step", () -> gauge("live") == 1);
            assertThat(gauge("connected")).isEqualTo(1);
            assertThat(gauge("problem")).isZero();
            assertThat(gauge("backlog.changes")).isZero();
            assertThat(registry.get("tracker6.shared.lag").gauge().getId().getBaseUnit())
                    .isEqualTo("seconds");
            assertThat(registry.get("tracker6.shared.lost").functionCounter().count())
                    .isZero();
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    private double gauge(String name) {
        return registry.get("tracker6.shared." + name).gauge().value();
    }
}
