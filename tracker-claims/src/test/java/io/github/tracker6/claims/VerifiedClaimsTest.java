package io.github.tracker6.claims;

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
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policy VERIFY, with a tracker and a peer on a loopback address of either family. */
class VerifiedClaimsTest {
    private static final String IPV6 = "::1";
    private static final String IPV4 = "127.0.0.1";
    private static final Duration INTERVAL = Duration.ofMinutes(30);
    private static final LoopbackPeer.Script ANSWER = LoopbackPeer.peer(TORRENT, PEER);

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void verifiedEndpointIsPublishedAndItsHostCountsOnce(String address) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(address, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint claimed = peer.endpoint();
            Endpoint source = sourceFor(claimed);
            scene.send(announce(source, claimed));
            scene.awaitOutcomes(1);

            AnnounceResponse answer = scene.ask(claimed.family().addressBytes() == 16 ? "[::1]:1" : "127.0.0.1:1");
            assertThat(answer.peers(claimed.family()).toList()).containsExactly(claimed);
            assertThat(answer.peers(source.family()).toList()).isEmpty();
            assertThat(answer.incomplete()).isEqualTo(2);
            assertThat(scene.store.totals().dualStackHosts()).isEqualTo(1);
            assertThat(scene.stats.outcomes(ProbeOutcome.VERIFIED)).isEqualTo(1);
            assertThat(scene.stats.published()).isEqualTo(1);
            assertThat(scene.claims.publishedHosts()).isEqualTo(1);
        }
    }

    @Test
    void aClaimWithoutAPortMeansTheAnnouncedPort() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            scene.send(announce(sourceFor(peer.endpoint()), Endpoint.parse("[::1]:0")));
            scene.awaitOutcomes(1);
            assertThat(scene.knownEndpoints()).contains(peer.endpoint());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aWrongAnswerIsNotPublished(String address) throws IOException {
        byte[] otherPeer = "-XX0001-zzzzzzzzzzzz".getBytes(US_ASCII);
        assertNotPublished(address, LoopbackPeer.peer(TORRENT, otherPeer), ProbeOutcome.OTHER_PEER);
        assertNotPublished(address, LoopbackPeer.peer(InfoHash.of(1, 2, 4), PEER), ProbeOutcome.OTHER_TORRENT);
        assertNotPublished(
                address, (handshake, out) -> out.write("SSH-2.0-".getBytes(US_ASCII)), ProbeOutcome.NOT_BITTORRENT);
        assertNotPublished(address, LoopbackPeer.hangUp(), ProbeOutcome.CLOSED);
        assertNotPublished(address, LoopbackPeer.SILENCE, ProbeOutcome.SILENT);
    }

    private static void assertNotPublished(String address, LoopbackPeer.Script script, ProbeOutcome outcome)
            throws IOException {
        Duration timeout = outcome == ProbeOutcome.SILENT ? Duration.ofMillis(100) : ClaimScene.LONG;
        try (LoopbackPeer peer = new LoopbackPeer(address, script);
                ClaimScene scene = ClaimScene.started(verify().probeTimeout(timeout))) {
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            scene.awaitOutcomes(1);
            assertThat(scene.stats.outcomes(outcome)).as("%s", outcome).isEqualTo(1);
            assertThat(scene.knownEndpoints()).containsExactly(sourceFor(peer.endpoint()));
            assertThat(scene.stats.published()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void aClosedPortIsNotPublished(String address) throws IOException {
        Endpoint closed = closedEndpoint(address);
        try (ClaimScene scene = ClaimScene.started(verify())) {
            scene.send(announce(sourceFor(closed), closed));
            scene.awaitOutcomes(1);
            assertThat(scene.stats.outcomes(ProbeOutcome.UNREACHABLE)).isEqualTo(1);
            assertThat(scene.knownEndpoints()).containsExactly(sourceFor(closed));
        }
    }

    @Test
    void theClaimersAnswerDoesNotWaitForTheProbe() throws IOException {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, LoopbackPeer.when(mayAnswer, ANSWER));
                ClaimScene scene = ClaimScene.started(verify())) {
            AnnounceResponse response = new AnnounceResponse();
            assertThat(scene.tracker.announce(announce(sourceFor(peer.endpoint()), peer.endpoint()), response))
                    .isSameAs(response.done());
            Await.until("the peer has a connection", () -> peer.connections() == 1);
            assertThat(scene.stats.outcomes()).isZero();
            assertThat(scene.knownEndpoints()).doesNotContain(peer.endpoint());

            mayAnswer.countDown();
            scene.awaitOutcomes(1);
            assertThat(scene.knownEndpoints()).contains(peer.endpoint());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IPV6, IPV4})
    void theClaimersAnswerDoesNotDependOnTheProbe(String address) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(address, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            scene.send(announce(Endpoint.parse("[::1]:2001")).key(1));
            scene.send(announce(Endpoint.parse("127.0.0.1:2002")).key(2));
            scene.send(announce(Endpoint.parse("[::1]:2003")).key(3));
            scene.send(announce(Endpoint.parse("127.0.0.1:2003")).key(3));
            Endpoint source = sourceFor(peer.endpoint());
            AnnounceResponse before = scene.send(announce(source, peer.endpoint()));
            scene.awaitOutcomes(1);
            AnnounceResponse after = scene.send(announce(source, peer.endpoint()));

            assertThat(scene.stats.published()).isEqualTo(1);
            assertThat(before.peers6().toList())
                    .containsExactlyInAnyOrder(Endpoint.parse("[::1]:2001"), Endpoint.parse("[::1]:2003"));
            assertThat(before.peers4().toList()).containsExactly(Endpoint.parse("127.0.0.1:2002"));
            assertThat(after.peers6().toList())
                    .containsExactlyInAnyOrderElementsOf(before.peers6().toList());
            assertThat(after.peers4().toList())
                    .containsExactlyElementsOf(before.peers4().toList());
            assertThat(after.incomplete()).isEqualTo(before.incomplete());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stoppedWithdrawsTheEndpointWithAndWithoutTheClaim(boolean claimsAgain) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            scene.send(announce(source, peer.endpoint()));
            scene.awaitOutcomes(1);
            AnnounceRequest stop = claimsAgain ? announce(source, peer.endpoint()) : announce(source);
            scene.send(stop.event(AnnounceEvent.STOPPED));
            Await.until("it is withdrawn", () -> scene.stats.withdrawn() == 1);

            assertThat(scene.knownEndpoints()).isEmpty();
            assertThat(scene.claims.publishedHosts()).isZero();
        }
    }

    @Test
    void aHostThatStopsDuringTheProbeIsNotPublished() throws IOException {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, LoopbackPeer.when(mayAnswer, ANSWER));
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            scene.send(announce(source, peer.endpoint()));
            Await.until("the probe began", () -> scene.stats.probes() == 1);
            scene.send(announce(source).event(AnnounceEvent.STOPPED));
            scene.awaitInbox();
            mayAnswer.countDown();
            scene.awaitOutcomes(1);
            assertThat(scene.stats.outcomes(ProbeOutcome.VERIFIED)).isEqualTo(1);

            assertThat(scene.knownEndpoints()).doesNotContain(peer.endpoint());
            assertThat(scene.stats.published()).isZero();
        }
    }

    @Test
    void theEndpointIsPublishedWithTheLatestRoleOfTheHost() throws IOException {
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, LoopbackPeer.when(mayAnswer, ANSWER));
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            scene.send(announce(source, peer.endpoint()));
            Await.until("the probe began", () -> scene.stats.probes() == 1);
            scene.send(announce(source, peer.endpoint()).left(0).event(AnnounceEvent.COMPLETED));
            scene.awaitInbox();
            mayAnswer.countDown();
            scene.awaitOutcomes(1);

            AnnounceResponse answer = scene.ask("[::1]:1");
            assertThat(answer.complete()).isEqualTo(1);
            assertThat(answer.downloaded()).isEqualTo(1);
            assertThat(scene.stats.probes()).isEqualTo(1);
        }
    }

    @Test
    void announcesKeepAnEndpointPublishedAndItIsProbedAgainAfterSixHours() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            List<Integer> connections = new ArrayList<>();
            for (int announces = 1; announces <= 13; announces++) {
                scene.send(announce(source, peer.endpoint()));
                scene.awaitHandled(announces);
                assertThat(scene.knownEndpoints()).contains(peer.endpoint());
                connections.add(peer.connections());
                scene.clock.advance(INTERVAL);
            }
            assertThat(connections.subList(0, 12)).containsOnly(1);
            assertThat(connections.get(12)).isEqualTo(2);
            assertThat(scene.stats.refreshed()).isEqualTo(11);
        }
    }

    @Test
    void aFailedRecheckWithdrawsTheEndpoint() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            for (int announces = 1; announces <= 12; announces++) {
                scene.send(announce(source, peer.endpoint()));
                scene.awaitHandled(announces);
                scene.clock.advance(INTERVAL);
            }
            peer.script(LoopbackPeer.hangUp());
            scene.send(announce(source, peer.endpoint()));
            scene.awaitOutcomes(2);

            assertThat(scene.knownEndpoints()).containsExactly(source);
            assertThat(scene.stats.withdrawn()).isEqualTo(1);
        }
    }

    @Test
    void aFailedProbeIsRepeatedAfterOneFourAndTwentyFourHours() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, LoopbackPeer.hangUp());
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            List<Integer> halfHoursOfProbes = new ArrayList<>();
            for (int halfHours = 0; halfHours <= 110; halfHours++) {
                int before = peer.connections();
                scene.send(announce(source, peer.endpoint()));
                scene.awaitHandled(halfHours + 1);
                if (peer.connections() > before) {
                    halfHoursOfProbes.add(halfHours);
                }
                scene.clock.advance(INTERVAL);
            }
            assertThat(halfHoursOfProbes).containsExactly(0, 2, 2 + 8, 2 + 8 + 48, 2 + 8 + 48 + 48);
            assertThat(scene.stats.refusals(ClaimRefusal.BACKING_OFF)).isEqualTo(111 - 5);
        }
    }

    @Test
    void theFirstOfSeveralClaimsThatIsAllowedIsProbed() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify())) {
            Endpoint source = sourceFor(peer.endpoint());
            scene.send(
                    announce(source, Endpoint.parse("[::]:0"), source, Endpoint.parse("[fe80::1]:0"), peer.endpoint()));
            scene.awaitOutcomes(1);
            assertThat(scene.knownEndpoints()).contains(peer.endpoint());
        }
    }

    @Test
    void aLateAnswerOfTheStoreIsAwaitedAndAFailedOneHasNoEffect() throws IOException {
        CompletableFuture<Void> storeAnswers = new CompletableFuture<>();
        AtomicBoolean fails = new AtomicBoolean();
        TrackerInterceptor slow = (request, response, next) -> {
            CompletionStage<AnnounceResponse> stage = next.announce(request, response);
            return storeAnswers.thenCompose(ignored -> fails.get()
                    ? CompletableFuture.failedFuture(new StoreException("gone", new IOException()))
                    : stage);
        };
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify(), slow)) {
            AnnounceRequest request = announce(sourceFor(peer.endpoint()), peer.endpoint());
            CompletionStage<AnnounceResponse> stage = scene.tracker.announce(request, new AnnounceResponse());
            assertThat(stage).isNotCompleted();
            assertThat(scene.stats.probes()).isZero();
            storeAnswers.complete(null);
            assertThat(stage).isCompleted();
            scene.awaitOutcomes(1);
            assertThat(scene.knownEndpoints()).contains(peer.endpoint());

            fails.set(true);
            assertThat(scene.tracker.announce(request, new AnnounceResponse())).isCompletedExceptionally();
            fails.set(false);
            scene.awaitInbox();
            assertThat(scene.stats.refreshed()).isZero();
        }
    }

    @Test
    void aRefusalOrFailureOnTheHostsBehalfIsCounted() throws IOException {
        AtomicBoolean fails = new AtomicBoolean();
        TrackerInterceptor unreliable = (request, response, next) -> {
            if (request.numWant() != 0) {
                return next.announce(request, response);
            }
            if (fails.get()) {
                throw new IllegalStateException("an embedder's own rule");
            }
            return response.reject(Rejection.UNAVAILABLE);
        };
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify(), unreliable)) {
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            scene.awaitOutcomes(1);
            assertThat(scene.stats.refusedByTracker()).isEqualTo(1);
            fails.set(true);
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            Await.until("the failure was counted", () -> scene.stats.failures() == 1);
            assertThat(scene.knownEndpoints()).containsExactly(sourceFor(peer.endpoint()));
        }
    }

    private static Endpoint closedEndpoint(String address) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer(address, LoopbackPeer.SILENCE)) {
            return peer.endpoint();
        }
    }
}
