package io.github.tracker6.claims;

import static io.github.tracker6.claims.ClaimScene.KEY;
import static io.github.tracker6.claims.ClaimScene.LONG;
import static io.github.tracker6.claims.ClaimScene.PEER;
import static io.github.tracker6.claims.ClaimScene.TORRENT;
import static io.github.tracker6.claims.ClaimScene.announce;
import static io.github.tracker6.claims.ClaimScene.sourceFor;
import static io.github.tracker6.claims.ClaimScene.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/**
 * An {@link Error} in an embedder's code is counted and costs one claim. The thread goes on, and nothing stays taken.
 */
class ClaimFailureTest {
    private static final String IPV6 = "::1";
    private static final LoopbackPeer.Script ANSWER = LoopbackPeer.peer(TORRENT, PEER);

    /** A clock that throws an {@link Error} on the thread of the claims while it is broken. */
    private static final class BreakableClock extends Clock {
        private final AtomicBoolean broken = new AtomicBoolean();

        @Override
        public Instant instant() {
            if (broken.get() && Thread.currentThread().getName().equals("tracker6-claims")) {
                throw new LinkageError("planted");
            }
            return Instant.ofEpochMilli(1_700_000_000_000L);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @Test
    void anErrorOfTheTrackerOnAHostsBehalfIsCounted() throws IOException {
        TrackerInterceptor broken = (request, response, next) -> {
            if (request.numWant() == 0) {
                throw new LinkageError("planted");
            }
            return next.announce(request, response);
        };
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify(), broken)) {
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            scene.awaitOutcomes(1);
            assertThat(scene.stats.failures()).isEqualTo(1);

            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            Await.until("the second one was counted", () -> scene.stats.failures() == 2);
        }
    }

    @Test
    void anErrorOfThePredicateDoesNotChangeTheClaimersAnswer() {
        AtomicBoolean late = new AtomicBoolean();
        TrackerInterceptor sometimesLate = (request, response, next) -> {
            CompletionStage<AnnounceResponse> stage = next.announce(request, response);
            return late.get()
                    ? new CompletableFuture<Void>().completeAsync(() -> null).thenCompose(x -> stage)
                    : stage;
        };
        try (ClaimScene scene = ClaimScene.started(
                verify().torrents(infoHash -> {
                    throw new LinkageError("planted");
                }),
                sometimesLate)) {
            scene.send(announce(Endpoint.parse("127.0.0.1:7000"), Endpoint.parse("[::1]:7000")));
            assertThat(scene.stats.failures()).isEqualTo(1);

            late.set(true);
            AnnounceResponse response = new AnnounceResponse();
            assertThat(scene.tracker.announce(
                            announce(Endpoint.parse("127.0.0.1:7000"), Endpoint.parse("[::1]:7000")), response))
                    .succeedsWithin(LONG)
                    .isSameAs(response);
            assertThat(scene.stats.failures()).isEqualTo(2);
        }
    }

    @Test
    void anErrorOnTheThreadOfTheClaimsCostsOneClaim() throws IOException {
        BreakableClock clock = new BreakableClock();
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ClaimScene scene = ClaimScene.started(verify(), clock)) {
            clock.broken.set(true);
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            Await.until("the failure was counted", () -> scene.stats.failures() == 1);
            clock.broken.set(false);

            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            scene.awaitOutcomes(1);
            assertThat(scene.knownEndpoints()).contains(peer.endpoint());
        }
    }

    @Test
    void anErrorAtTheEndOfAProbeGivesItsPlaceBack() throws IOException {
        BreakableClock clock = new BreakableClock();
        CountDownLatch mayAnswer = new CountDownLatch(1);
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, LoopbackPeer.when(mayAnswer, ANSWER));
                ClaimScene scene = ClaimScene.started(verify().maxProbesAtOnce(1), clock)) {
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            Await.until("the peer has a connection", () -> peer.connections() == 1);
            clock.broken.set(true);
            mayAnswer.countDown();
            Await.until("the failure was counted", () -> scene.stats.failures() == 1);
            clock.broken.set(false);

            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            scene.awaitOutcomes(1);
            assertThat(scene.stats.probes()).isEqualTo(2);
            assertThat(scene.knownEndpoints()).contains(peer.endpoint());
        }
    }

    @Test
    void anErrorAtTheStartOfAProbeGivesItsPlaceBack() throws IOException {
        AtomicBoolean broken = new AtomicBoolean(true);
        Random random = new Random(7) {
            @Override
            public void nextBytes(byte[] bytes) {
                if (broken.get()) {
                    throw new LinkageError("planted");
                }
                super.nextBytes(bytes);
            }
        };
        ProbeLimits limits = new ProbeLimits(1, 20, 6, 6, 30);
        ClaimOptions options = new ClaimOptions(
                ClaimPolicy.VERIFY,
                TORRENT::equals,
                List.of(),
                Clock.systemUTC(),
                random,
                AddressClaimsBuilder.DEFAULT_PEER_TTL,
                AddressClaimsBuilder.DEFAULT_RECHECK,
                AddressClaimsBuilder.DEFAULT_BACK_OFF,
                LONG,
                LONG,
                limits,
                8);
        ClaimStats stats = new ClaimStats();
        TableKeys keys = new TableKeys(new Random(8));
        try (LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER);
                ProbeSelector prober = ProbeSelector.open(LONG, LONG, random, null);
                ClaimScene scene = ClaimScene.unstarted(verify())) {
            ClaimProcessor processor = new ClaimProcessor(
                    options,
                    keys,
                    new OwnAnnounces(OwnAnnounces.MIN_CAPACITY, Duration.ofMinutes(1)),
                    new ClaimTable(8, Duration.ofMinutes(1)),
                    prober,
                    stats,
                    new ClaimAnnouncer(stats));
            Claim claim = new Claim(
                    announce(sourceFor(peer.endpoint()), peer.endpoint()).key(KEY), scene.tracker, keys);
            assertThatThrownBy(() -> processor.handle(claim)).isInstanceOf(LinkageError.class);
            broken.set(false);

            processor.handle(claim);
            assertThat(stats.refusals()).isZero();
            assertThat(stats.probes()).isEqualTo(2);
            while (stats.outcomes() == 0) {
                prober.poll(1_000);
            }
            assertThat(stats.outcomes(ProbeOutcome.VERIFIED)).isEqualTo(1);
        }
    }

    @Test
    void anErrorInTheResultOfAProbeDoesNotStopTheOthers() throws IOException {
        try (ProbeSelector prober = ProbeSelector.open(LONG, LONG, new Random(5), null);
                LoopbackPeer peer = new LoopbackPeer(IPV6, ANSWER)) {
            AtomicBoolean listenerFailed = new AtomicBoolean();
            AtomicBoolean verified = new AtomicBoolean();
            prober.handshake(peer.endpoint(), TORRENT, PEER, (outcome, local) -> {
                listenerFailed.set(true);
                throw new LinkageError("planted");
            });
            assertThatThrownBy(() -> {
                        while (!listenerFailed.get()) {
                            prober.poll(1_000);
                        }
                    })
                    .isInstanceOf(LinkageError.class);
            prober.handshake(peer.endpoint(), InfoHash.of(1, 2, 3), PEER, (outcome, local) -> verified.set(true));
            while (!verified.get()) {
                prober.poll(1_000);
            }
            Await.until("both connections ended", () -> peer.received().size() == 2);
        }
    }
}
