package io.github.tracker6.claims;

import static io.github.tracker6.claims.ReachabilityScene.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.PinnedSeeds;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Announces cannot make the tracker flood a host, use up its memory, or probe an address that did not announce. */
class ReachabilityAttackTest {
    private static final int ANNOUNCES = 10_000;
    private static final int PER_HOST = 6;
    private static final int PER_NETWORK = 60;

    private final Random random = new Random(20_261_128);

    @Test
    void announcesWithTenThousandPortsOfOneAddressMakeSixProbesAnHour() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            attackPorts(scene);
            assertThat(scene.network.overTcp).hasSize(PER_HOST);
            assertThat(scene.stats.refusals(ProbeRefusal.SOURCE)).isEqualTo(ANNOUNCES - PER_HOST);
            System.out.printf(
                    "%,d announces with as many ports of one address: %d probes, %,d refused%n",
                    ANNOUNCES, scene.network.overTcp.size(), scene.stats.refusals());

            scene.clock.advance(Duration.ofHours(1).minusMillis(1));
            attackPorts(scene);
            assertThat(scene.network.overTcp).hasSize(PER_HOST);
            scene.clock.advance(Duration.ofMillis(1));
            attackPorts(scene);
            assertThat(scene.network.overTcp).hasSize(2 * PER_HOST);
        }
    }

    @Test
    void anAnnouncerThatChangesItsPortEachMinuteGetsSixProbesAnHour() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            for (int minute = 0; minute < 10 * 60; minute++) {
                scene.send("[2606:4700:1:2::5]:" + (1_024 + minute));
                scene.pass(Duration.ofMinutes(1));
            }
            assertThat(scene.network.overTcp).hasSizeBetween(9 * PER_HOST, 10 * PER_HOST);
        }
    }

    @Test
    void aHostMayHaveOneProbeAtOnce() {
        try (ReachabilityScene scene = ReachabilityScene.all()) {
            scene.network.holds = true;
            scene.send("[2606:4700:1:2::5]:6881");
            scene.send("[2606:4700:1:2::6]:6882");
            assertThat(scene.network.running()).isEqualTo(1);
            assertThat(scene.stats.refusals(ProbeRefusal.SOURCE_BUSY)).isEqualTo(1);
            scene.network.endAll();
            scene.send("[2606:4700:1:2::6]:6882");
            assertThat(scene.network.overTcp).hasSize(2);
        }
    }

    @Test
    void aNetworkWithManyHostsGetsSixtyProbesAnHour() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            for (int i = 0; i < 1_000; i++) {
                scene.send(
                        announce(String.format("[2606:4700:1:%x::5]:6881", i)).key(i + 1));
                scene.clock.advance(Duration.ofMillis(100));
            }
            assertThat(scene.network.overTcp).hasSize(PER_NETWORK);
            assertThat(scene.stats.refusals(ProbeRefusal.TARGET_NETWORK)).isEqualTo(1_000 - PER_NETWORK);
        }
    }

    @Test
    void atMost256ProbesRunAtOnceAnd50BeginPerSecond() {
        try (ReachabilityScene scene = ReachabilityScene.all().believing()) {
            scene.network.holds = true;
            for (int second = 1; second <= 10; second++) {
                for (int i = 0; i < 200; i++) {
                    scene.send(host());
                }
                assertThat(scene.network.running()).isEqualTo(Math.min(256, 50 * second));
                assertThat(scene.processor.running()).isEqualTo(Math.min(256, 50 * second));
                scene.clock.advance(Duration.ofSeconds(1));
            }
            assertThat(scene.stats.refusals(ProbeRefusal.PER_SECOND)).isEqualTo(5 * 150);
            assertThat(scene.stats.refusals(ProbeRefusal.AT_ONCE)).isEqualTo(4 * 200 + 194 - 150 + 150);
        }
    }

    @Test
    void whatIsKeptIsBounded() {
        Rechecks rechecks = new Rechecks(1_000);
        Endpoint endpoint = Endpoint.parse("[2606:4700:1:2::5]:6881");
        AnnouncedEndpoint first = new AnnouncedEndpoint(InfoHash.of(0, 0, 0), endpoint, 1, Reachability.UNKNOWN, false);
        Attempt attempt = new Attempt(first);
        for (int i = 0; i < ANNOUNCES; i++) {
            rechecks.add(attempt, i);
            var unused =
                    attempt.add(new AnnouncedEndpoint(InfoHash.of(0, 0, i), endpoint, i, Reachability.UNKNOWN, false));
            unused = attempt.add(first);
        }
        assertThat(rechecks.size()).isEqualTo(4_096);
        assertThat(attempt.torrents()).hasSize(32);
        assertThat(attempt.takeHosts().size() + attempt.takeDeferred().size()).isEqualTo(256);
    }

    @Test
    void onlyWhatAnnouncedOverIpv6OrIsPinnedIsProbed() {
        InfoHash pinnedTo = InfoHash.of(9, 9, 9);
        PinnedSeeds seeds = PinnedSeeds.builder()
                .pin(pinnedTo, Endpoint.parse("9.9.9.9:80"), Endpoint.parse("[2620:fe::9]:80"))
                .build();
        List<ProbeOutcome> outcomes = List.copyOf(EnumSet.allOf(ProbeOutcome.class));
        Set<Endpoint> allowed = new HashSet<>(seeds.endpoints().get(pinnedTo));
        try (ReachabilityScene scene = ReachabilityScene.of(builder -> builder.pinnedSeeds(seeds))) {
            scene.network.tcp = endpoint -> outcomes.get(random.nextInt(outcomes.size()));
            for (int i = 0; i < 50_000; i++) {
                AnnounceRequest request =
                        random.nextBoolean() ? host() : host().source(AddressFamily.IPV4, 0, 0x08080808L);
                request.key(random.nextInt(500) + 1)
                        .bothFamilies(random.nextBoolean())
                        .event(random.nextInt(10) == 0 ? AnnounceEvent.STOPPED : AnnounceEvent.NONE)
                        .claim(Endpoint.ofIpv6(0x2606_4700_0bad_0000L, random.nextLong(), 6_881));
                if (request.sourceFamily() == AddressFamily.IPV6) {
                    allowed.add(request.source());
                }
                scene.send(request);
                if (i % 10 == 0) {
                    scene.pass(Duration.ofSeconds(1));
                }
            }
            assertThat(scene.network.overTcp).hasSizeGreaterThan(1_000);
            assertThat(scene.network.overUtp).hasSizeGreaterThan(100);
            assertThat(allowed).containsAll(scene.network.overTcp).containsAll(scene.network.overUtp);
        }
    }

    /**
     * Announces from one address with 10,000 ports, such as those of a victim behind the same firewall; each to another swarm,
     * as one swarm lists 64 of them.
     */
    private static void attackPorts(ReachabilityScene scene) {
        for (int i = 0; i < ANNOUNCES; i++) {
            scene.send(announce("[2606:4700:1:2::5]:" + (1_024 + i)).infoHash(InfoHash.of(i, 0, 0)));
        }
    }

    /** Returns an announce from a random /48. */
    private AnnounceRequest host() {
        long network = 0x2606_0000_0000_0000L | ((long) random.nextInt() & 0xffff_ffffL) << 16;
        return announce("[::1]:6881").source(AddressFamily.IPV6, network, 5).key(random.nextLong() | 1);
    }
}
