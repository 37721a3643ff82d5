package io.github.tracker6.claims;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.claims.metrics.ClaimMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ClaimMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void eachCounterIsAMeter() {
        AddressClaims claims = AddressClaims.builder().build();
        try (ClaimMetrics metrics = new ClaimMetrics(claims)) {
            metrics.bindTo(registry);

            ClaimStats stats = claims.stats();
            stats.countOutcome(ProbeOutcome.SILENT);
            times(2, () -> stats.countRefusal(ClaimRefusal.NO_KEY));
            times(3, stats::countPublished);
            times(4, stats::countRefreshed);
            times(5, stats::countWithdrawn);
            times(6, stats::countRefusedByTracker);
            times(7, stats::countFailure);

            assertThat(count("probes", "outcome", "silent")).isEqualTo(1);
            assertThat(count("probes", "outcome", "verified")).isZero();
            assertThat(count("refusals", "reason", "no_key")).isEqualTo(2);
            assertThat(count("published")).isEqualTo(3);
            assertThat(count("refreshed")).isEqualTo(4);
            assertThat(count("withdrawn")).isEqualTo(5);
            assertThat(count("unlisted")).isEqualTo(6);
            assertThat(count("failures")).isEqualTo(7);
        }
        assertThat(registry.getMeters()).isEmpty();
    }

    private static void times(int times, Runnable count) {
        for (int i = 0; i < times; i++) {
            count.run();
        }
    }

    private double count(String name, String... tags) {
        return registry.get("tracker6.claims." + name)
                .tags(tags)
                .functionCounter()
                .count();
    }
}
