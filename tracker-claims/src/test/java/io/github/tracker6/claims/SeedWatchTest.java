package io.github.tracker6.claims;

import static io.github.tracker6.claims.ReachabilityScene.OTHER_TORRENT;
import static io.github.tracker6.claims.ReachabilityScene.TORRENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.engine.PinnedSeeds;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The operator's own seeds are dialled every two minutes, and one that does not answer is named. */
class SeedWatchTest {
    private static final Endpoint V4 = Endpoint.parse("9.9.9.9:80");
    private static final Endpoint V6 = Endpoint.parse("[2620:fe::9]:80");

    private final PinnedSeeds both = PinnedSeeds.builder().pin(TORRENT, V4, V6).build();

    @Test
    void bothFamiliesAreDialledEveryTwoMinutesOnAnyPort() {
        try (ReachabilityScene scene = ReachabilityScene.seeds(both)) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.processor.tick();
            assertThat(scene.network.overTcp).containsExactly(V4, V6);
            assertThat(scene.network.infoHashes).containsExactly(TORRENT, TORRENT);
            scene.pass(Duration.ofSeconds(119));
            assertThat(scene.network.overTcp).hasSize(2);
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.network.overTcp).hasSize(4);
            assertThat(scene.stats.seedProbes()).isEqualTo(4);
            assertThat(scene.stats.probes()).isZero();
        }
    }

    @Test
    void aDeadSeedIsNamedWithinFiveMinutes() {
        try (ReachabilityScene scene = ReachabilityScene.seeds(both)) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            String alive = logOf(() -> scene.pass(Duration.ofSeconds(1)));
            assertThat(alive).isEmpty();
            Instant answering = scene.clock.instant();
            assertThat(scene.seeds.health())
                    .containsExactly(
                            new SeedHealth(TORRENT, V4, Reachability.REACHED, answering),
                            new SeedHealth(TORRENT, V6, Reachability.REACHED, answering));

            scene.network.tcp = endpoint -> endpoint.equals(V6) ? ProbeOutcome.TIMED_OUT : ProbeOutcome.VERIFIED;
            String dead = logOf(() -> {
                for (int second = 0; second < 300; second++) {
                    scene.pass(Duration.ofSeconds(1));
                }
            });
            assertThat(dead.lines())
                    .singleElement()
                    .asString()
                    .contains(
                            "WARN",
                            "Your seed " + V6 + " of " + TORRENT
                                    + " does not answer over IPv6: the connection timed out");
            assertThat(scene.seeds.health().get(0).state()).isEqualTo(Reachability.REACHED);
            assertThat(scene.seeds.health().get(1).state()).isEqualTo(Reachability.NOT_REACHED);
            assertThat(scene.seeds.health().get(1).since())
                    .isBetween(answering.plusSeconds(120), answering.plusSeconds(300));

            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.pass(Duration.ofMinutes(2));
            assertThat(scene.seeds.health().get(1))
                    .isEqualTo(new SeedHealth(TORRENT, V6, Reachability.REACHED, scene.clock.instant()));
        }
    }

    @Test
    void aSeedThatFailsOnceIsNotNamed() {
        try (ReachabilityScene scene = ReachabilityScene.seeds(both)) {
            String log = logOf(() -> {
                for (int i = 0; i < 10; i++) {
                    ProbeOutcome outcome = i % 2 == 0 ? ProbeOutcome.TIMED_OUT : ProbeOutcome.SILENT;
                    scene.network.tcp = endpoint -> outcome;
                    scene.pass(Duration.ofMinutes(2));
                }
            });
            assertThat(log).isEmpty();
        }
    }

    @Test
    void aMachineWithoutIpv6BlamesNoSeed() {
        try (ReachabilityScene scene = ReachabilityScene.seeds(both)) {
            scene.network.tcp = endpoint -> endpoint.equals(V6) ? ProbeOutcome.NOT_TRIED : ProbeOutcome.VERIFIED;
            String log = logOf(() -> {
                for (int i = 0; i < 10; i++) {
                    scene.pass(Duration.ofMinutes(2));
                }
            });
            assertThat(log).isEmpty();
            assertThat(scene.seeds.health().get(1).state()).isEqualTo(Reachability.UNKNOWN);
        }
    }

    @Test
    void aSeedOutsideTheOwnNetworkProvesThatTheTrackersIpv6Works() {
        try (ReachabilityScene scene =
                ReachabilityScene.seeds(PinnedSeeds.builder().pin(TORRENT, V4).build())) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.processor.tick();
            assertThat(scene.gate.isOpen(scene.clock.millis())).isFalse();
        }
        try (ReachabilityScene scene = ReachabilityScene.seeds(both)) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.processor.tick();
            assertThat(scene.gate.isOpen(scene.clock.millis())).isTrue();
        }
    }

    @Test
    void aSeedOfManyTorrentsIsDialledOnce() {
        PinnedSeeds.Builder many = PinnedSeeds.builder();
        for (int i = 0; i < 100; i++) {
            many.pin(InfoHash.of(1, 2, i), V4, V6);
        }
        try (ReachabilityScene scene = ReachabilityScene.seeds(many.build())) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.processor.tick();
            assertThat(scene.network.overTcp).containsExactly(V4, V6);
            assertThat(scene.seeds.health()).hasSize(2);
        }
    }

    @Test
    void aSeedOfManyTorrentsIsAskedForAnotherOneEachTime() {
        PinnedSeeds three = PinnedSeeds.builder()
                .pin(InfoHash.of(1, 2, 0), V4)
                .pin(InfoHash.of(1, 2, 1), V4)
                .pin(InfoHash.of(1, 2, 2), V4)
                .build();
        try (ReachabilityScene scene = ReachabilityScene.seeds(three)) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            for (int i = 0; i < 3; i++) {
                scene.pass(SeedWatch.PERIOD);
            }
            assertThat(scene.network.infoHashes)
                    .containsExactlyInAnyOrder(InfoHash.of(1, 2, 0), InfoHash.of(1, 2, 1), InfoHash.of(1, 2, 2));
        }
    }

    @Test
    void aSeedOfAllTorrentsIsDialledOnceInTwoMinutesForAnyOfThem() {
        AtomicReference<InfoHash> torrent = new AtomicReference<>();
        PinnedSeeds toAll = PinnedSeeds.builder().pinToAll(V4, V6).build();
        try (ReachabilityScene scene = scene(() -> toAll, torrent::get)) {
            scene.network.tcp = endpoint -> ProbeOutcome.TIMED_OUT;
            scene.processor.tick();
            assertThat(scene.network.overTcp).isEmpty();
            assertThat(scene.seeds.health())
                    .extracting(SeedHealth::endpoint, SeedHealth::torrent)
                    .containsExactly(tuple(V4, null), tuple(V6, null));

            torrent.set(TORRENT);
            scene.pass(Duration.ofSeconds(1));
            torrent.set(OTHER_TORRENT);
            String log = logOf(() -> {
                for (int second = 0; second < 120; second++) {
                    scene.pass(Duration.ofSeconds(1));
                }
            });
            assertThat(scene.network.overTcp).containsExactly(V4, V6, V4, V6);
            assertThat(scene.network.infoHashes).containsExactly(TORRENT, TORRENT, OTHER_TORRENT, OTHER_TORRENT);
            assertThat(log).contains("Your seed " + V4 + " of all torrents does not answer over IPv4");
            assertThat(scene.seeds.health().get(0).torrent()).isEqualTo(OTHER_TORRENT);
        }
    }

    @Test
    void aNewSeedIsDialledAtOnceAndARemovedOneNoMore() {
        Endpoint other = Endpoint.parse("9.9.9.10:80");
        AtomicReference<PinnedSeeds> seeds = new AtomicReference<>(both);
        try (ReachabilityScene scene = scene(seeds::get, () -> TORRENT)) {
            scene.network.tcp = endpoint -> ProbeOutcome.VERIFIED;
            scene.pass(Duration.ofSeconds(1));
            Instant known = scene.clock.instant();
            scene.network.overTcp.clear();

            seeds.set(PinnedSeeds.builder()
                    .pin(TORRENT, V4)
                    .pinToAll(other)
                    .pin(OTHER_TORRENT, other)
                    .build());
            scene.pass(Duration.ofSeconds(1));
            assertThat(scene.network.overTcp).containsExactly(other);
            assertThat(scene.seeds.contains(V6)).isFalse();
            assertThat(scene.seeds.contains(other)).isTrue();
            assertThat(scene.seeds.health().stream().map(SeedHealth::endpoint)).containsExactly(V4, other);
            assertThat(scene.seeds.health().get(0).since()).isEqualTo(known);

            scene.pass(SeedWatch.PERIOD);
            assertThat(scene.network.overTcp).containsExactlyInAnyOrder(other, V4, other);

            seeds.set(PinnedSeeds.builder().build());
            scene.network.overTcp.clear();
            scene.pass(SeedWatch.PERIOD);
            assertThat(scene.network.overTcp).isEmpty();
            assertThat(scene.seeds.health()).isEmpty();
        }
    }

    @Test
    void aProbeOfARemovedSeedEndsInSilence() {
        AtomicReference<PinnedSeeds> seeds = new AtomicReference<>(both);
        try (ReachabilityScene scene = scene(seeds::get, () -> TORRENT)) {
            scene.network.tcp = endpoint -> ProbeOutcome.TIMED_OUT;
            scene.pass(SeedWatch.PERIOD);
            scene.network.holds = true;
            scene.pass(SeedWatch.PERIOD);
            seeds.set(PinnedSeeds.builder().build());
            String log = logOf(() -> {
                scene.pass(Duration.ofSeconds(1));
                scene.network.endAll();
            });
            assertThat(log).isEmpty();
        }
    }

    @Test
    void aSeedOfAllTorrentsNeedsATorrentToAskFor() {
        PinnedSeeds toAll = PinnedSeeds.builder().pinToAll(V6).build();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReachabilityProber.builder().pinnedSeeds(toAll))
                .withMessageContaining("supplier of torrents");
    }

    private static ReachabilityScene scene(Supplier<PinnedSeeds> seeds, Supplier<InfoHash> torrent) {
        return ReachabilityScene.of(builder -> builder.scope(ProbeScope.OFF).pinnedSeeds(seeds, torrent));
    }

    @Test
    void theTrackersOwnIpv6IsNamedInPlaceOfEachSeed() {
        PinnedSeeds three = PinnedSeeds.builder()
                .pin(TORRENT, V4, V6)
                .pin(OTHER_TORRENT, Endpoint.parse("[2620:fe::10]:80"))
                .build();
        try (ReachabilityScene scene = ReachabilityScene.seeds(three)) {
            scene.network.tcp = endpoint -> endpoint.equals(V4) ? ProbeOutcome.VERIFIED : ProbeOutcome.TIMED_OUT;
            String log = logOf(() -> {
                for (int i = 0; i < 10; i++) {
                    scene.pass(Duration.ofMinutes(2));
                }
            });
            assertThat(log.lines())
                    .singleElement()
                    .asString()
                    .contains("WARN", "No pinned seed answers over IPv6", "the tracker's own IPv6");
            assertThat(scene.seeds.health().stream().map(SeedHealth::state))
                    .containsExactlyInAnyOrder(
                            Reachability.REACHED, Reachability.NOT_REACHED, Reachability.NOT_REACHED);

            // The tracker's own IPv6 works again, and one of the seeds is dead.
            scene.network.tcp = endpoint -> endpoint.equals(V6) ? ProbeOutcome.TIMED_OUT : ProbeOutcome.VERIFIED;
            String after = logOf(() -> {
                for (int i = 0; i < 3; i++) {
                    scene.pass(Duration.ofMinutes(2));
                }
            });
            assertThat(after.lines()).singleElement().asString().contains("Your seed " + V6, "over IPv6");
        }
    }

    @Test
    void theLastSeedsOfALongListGetTheirTurn() {
        try (ReachabilityScene scene = ReachabilityScene.seeds(hundred())) {
            scene.network.holds = true;
            scene.processor.tick();
            scene.clock.advance(Duration.ofMinutes(2)); // the first ones are due again
            scene.network.endAll();
            scene.processor.tick();
            assertThat(new HashSet<>(scene.network.overTcp)).hasSize(100);
        }
    }

    @Test
    void atMost64SeedsAreDialledAtOnce() {
        try (ReachabilityScene scene = ReachabilityScene.seeds(hundred())) {
            scene.network.holds = true;
            scene.processor.tick();
            assertThat(scene.network.running()).isEqualTo(64);
            scene.network.endAll();
            scene.processor.tick();
            assertThat(scene.network.running()).isEqualTo(36);
        }
    }

    private static PinnedSeeds hundred() {
        PinnedSeeds.Builder many = PinnedSeeds.builder();
        for (int i = 0; i < 100; i++) {
            many.pin(TORRENT, Endpoint.ofIpv4(0x09090900 + i, 80));
        }
        return many.build();
    }

    /** Returns what is logged meanwhile. */
    private static String logOf(Runnable actions) {
        PrintStream before = System.err;
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            actions.run();
        } finally {
            System.setErr(before);
        }
        return log.toString(StandardCharsets.UTF_8);
    }
}
