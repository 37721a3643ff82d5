package io.github.tracker6.claims.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.claims.ProbeOutcome;
import io.github.tracker6.claims.ProbeRefusal;
import io.github.tracker6.claims.ProbeScope;
import io.github.tracker6.claims.ReachabilityProber;
import io.github.tracker6.engine.PinnedSeeds;
import io.github.tracker6.store.memory.MemorySwarmStore;
import io.github.tracker6.testkit.Await;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReachabilityMetricsTest {
    private final MemorySwarmStore store = MemorySwarmStore.builder().build();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    /** A registry alone does not keep them. */
    private final List<ReachabilityProber> probers = new ArrayList<>();

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void aProberThatIsNotStartedHasMetersOfZero() {
        new ReachabilityMetrics(prober(PinnedSeeds.builder().build())).bindTo(registry);

        assertThat(registry.find("tracker6.reachability.probes").functionCounters())
                .hasSize(ProbeOutcome.values().length);
        assertThat(registry.find("tracker6.reachability.refusals").functionCounters())
                .hasSize(ProbeRefusal.values().length);
        assertThat(gauge("running")).isZero();
        assertThat(gauge("waiting")).isZero();
        assertThat(gauge("believed")).isZero();
        assertThat(gauge("seeds", "reachability", "reached")).isZero();
    }

    @Test
    void pinnedSeedsAreCountedByWhetherTheyAnswer() throws IOException {
        try (ServerSocket seed =
                new ServerSocket(0, 1, Endpoint.parse("127.0.0.1:0").address())) {
            Endpoint endpoint = Endpoint.of(seed.getInetAddress(), seed.getLocalPort());
            ReachabilityProber prober = prober(
                    PinnedSeeds.builder().pin(InfoHash.of(1, 2, 3), endpoint).build());
            new ReachabilityMetrics(prober).bindTo(registry);
            assertThat(prober.health().active()).isFalse();
            try (prober) {
                prober.start();
                assertThat(prober.health().active()).isTrue();
                assertThat(gauge("seeds", "reachability", "unknown")).isEqualTo(1);
                seed.accept().close();
                Await.until("the seed answered", () -> gauge("seeds", "reachability", "reached") == 1);
                assertThat(gauge("seeds", "reachability", "unknown")).isZero();
                assertThat(registry.get("tracker6.reachability.seed.probes")
                                .functionCounter()
                                .count())
                        .isEqualTo(1);
            }
            assertThat(prober.health().active()).isFalse();
        }
    }

    @Test
    void twoProbersInOneRegistryNeedTagsThatDiffer() {
        ReachabilityMetrics first =
                new ReachabilityMetrics(prober(PinnedSeeds.builder().build()));
        ReachabilityMetrics second =
                new ReachabilityMetrics(prober(PinnedSeeds.builder().build()));
        first.bindTo(registry);
        int meters = registry.getMeters().size();
        assertThatIllegalStateException()
                .isThrownBy(() -> second.bindTo(registry))
                .withMessageContaining("tags of its own");
        assertThat(registry.getMeters()).hasSize(meters);
        new ReachabilityMetrics(prober(PinnedSeeds.builder().build()), Tags.of("tracker", "two")).bindTo(registry);
        assertThat(registry.getMeters()).hasSize(2 * meters);
        first.close();
        assertThat(registry.getMeters()).hasSize(meters);
    }

    private ReachabilityProber prober(PinnedSeeds seeds) {
        ReachabilityProber prober = ReachabilityProber.builder()
                .store(store)
                .scope(ProbeScope.OFF)
                .pinnedSeeds(seeds)
                .probeTimeout(Duration.ofMinutes(1))
                .build();
        probers.add(prober);
        return prober;
    }

    private double gauge(String name, String... tags) {
        return registry.get("tracker6.reachability." + name).tags(tags).gauge().value();
    }
}
