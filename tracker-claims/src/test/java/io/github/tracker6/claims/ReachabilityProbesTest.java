package io.github.tracker6.claims;

import static io.github.tracker6.claims.ReachabilityScene.OTHER_TORRENT;
import static io.github.tracker6.claims.ReachabilityScene.TORRENT;
import static io.github.tracker6.claims.ReachabilityScene.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

/** Which announces lead to a probe, and what becomes of its result. */
class ReachabilityProbesTest {
    private static final String V6 = "[2606:4700:1:2::5]:6881";
    private static final String V4 = "1.1.1.1:6881";
    private static final Endpoint ENDPOINT = Endpoint.parse(V6);

    @Test
    void aHostThatIsKnownOverIpv4IsProbedWhenItAnnouncesOverIpv6() {
        try (ReachabilityScene scene = ReachabilityScene.dualStack()) {
            scene.send(V4);
            assertThat(scene.network.overTcp).isEmpty();
            scene.send(V6);
            assertThat(scene.network.overTcp).containsExactly(ENDPOINT);
            assertThat(scene.network.infoHashes).containsExactly(TORRENT);
        }
    }

    @Test
    void anIpv6AnnounceIsProbedWhenItsHostAnnouncesOverIpv4Then() {
        try (ReachabilityScene scene = ReachabilityScene.dualStack()) {
            scene.send(V6);
            assertThat(scene.network.overTcp).isEmpty();
            scene.clock.advance(Duration.ofSeconds(10));
            scene.send(V4);
            assertThat(scene.network.overTcp).containsExactly(ENDPOINT);
        }
    }

