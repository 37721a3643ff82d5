package io.github.tracker6.claims;

import static io.github.tracker6.claims.ClaimScene.KEY;
import static io.github.tracker6.claims.ClaimScene.PEER;
import static io.github.tracker6.claims.ClaimScene.TORRENT;
import static io.github.tracker6.claims.ClaimScene.announce;
import static io.github.tracker6.claims.ClaimScene.sourceFor;
import static io.github.tracker6.claims.ClaimScene.verify;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Claims that policy VERIFY refuses, and endpoints that a claim must not take over. */
class ClaimRefusalTest {
    private static final String IPV6 = "::1";
    private static final LoopbackPeer.Script ANSWER = LoopbackPeer.peer(TORRENT, PEER);

    @ParameterizedTest
    @CsvSource({"0", "0x696a6b6c"}) // none; the end of the peer id, which every peer sees
    void aClaimWithoutASecretKeyIsNotProbed(String key) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()).key(Long.decode(key)));
            assertThat(scene.stats.refusals(ClaimRefusal.NO_KEY)).isEqualTo(1);
            assertThat(scene.stats.probes()).isZero();
        }
    }

    @Test
    void claimsOfOtherTorrentsAreNotProbed() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()).infoHash(InfoHash.of(4, 5, 6)));
            assertThat(scene.stats.refusals(ClaimRefusal.TORRENT)).isEqualTo(1);
            assertThat(scene.stats.probes()).isZero();
        }
    }

    @Test
    void claimsOfARefusedAnnounceAreNotProbed() throws IOException {
        TrackerInterceptor refusing = (request, response, next) -> response.reject(Rejection.forbidden("no"));
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify(), refusing)) {
            AnnounceResponse response = new AnnounceResponse();
            assertThat(scene.tracker.announce(announce(sourceFor(peer.endpoint()), peer.endpoint()), response))
                    .isCompleted();
            assertThat(response.rejection()).isNotNull();
            assertThat(scene.stats.refusals()).isZero();
            assertThat(scene.stats.probes()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1:7000, [::1]:7001, true, PORT",
        "127.0.0.1:1023, [::1]:1023, true, PORT",
        "127.0.0.1:1023, [::1]:0, true, PORT",
        "127.0.0.1:7000, 127.0.0.1:7000, true, ADDRESS",
        "127.0.0.1:7000, [fe80::1]:7000, true, ADDRESS",
        "127.0.0.1:7000, [ff02::1]:7000, true, ADDRESS",
        "127.0.0.1:7000, [::]:7000, true, ADDRESS",
        "127.0.0.1:7000, [2002:c000:201::1]:7000, true, ADDRESS",
        "127.0.0.1:7000, [2001:0:1::1]:7000, true, ADDRESS",
        "10.0.0.1:7000, [::1]:7000, true, ADDRESS",
        "8.8.8.8:7000, [::1]:7000, false, ADDRESS",
        "8.8.8.8:7000, [fd00::1]:7000, true, ADDRESS",
        "8.8.8.8:7000, [fd00::1]:7000, false, ADDRESS",
        "8.8.8.8:7000, [2001:db8::1]:7000, false, ADDRESS",
        "'[2600::1]:7000', 127.0.0.1:7000, false, ADDRESS",
        "'[2600::1]:7000', 192.168.0.1:7000, false, ADDRESS",
        "'[2600::1]:7000', 8.8.8.8:7001, false, PORT",
    })
    void anAddressThatTheSourceMustNotClaimIsNotProbed(
            String source, String claimed, boolean lan, ClaimRefusal reason) {
        try (ClaimScene scene = ClaimScene.started(verify())) {
            scene.send(announce(Endpoint.parse(source), Endpoint.parse(claimed)).lan(lan));
            Await.until("it was refused", () -> scene.stats.refusals() == 1);
            assertThat(scene.stats.refusals(reason)).isEqualTo(1);
            assertThat(scene.stats.probes()).isZero();
        }
    }

    @Test
    void anAnnouncedEndpointCannotBeClaimedByOthers() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint victim = peer.endpoint();
            scene.send(announce(victim).key(1));
            scene.send(announce(sourceFor(victim), victim).key(2));
            Await.until("it was refused", () -> scene.stats.refusals() == 1);
            assertThat(scene.stats.refusals(ClaimRefusal.ENDPOINT_ANNOUNCES)).isEqualTo(1);

            scene.send(announce(sourceFor(victim), victim).key(2).event(AnnounceEvent.STOPPED));
            scene.awaitInbox();
            assertThat(scene.knownEndpoints()).contains(victim);
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    void aStopDoesNotEndAnEndpointThatAnnouncesItselfByNow() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            scene.send(announce(source, peer.endpoint()));
            scene.awaitOutcomes(1);
            scene.send(announce(peer.endpoint()).key(9));
            scene.send(announce(source).event(AnnounceEvent.STOPPED));
            scene.awaitInbox();
            assertThat(scene.claims.publishedHosts()).isZero();

            assertThat(scene.knownEndpoints()).contains(peer.endpoint());
            assertThat(scene.stats.withdrawn()).isZero();
        }
    }

    @Test
    void aHostThatAnnouncesOverBothFamiliesIsNotProbed() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            scene.send(announce(Endpoint.parse("[::1]:2000")));
            scene.send(announce(source, peer.endpoint()));
            Await.until("it was refused", () -> scene.stats.refusals() == 1);
            assertThat(scene.stats.refusals(ClaimRefusal.HOST_ANNOUNCES)).isEqualTo(1);
            assertThat(peer.connections()).isZero();

            scene.send(announce(Endpoint.parse("[::1]:2000")).event(AnnounceEvent.STOPPED));
            scene.send(announce(source, peer.endpoint()));
            scene.awaitOutcomes(1);
            assertThat(scene.knownEndpoints()).contains(peer.endpoint());
        }
    }

    @Test
    void aClaimWithAnotherKeyDoesNotTakeOverAPublishedEndpoint() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            scene.send(announce(source, peer.endpoint()));
            scene.awaitOutcomes(1);
            Endpoint thief = Endpoint.parse("127.0.0.66:" + source.port());
            scene.send(announce(thief, peer.endpoint()).key(KEY + 1));
            Await.until("it was refused", () -> scene.stats.refusals(ClaimRefusal.HELD) == 1);
            scene.send(announce(thief, peer.endpoint()).key(KEY + 1).event(AnnounceEvent.STOPPED));
            scene.awaitInbox();

            assertThat(scene.knownEndpoints()).contains(peer.endpoint());
            assertThat(peer.connections()).isEqualTo(1);
        }
    }

    @Test
    void aRestartedClientTakesItsEndpointOver() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            scene.send(announce(source, peer.endpoint()));
            scene.awaitOutcomes(1);
            byte[] newPeerId = "-XX0001-newnewnewnew".getBytes(US_ASCII);
            peer.script(LoopbackPeer.peer(TORRENT, newPeerId));
            scene.send(announce(source, peer.endpoint()).peerId(newPeerId).key(77));
            scene.awaitOutcomes(2);

            assertThat(scene.claims.publishedHosts()).isEqualTo(1);
            assertThat(scene.store.totals().dualStackHosts()).isEqualTo(1);
            assertThat(scene.store.totals().ipv4Hosts()).isZero();
            assertThat(scene.knownEndpoints()).contains(peer.endpoint());
        }
    }

    @Test
    void noMoreThanMaxHostsArePublished() throws IOException {
        try (LoopbackPeer first = new LoopbackPeer(IPV6, ANSWER);
                LoopbackPeer second = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify().maxHosts(1))) {
            scene.send(announce(sourceFor(first.endpoint()), first.endpoint()));
            scene.awaitOutcomes(1);
            scene.send(announce(sourceFor(second.endpoint()), second.endpoint()).key(8));
            Await.until("it was refused", () -> scene.stats.refusals(ClaimRefusal.TABLE_FULL) == 1);
            assertThat(second.connections()).isZero();

            scene.clock.advance(Duration.ofMinutes(46));
            scene.send(announce(sourceFor(second.endpoint()), second.endpoint()).key(8));
            scene.awaitOutcomes(2);
            assertThat(scene.claims.publishedHosts()).isEqualTo(1);
        }
    }
}
