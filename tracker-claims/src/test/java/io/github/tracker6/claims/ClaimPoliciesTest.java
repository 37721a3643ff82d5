package io.github.tracker6.claims;

import static io.github.tracker6.claims.ClaimScene.KEY;
import static io.github.tracker6.claims.ClaimScene.PEER;
import static io.github.tracker6.claims.ClaimScene.TORRENT;
import static io.github.tracker6.claims.ClaimScene.announce;
import static io.github.tracker6.claims.ClaimScene.sourceFor;
import static io.github.tracker6.claims.ClaimScene.verify;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.address.Cidr;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.testkit.Await;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How the policies differ, and the lifecycle. */
class ClaimPoliciesTest {
    @Test
    void pairAnswersAClaimWithPeersOfBothFamiliesAndIgnoreDoesNot() {
        assertThat(answerToAClaim(ClaimPolicy.PAIR).peers6().toList()).containsExactly(Endpoint.parse("[::1]:3000"));
        assertThat(answerToAClaim(ClaimPolicy.PAIR).peers4().toList()).isEmpty();
        assertThat(answerToAClaim(ClaimPolicy.IGNORE).peers4().toList())
                .containsExactly(Endpoint.parse("127.0.0.1:3000"));
        assertThat(answerToAClaim(ClaimPolicy.IGNORE).peers6().toList()).isEmpty();
    }

    /** Returns the answer to an IPv4 announce that claims IPv6, where there is one dual-stack peer. */
    private static AnnounceResponse answerToAClaim(ClaimPolicy policy) {
        try (ClaimScene scene = ClaimScene.started(AddressClaims.builder().policy(policy))) {
            scene.send(announce(Endpoint.parse("[::1]:3000")).key(8));
            scene.send(announce(Endpoint.parse("127.0.0.1:3000")).key(8));
            return scene.send(announce(Endpoint.parse("127.0.0.1:4000"), Endpoint.parse("[::1]:4000")));
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = ClaimPolicy.class,
            names = {"IGNORE", "PAIR"})
    void withoutVerificationNothingIsProbedOrPublished(ClaimPolicy policy) throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer("::1", LoopbackPeer.peer(TORRENT, PEER));
                ClaimScene scene = ClaimScene.started(
                        AddressClaims.builder().policy(policy).torrents(TORRENT::equals))) {
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            assertThat(scene.knownEndpoints()).containsExactly(sourceFor(peer.endpoint()));
            assertThat(Thread.getAllStackTraces().keySet()).noneMatch(ClaimPoliciesTest::isOfClaims);
            assertThat(peer.connections()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.7:7000, [2001:db8::7]:7000",
        "'[2001:db8:0:1::7]:7000', 192.0.2.7:7000",
        "192.0.2.7:7000, [2001:db8::7]:80",
    })
    void aClaimOfATrustedSourceIsPublishedWithoutAProbe(String source, String claimed) {
        try (ClaimScene scene = ClaimScene.started(trust())) {
            Endpoint endpoint = Endpoint.parse(claimed);
            scene.send(announce(Endpoint.parse(source), endpoint));
            Await.until("it is published", () -> scene.stats.published() == 1);
            assertThat(scene.knownEndpoints()).contains(endpoint);
            assertThat(scene.store.totals().dualStackHosts()).isEqualTo(1);

            scene.clock.advance(Duration.ofMinutes(30));
            scene.send(announce(Endpoint.parse(source), endpoint));
            Await.until("it is announced again", () -> scene.stats.refreshed() == 1);
            scene.clock.advance(Duration.ofMinutes(30));
            assertThat(scene.knownEndpoints()).contains(endpoint);

            scene.send(announce(Endpoint.parse(source)).event(AnnounceEvent.STOPPED));
            Await.until("it is withdrawn", () -> scene.stats.withdrawn() == 1);
            assertThat(scene.knownEndpoints()).isEmpty();
            assertThat(scene.stats.probes()).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.3.7:7000, [2001:db8::7]:7000, UNTRUSTED",
        "'[2001:db8:0:2::7]:7000', 192.0.2.7:7000, UNTRUSTED",
        "192.0.2.7:7000, [fe80::1]:7000, ADDRESS",
        "192.0.2.7:7000, [2002:c000:201::1]:7000, ADDRESS",
    })
    void aClaimFromOutsideTheTrustedNetworksIsNotPublished(String source, String claimed, ClaimRefusal reason) {
        try (ClaimScene scene = ClaimScene.started(trust())) {
            scene.send(announce(Endpoint.parse(source), Endpoint.parse(claimed)));
            Await.until("it was refused", () -> scene.stats.refusals() == 1);
            assertThat(scene.stats.refusals(reason)).isEqualTo(1);
            assertThat(scene.knownEndpoints()).containsExactly(Endpoint.parse(source));
        }
    }