    @Test
    void hostsWithOneFamilyAreProbedOnlyIfAllAre() {
        try (ReachabilityScene scene = ReachabilityScene.dualStack()) {
            scene.send(V6);
            scene.send(announce(V4).key(1)); // another host
            assertThat(scene.network.overTcp).isEmpty();
        }
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.send(V6);
            assertThat(scene.network.overTcp).containsExactly(ENDPOINT);
        }
    }

    @Test
    void nothingIsProbedIfTheScopeIsOff() {
        try (ReachabilityScene scene = ReachabilityScene.of(builder -> builder.scope(ProbeScope.OFF))) {
            scene.send(V4);
            scene.send(V6);
            scene.pass(Duration.ofHours(3));
            assertThat(scene.network.overTcp).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[2606:4700:1:2::5]:1023",
                "[2606:4700:1:2::5]:22",
                "[fe80::5]:6881",
                "[fd00::5]:6881",
                "[2001:db8::5]:6881",
                "[::1]:6881"
            })
    void portsOfTheSystemAndAddressesThatAreNotGlobalAreNotProbed(String source) {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.send(announce(source).lan(true));
            assertThat(scene.network.overTcp).isEmpty();
        }
    }

    @Test
    void aHostThatStopsIsNotProbed() {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.send(announce(V6).event(AnnounceEvent.STOPPED));
            assertThat(scene.network.overTcp).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"VERIFIED", "SILENT", "CLOSED", "NOT_BITTORRENT", "OTHER_TORRENT"})
    void aConnectionIsEnough(ProbeOutcome outcome) {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.network.tcp = endpoint -> outcome;
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.REACHED);
            assertThat(scene.network.overUtp).isEmpty();
            assertThat(scene.stats.outcomes(outcome)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"UNREACHABLE", "TIMED_OUT", "RESET"})
    void withoutAConnectionUtpIsTried(ProbeOutcome outcome) {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.network.tcp = endpoint -> outcome;
            scene.network.utp = endpoint -> ProbeOutcome.UTP;
            scene.send(V6);
            assertThat(scene.network.overUtp).containsExactly(ENDPOINT);
            assertThat(scene.state(V6)).isEqualTo(Reachability.REACHED);
            assertThat(scene.stats.outcomes(ProbeOutcome.UTP)).isEqualTo(1);
            assertThat(scene.stats.outcomes()).isEqualTo(1);
        }
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.tcp = endpoint -> outcome;
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
            assertThat(scene.stats.outcomes(outcome)).isEqualTo(1);
        }
    }

    /** So the host's network may have another probe at once. */
    @Test
    void aConnectionEndsTheProbeOverUtp() {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.network.holds = true;
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.send(V6);
            assertThat(scene.network.overUtp).containsExactly(ENDPOINT);
            scene.network.endFirst();
            assertThat(scene.state(V6)).isEqualTo(Reachability.REACHED);
            assertThat(scene.processor.running()).isZero();
            assertThat(scene.network.running()).isZero();
            assertThat(scene.stats.outcomes()).isEqualTo(1);
        }
    }

    @Test
    void anAnnounceOverUdpAfterTheAnswerOverUtpMakesItWorthlessToo() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.holds = true;
            scene.network.utp = endpoint -> ProbeOutcome.UTP;
            scene.send(V6);
            scene.network.endLast();
            scene.send(announce(V6).bothFamilies(false));
            scene.network.endFirst();
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
        }
    }

    @Test
    void theResultIsForManyTorrents() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.holds = true;
            for (int i = 0; i < 200; i++) {
                scene.send(announce(V6).infoHash(InfoHash.of(7, 7, i)));
            }
            scene.network.endAll();
            assertThat(scene.network.overTcp).hasSize(1);
            for (int i = 0; i < 200; i++) {
                assertThat(scene.store.reachability(InfoHash.of(7, 7, i), ENDPOINT))
                        .isEqualTo(Reachability.NOT_REACHED);
            }
            assertThat(scene.waits.size()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.INCLUDE,
            names = {"VERIFIED", "TIMED_OUT"})
    void anAnswerOverUtpCountsWhenThereIsNoConnection(ProbeOutcome overTcp) {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.network.holds = true;
            scene.network.tcp = endpoint -> overTcp;
            scene.network.utp = endpoint -> ProbeOutcome.UTP;
            scene.send(V6);
            scene.network.endLast();
            assertThat(scene.state(V6)).isEqualTo(Reachability.UNKNOWN);
            scene.network.endFirst();
            assertThat(scene.state(V6)).isEqualTo(Reachability.REACHED);
            ProbeOutcome counted = overTcp.reaches() ? overTcp : ProbeOutcome.UTP;
            assertThat(scene.stats.outcomes(counted)).isEqualTo(1);
            assertThat(scene.processor.running()).isZero();
        }
    }

    @Test
    void utpProvesNothingOfAnAddressThatAnnouncedOverUdp() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.utp = endpoint -> ProbeOutcome.UTP;
            scene.send(announce(V6).bothFamilies(false));
            assertThat(scene.network.overUtp).isEmpty();
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);

            // The same address with another torrent and port, over HTTP.
            scene.send(announce("[2606:4700:1:2::5]:7000").infoHash(OTHER_TORRENT));
            assertThat(scene.network.overTcp).hasSize(2);
            assertThat(scene.network.overUtp).isEmpty();
        }
    }

    @Test
    void utpProvesNothingOfAnAddressThatStoppedOverUdp() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.utp = endpoint -> ProbeOutcome.UTP;
            scene.send(announce(V6).bothFamilies(false).event(AnnounceEvent.STOPPED));
            scene.send(announce(V6).event(AnnounceEvent.STARTED));
            assertThat(scene.network.overTcp).containsExactly(ENDPOINT);
            assertThat(scene.network.overUtp).isEmpty();
        }
    }

    @Test
    void utpProvesNothingOfAnAddressThatWasRefusedOverUdp() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.utp = endpoint -> ProbeOutcome.UTP;
            AnnounceResponse response = new AnnounceResponse();
            scene.tracker.announce(announce("[2606:4700:1:2::5]:0").bothFamilies(false), response);
            assertThat(response.rejection()).isNotNull();
            scene.send(V6);
            assertThat(scene.network.overTcp).containsExactly(ENDPOINT);
            assertThat(scene.network.overUtp).isEmpty();
        }
    }

    @Test
    void anAnnounceOverUdpDuringTheProbeMakesItsAnswerWorthless() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.utp = endpoint -> {
                scene.send(announce(V6).bothFamilies(false));
                return ProbeOutcome.UTP;
            };
            scene.send(V6);
            assertThat(scene.network.overUtp).containsExactly(ENDPOINT);
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
            assertThat(scene.stats.outcomes(ProbeOutcome.UTP)).isZero();
        }
    }

    @Test
    void utpIsTriedForAllHostsFromAnAddressThatNoAnnounceCameTo() {
        try (ReachabilityScene scene = ReachabilityScene.of(builder -> builder.scope(ProbeScope.ALL)
                .probeFrom(Endpoint.parse("[2001:4860::9]:1").address()))) {
            scene.network.utp = endpoint -> ProbeOutcome.UTP;
            scene.send(announce(V6).bothFamilies(false));
            assertThat(scene.state(V6)).isEqualTo(Reachability.REACHED);
        }
    }

    @Test
    void oneProbeCountsForEveryTorrentOfTheEndpoint() {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.network.holds = true;
            scene.send(V6);
            scene.send(announce(V6).infoHash(OTHER_TORRENT)); // while the probe runs
            scene.network.endAll();
            InfoHash third = InfoHash.of(7, 7, 7);
            scene.send(announce(V6).infoHash(third));

            assertThat(scene.network.overTcp).hasSize(1);
            assertThat(scene.store.reachability(OTHER_TORRENT, ENDPOINT)).isEqualTo(Reachability.REACHED);
            assertThat(scene.store.reachability(third, ENDPOINT)).isEqualTo(Reachability.REACHED);
        }
    }

    @Test
    void theFirstFailureCountsAtOnceAndIsCheckedAfterAMinute() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.send(V6);
            scene.send(announce(V6).infoHash(OTHER_TORRENT));
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;

            scene.pass(Duration.ofSeconds(59));
            assertThat(scene.network.overTcp).hasSize(1);
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.network.overTcp).hasSize(2);
            assertThat(scene.state(V6)).isEqualTo(Reachability.REACHED);

            assertThat(scene.store.reachability(OTHER_TORRENT, ENDPOINT)).isEqualTo(Reachability.NOT_REACHED);
            scene.send(announce(V6).infoHash(OTHER_TORRENT));
            assertThat(scene.store.reachability(OTHER_TORRENT, ENDPOINT)).isEqualTo(Reachability.REACHED);
        }
    }

    @Test
    void theSecondFailureIsNotCheckedBeforeTwoHours() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.send(V6);
            scene.pass(Duration.ofMinutes(1));
            assertThat(scene.network.overTcp).hasSize(2);
            for (int minute = 0; minute < 119; minute++) {
                scene.pass(Duration.ofMinutes(1));
                scene.send(V6);
            }
            assertThat(scene.network.overTcp).hasSize(2);
            scene.pass(Duration.ofMinutes(1));
            scene.send(V6);
            assertThat(scene.network.overTcp).hasSize(3);
        }
    }

    @Test
    void aReachedEndpointIsProbedAgainAfterTwoHours() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.send(V6);
            scene.pass(Duration.ofHours(2).minusSeconds(1));
            scene.send(V6);
            assertThat(scene.network.overTcp).hasSize(1);
            scene.network.tcp = endpoint -> ProbeOutcome.TIMED_OUT;
            scene.pass(Duration.ofSeconds(1));
            scene.send(V6);
            assertThat(scene.network.overTcp).hasSize(2);
            assertThat(scene.state(V6)).isEqualTo(Reachability.NOT_REACHED);
            scene.pass(Duration.ofMinutes(1));
            assertThat(scene.network.overTcp).hasSize(3);
        }
    }

    @Test
    void anotherPortIsProbedAtOnce() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.tcp = endpoint -> endpoint.port() == 7000 ? ProbeOutcome.VERIFIED : ProbeOutcome.TIMED_OUT;
            scene.send(V6);
            scene.send("[2606:4700:1:2::5]:7000");
            assertThat(scene.state("[2606:4700:1:2::5]:7000")).isEqualTo(Reachability.REACHED);
        }
    }

    @Test
    void anEndpointIsProbedSoonerIfItsClientMovesNoData() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.send(V6);
            scene.pass(Duration.ofMinutes(10).minusSeconds(1));
            scene.send(announce(V6).downloaded(0));
            assertThat(scene.network.overTcp).hasSize(1);
            scene.pass(Duration.ofSeconds(1));
            scene.send(V6);
            assertThat(scene.network.overTcp).hasSize(1);
            scene.send(announce(V6).downloaded(0));
            assertThat(scene.network.overTcp).hasSize(2);
        }
    }

    /** The store passes the state on to another address of the same /64 with the same port. */
    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"UNKNOWN"})
    void whatTheStoreKnowsOfANewEndpointIsBelievedForTwoHours(Reachability inherited) {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.store.reachability(TORRENT, ENDPOINT, inherited, 0);
            scene.send(V6);
            scene.send(announce(V6).infoHash(OTHER_TORRENT));
            assertThat(scene.network.overTcp).isEmpty();
            assertThat(scene.store.reachability(OTHER_TORRENT, ENDPOINT)).isEqualTo(inherited);
            scene.pass(Duration.ofHours(2));
            scene.send(V6);
            assertThat(scene.network.overTcp).hasSize(1);
        }
    }

    @Test
    void probesThatCouldNotBeMadeUseUpNothingOfTheHour() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.tcp = endpoint -> ProbeOutcome.NOT_TRIED;
            for (int i = 0; i < 20; i++) {
                scene.send(V6);
            }
            assertThat(scene.network.overTcp).hasSize(20);
            assertThat(scene.stats.refusals()).isZero();
        }
    }

    @Test
    void aFailedProbeOfAMachineWithoutFileDescriptorsSaysNothing() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.tcp = endpoint -> ProbeOutcome.NOT_TRIED;
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.UNKNOWN);
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.send(V6);
            assertThat(scene.state(V6)).isEqualTo(Reachability.REACHED);
        }
    }
}
