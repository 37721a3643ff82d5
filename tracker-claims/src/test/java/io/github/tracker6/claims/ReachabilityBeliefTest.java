package io.github.tracker6.claims;

import static io.github.tracker6.claims.ReachabilityScene.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Reachability;
import io.github.tracker6.engine.AnnounceRequest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A failed probe counts only while the tracker's own IPv6 works. */
class ReachabilityBeliefTest {
    private static final String V6 = "[2606:4700:1:2::5]:6881";
    private static final String OPEN = "[2606:4700:9:9::5]:6881";

    /** In the /48 of {@link ScriptedNetwork}. */
    private static final String NEIGHBOUR = "[2001:4860:4860:7::5]:6881";

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"NOT_TRIED", "UNREACHABLE", "TIMED_OUT", "RESET"})
    void aTrackerWithoutIpv6MarksNoHost(ProbeOutcome outcome) {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.network.tcp = endpoint -> outcome;
            for (int i = 0; i < 1_000; i++) {
                scene.send(host(i));
                scene.pass(Duration.ofMillis(100));
            }
            scene.pass(Duration.ofHours(3));
            for (int i = 0; i < 1_000; i++) {
                scene.send(host(i));
                scene.pass(Duration.ofMillis(100));
            }
            assertThat(scene.stats.outcomes(outcome)).isGreaterThanOrEqualTo(2_000);
            assertThat(scene.stats.marks()).isZero();
            assertThat(scene.gate.isInDoubt(scene.clock.millis())).isTrue();
        }
    }

    @Test
    void failuresOfBeforeAreCheckedOnceAProbeHasReachedAHost() {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.network.tcp =
                    endpoint -> endpoint.toString().equals(OPEN) ? ProbeOutcome.SILENT : ProbeOutcome.TIMED_OUT;
            scene.send(V6);
            scene.pass(Duration.ofMinutes(1)); // the check of a first failure
            scene.pass(Duration.ofMinutes(1));
            scene.send(V6);
            assertThat(scene.network.overTcp).hasSize(2);
            assertThat(scene.state(V6)).isEqualTo(Reachability.UNKNOWN);

            scene.send(announce(OPEN).key(2));
            scene.send(V6);
            assertThat(scene.network.overTcp).hasSize(4);
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
        }
    }

    @Test
    void aHostInTheTrackersOwnNetworkProvesNothing() {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.network.tcp =
                    endpoint -> endpoint.toString().equals(NEIGHBOUR) ? ProbeOutcome.VERIFIED : ProbeOutcome.TIMED_OUT;
            scene.send(announce(NEIGHBOUR).key(2));
            scene.send(V6);
            assertThat(scene.state(NEIGHBOUR)).isEqualTo(Reachability.REACHED);
            assertThat(scene.state(V6)).isEqualTo(Reachability.UNKNOWN);
        }
    }

    @Test
    void oneReachOfTheLast200ProbesIsEnoughAndSoIsOneOfTheLast24Hours() {
        BeliefGate gate = new BeliefGate();
        long now = 1_700_000_000_000L;
        assertThat(gate.isOpen(now)).isFalse();
        gate.recordReach(now);
        long tomorrow = now + Duration.ofHours(24).toMillis();
        for (int i = 0; i < 199; i++) {
            gate.recordOther();
        }
        assertThat(gate.isOpen(tomorrow)).isTrue();
        gate.recordOther();
        assertThat(gate.isOpen(tomorrow - 1)).isTrue();
        assertThat(gate.isOpen(tomorrow)).isFalse();
        assertThat(gate.isInDoubt(tomorrow)).isTrue();
        gate.recordReach(tomorrow);
        assertThat(gate.isOpen(tomorrow)).isTrue();
    }

    @Test
    void marksAreTakenBackWhenNoProbeReachesAHostAnyMore() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
            for (int i = 0; i < 250; i++) {
                scene.send(host(i));
                scene.pass(Duration.ofSeconds(1));
            }
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);

            scene.pass(Duration.ofHours(24));
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.UNKNOWN);
        }
    }

    private static AnnounceRequest host(int i) {
        return announce(String.format("[2606:4700:%x:1::5]:6881", i + 0x100)).key(i + 1_000);
    }
}
