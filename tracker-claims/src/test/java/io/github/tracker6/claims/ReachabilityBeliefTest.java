package io.github.tracker6.claims;

import static io.github.tracker6.claims.ReachabilityScene.TORRENT;
import static io.github.tracker6.claims.ReachabilityScene.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.Reachability;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.PinnedSeeds;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** A failed probe counts only while the tracker's own IPv6 works. */
class ReachabilityBeliefTest {
    private static final String V6 = "[2606:4700:1:2::5]:6881";
    private static final String OPEN = "[2606:4700:9:9::5]:6881";

    private static final String SEED = "[2620:fe::9]:6881";

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
            assertThat(scene.gate.isInDoubt()).isTrue();
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
    void aReachCountsFor200FailuresAndForAnHour() {
        BeliefGate gate = new BeliefGate();
        long now = 1_700_000_000_000L;
        long later = now + Duration.ofHours(1).toMillis();
        assertThat(gate.isOpen(now)).isFalse();
        gate.recordReach(now);
        for (int i = 0; i < 199; i++) {
            gate.recordFailure();
        }
        assertThat(gate.isOpen(later)).isTrue();
        assertThat(gate.isInDoubt()).isFalse();
        gate.recordFailure();
        assertThat(gate.isOpen(later - 1)).isTrue();
        assertThat(gate.isOpen(later)).isFalse();
        assertThat(gate.isInDoubt()).isTrue();
        gate.recordReach(later);
        assertThat(gate.isOpen(later)).isTrue();
        assertThat(gate.isInDoubt()).isFalse();
    }

    @Test
    void pinnedSeedsAloneDoNotMakeFailuresCount() {
        Endpoint seed = Endpoint.parse(SEED);
        try (ReachabilityScene scene = ReachabilityScene.of(builder -> builder.scope(ProbeScope.ALL)
                .pinnedSeeds(PinnedSeeds.builder().pin(TORRENT, seed).build()))) {
            scene.network.tcp = endpoint -> endpoint.equals(seed) ? ProbeOutcome.VERIFIED : ProbeOutcome.TIMED_OUT;
            scene.pass(Duration.ofSeconds(1));
            for (int i = 0; i < 200; i++) {
                scene.send(host(i));
                scene.pass(Duration.ofSeconds(1));
            }
            assertThat(scene.gate.isInDoubt()).isTrue();
            scene.send(announce(SEED).key(2)); // it announces, too
            long marks = scene.store.count(Reachability.NOT_REACHED);
            for (int i = 200; i < 1_000; i++) {
                scene.send(host(i));
                scene.pass(Duration.ofSeconds(1));
            }
            assertThat(scene.stats.seedProbes()).isGreaterThan(8);
            assertThat(scene.state(SEED)).isEqualTo(Reachability.REACHED);
            assertThat(scene.store.count(Reachability.NOT_REACHED)).isEqualTo(marks);
            assertThat(scene.gate.isInDoubt()).isTrue();
            for (int i = 0; i < 200; i++) {
                scene.send(host(i));
            }
            assertThat(scene.store.count(Reachability.NOT_REACHED)).isZero();
        }
    }

    @Test
    void marksAreTakenBackWhenNoProbeHasReachedAHostForAnHour() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            markAndLoseIpv6(scene);
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);

            scene.pass(Duration.ofHours(1));
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.UNKNOWN);
        }
    }

    @Test
    void aMarkThatWasTakenBackComesBackOnlyAfterAnotherProbe() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            markAndLoseIpv6(scene);
            scene.pass(Duration.ofHours(1));
            scene.send(V6);
            scene.pass(Duration.ofSeconds(1)); // so that the budget has room
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.send(announce(OPEN).key(2));
            assertThat(scene.gate.isInDoubt()).isFalse();
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.UNKNOWN);
            scene.pass(Duration.ofMinutes(1));
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.REACHED);
        }
    }

    @Test
    void aTrackerWithoutIpv6KeepsWhatAnotherOneFound() {
        Endpoint endpoint = Endpoint.parse(V6);
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.store.reachability(TORRENT, endpoint, Reachability.NOT_REACHED, 0);
            for (int half = 0; half < 12; half++) {
                scene.send(V6);
                scene.pass(Duration.ofMinutes(30));
                assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
            }
            assertThat(scene.network.overTcp).isNotEmpty();
        }
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.send(V6); // the own probe fails first
            scene.store.reachability(TORRENT, endpoint, Reachability.NOT_REACHED, 0);
            for (int half = 0; half < 12; half++) {
                scene.send(V6);
                scene.pass(Duration.ofMinutes(30));
                assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
            }
        }
    }

    /** Marks {@link #V6}, and lets 250 probes of others fail. */
    private static void markAndLoseIpv6(ReachabilityScene scene) {
        scene.send(V6);
        assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
        for (int i = 0; i < 250; i++) {
            scene.send(host(i));
            scene.pass(Duration.ofSeconds(1));
        }
    }

    private static AnnounceRequest host(int i) {
        return announce(String.format("[2606:4700:%x:1::5]:6881", i + 0x100)).key(i + 1_000);
    }
}
