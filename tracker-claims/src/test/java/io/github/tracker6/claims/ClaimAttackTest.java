package io.github.tracker6.claims;

import static io.github.tracker6.claims.ClaimScene.announce;
import static io.github.tracker6.claims.ClaimScene.verify;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.Endpoint;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Forged claims cannot make the tracker flood a host. */
class ClaimAttackTest {
    private static final int CLAIMS = 10_000;
    private static final int PROBES_PER_HOUR = 6;

    private final Random random = new Random(20_260_101);

    @Test
    void forgedClaimsOfManySourcesMakeSixConnectionsAnHourToAVictim() throws IOException {
        try (LoopbackPeer victim = new LoopbackPeer("::1", LoopbackPeer.hangUp());
                ClaimScene scene = ClaimScene.started(verify())) {
            attack(scene, victim.endpoint());
            assertThat(victim.connections()).isEqualTo(PROBES_PER_HOUR);
            assertThat(scene.stats.probes()).isEqualTo(PROBES_PER_HOUR);
            assertThat(scene.stats.published()).isZero();
            assertThat(scene.stats.refusals() + PROBES_PER_HOUR).isEqualTo(CLAIMS);
            System.out.printf(
                    "%,d forged claims from as many sources: %d connections to the victim, %,d over its budget,"
                            + " %,d over the queue%n",
                    CLAIMS,
                    victim.connections(),
                    scene.stats.refusals(ClaimRefusal.TARGET_BUDGET),
                    scene.stats.refusals(ClaimRefusal.QUEUE_FULL));

            scene.clock.advance(Duration.ofHours(1).minusMillis(1));
            attack(scene, victim.endpoint());
            assertThat(victim.connections()).isEqualTo(PROBES_PER_HOUR);
            scene.clock.advance(Duration.ofMillis(1));
            attack(scene, victim.endpoint());
            assertThat(victim.connections()).isEqualTo(2 * PROBES_PER_HOUR);
        }
    }

    @Test
    void aVictimThatNeverAnswersGetsNoMoreConnections() throws IOException {
        try (LoopbackPeer victim = new LoopbackPeer("::1", LoopbackPeer.SILENCE);
                ClaimScene scene = ClaimScene.started(verify().probeTimeout(Duration.ofMillis(200)))) {
            attack(scene, victim.endpoint());
            Await.until("all are accepted", () -> victim.connections() >= PROBES_PER_HOUR);
            assertThat(victim.connections()).isEqualTo(PROBES_PER_HOUR);
            assertThat(scene.stats.outcomes(ProbeOutcome.SILENT)).isEqualTo(PROBES_PER_HOUR);
        }
    }

    @Test
    void forgedClaimsOfOneSourceMakeSixConnectionsAnHour() throws IOException {
        try (LoopbackPeer victim = new LoopbackPeer("127.0.0.1", LoopbackPeer.hangUp());
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = Endpoint.parse("[::1]:" + victim.endpoint().port());
            for (int i = 1; i <= 1_000; i++) {
                Endpoint target = Endpoint.ofIpv4(0x7f000000 + (i << 8) + 1, source.port());
                scene.send(
                        announce(source, target).peerId(random.nextLong(), i, 0).key(~i));
                scene.awaitHandled(i);
            }
            assertThat(scene.stats.probes()).isEqualTo(PROBES_PER_HOUR);
            assertThat(scene.stats.refusals(ClaimRefusal.SOURCE_BUDGET)).isEqualTo(1_000 - PROBES_PER_HOUR);
        }
    }

    /** Claims the victim's endpoint from 10,000 addresses with as many peer ids and keys. */
    private void attack(ClaimScene scene, Endpoint victim) {
        long before = scene.stats.refusals() + scene.stats.outcomes();
        for (int i = 0; i < CLAIMS; i++) {
            Endpoint source = Endpoint.ofIpv4(0x7f010000 + i, victim.port());
            scene.send(announce(source, victim)
                    .peerId(random.nextLong(), random.nextLong(), random.nextInt())
                    .key(random.nextLong() | 1));
        }
        scene.awaitHandled(before + CLAIMS);
    }
}