    @Test
    void aTrustedSourceNeedsAKeyAndAServedTorrent() {
        try (ClaimScene scene = ClaimScene.started(trust().torrents(TORRENT::equals))) {
            AnnounceRequest request = announce(Endpoint.parse("192.0.2.7:7000"), Endpoint.parse("[2001:db8::7]:7000"));
            scene.send(request.key(0));
            scene.send(request.key(KEY).infoHash(4, 5, 6));
            assertThat(scene.stats.refusals(ClaimRefusal.NO_KEY)).isEqualTo(1);
            assertThat(scene.stats.refusals(ClaimRefusal.TORRENT)).isEqualTo(1);
            assertThat(scene.stats.refusals()).isEqualTo(2);
        }
    }

    @Test
    void beforeStartAndAfterCloseAClaimIsAHint() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer("::1", LoopbackPeer.peer(TORRENT, PEER));
                ClaimScene scene = ClaimScene.unstarted(verify())) {
            AnnounceRequest request = announce(sourceFor(peer.endpoint()), peer.endpoint());
            scene.send(request);
            assertThat(Thread.getAllStackTraces().keySet()).noneMatch(ClaimPoliciesTest::isOfClaims);

            scene.claims.start();
            assertThat(scene.claims.start()).isSameAs(scene.claims);
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(ClaimPoliciesTest::isOfClaims)
                    .singleElement()
                    .matches(Thread::isDaemon);
            scene.claims.close();
            assertThat(Thread.getAllStackTraces().keySet()).noneMatch(ClaimPoliciesTest::isOfClaims);

            scene.claims.close();
            scene.claims.start();
            scene.send(request);
            assertThat(scene.stats.refusals()).isZero();
            assertThat(peer.connections()).isZero();
        }
    }

    @Test
    void closeEndsProbesOfSilentPeers() throws IOException {
        try (LoopbackPeer peer = new LoopbackPeer("::1", LoopbackPeer.SILENCE);
                ClaimScene scene = ClaimScene.started(verify())) {
            scene.send(announce(sourceFor(peer.endpoint()), peer.endpoint()));
            Await.until("the peer has a connection", () -> peer.connections() == 1);
            scene.claims.close();
            Await.until("the connection ended", () -> peer.received().size() == 1);
        }
    }

    @Test
    void optionsOutsideTheirRangeAreRefused() {
        refuses(builder -> builder.maxProbesAtOnce(0), "maxProbesAtOnce 0 is outside 1 to 1024");
        refuses(builder -> builder.maxProbesPerSecond(1_001), "maxProbesPerSecond 1001");
        refuses(builder -> builder.maxProbesPerSource(0), "maxProbesPerSource 0");
        refuses(builder -> builder.maxProbesPerTarget(0), "maxProbesPerTarget 0");
        refuses(builder -> builder.maxProbesPerTargetNetwork(0), "maxProbesPerTargetNetwork 0");
        refuses(builder -> builder.maxHosts(1_000_001), "maxHosts 1000001");
        refuses(builder -> builder.connectTimeout(Duration.ZERO), "connectTimeout PT0S");
        refuses(builder -> builder.probeTimeout(Duration.ofSeconds(61)), "probeTimeout PT1M1S");
        refuses(builder -> builder.recheck(Duration.ofDays(8)), "recheck PT192H");
        refuses(builder -> builder.peerTtl(Duration.ofSeconds(1)), "peerTtl PT1S");
        refuses(builder -> builder.backOff(List.of()), "backOff is empty");
        refuses(builder -> builder.backOff(List.of(Duration.ZERO)), "backOff PT0S");
    }

    @Test
    void aPolicyWithoutItsOptionsIsRefused() {
        refuses(builder -> builder.policy(ClaimPolicy.VERIFY).build(), "needs the torrents");
        refuses(builder -> builder.policy(ClaimPolicy.TRUST).build(), "needs the networks");
        refuses(builder -> builder.trusted(List.of(Cidr.parse("::/0"))).build(), "policy PAIR trusts no networks");
        assertThat(AddressClaims.builder().build().policy()).isEqualTo(ClaimPolicy.PAIR);
    }

    private static void refuses(Consumer<AddressClaimsBuilder> option, String message) {
        AddressClaimsBuilder builder = AddressClaims.builder();
        assertThatThrownBy(() -> option.accept(builder))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }

    private static AddressClaimsBuilder trust() {
        return AddressClaims.builder()
                .policy(ClaimPolicy.TRUST)
                .trusted(List.of(Cidr.parse("192.0.2.0/24"), Cidr.parse("2001:db8:0:1::/64")));
    }

    private static boolean isOfClaims(Thread thread) {
        return thread.getName().equals("tracker6-claims");
    }
}
