package io.github.tracker6.claims;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerBuilder;
import io.github.tracker6.engine.TrackerInterceptor;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A tracker over the memory store with claims on a manual clock, and what clients say to it. */
final class ClaimScene implements AutoCloseable {
    static final InfoHash TORRENT = InfoHash.of(1, 2, 3);
    static final byte[] PEER = "-XX0001-abcdefghijkl".getBytes(US_ASCII);
    static final long KEY = 0xcafe;
    static final Duration LONG = Duration.ofSeconds(30);

    final ManualClock clock = new ManualClock();
    final MemorySwarmStore store = MemorySwarmStore.builder().build();
    final AddressClaims claims;
    final ClaimStats stats;
    final Tracker tracker;

    private ClaimScene(AddressClaimsBuilder options, TrackerInterceptor... behind) {
        claims = options.clock(clock).build();
        stats = claims.stats();
        TrackerBuilder builder = Tracker.builder().store(store).clock(clock).interceptor(claims);
        Stream.of(behind).forEach(builder::interceptor);
        tracker = builder.build();
    }

    /** Returns options for {@code VERIFY} with times that a busy machine keeps. */
    static AddressClaimsBuilder verify() {
        return AddressClaims.builder()
                .policy(ClaimPolicy.VERIFY)
                .torrents(TORRENT::equals)
                .connectTimeout(LONG)
                .probeTimeout(LONG);
    }

    static ClaimScene unstarted(AddressClaimsBuilder options, TrackerInterceptor... behind) {
        return new ClaimScene(options, behind);
    }

    static ClaimScene started(AddressClaimsBuilder options, TrackerInterceptor... behind) {
        ClaimScene scene = new ClaimScene(options, behind);
        scene.claims.start();
        return scene;
    }

    /** Returns a source on this machine of the other family than a target, with the target's port. */
    static Endpoint sourceFor(Endpoint target) {
        return Endpoint.parse(
                target.family().addressBytes() == 4 ? "[::1]:" + target.port() : "127.0.0.1:" + target.port());
    }

    /** Returns an announce of the host, a downloader, over HTTP on a LAN listener. */
    static AnnounceRequest announce(Endpoint source, Endpoint... claimed) {
        AnnounceRequest request = new AnnounceRequest()
                .infoHash(TORRENT)
                .peerId(PEER)
                .key(KEY)
                .source(source.address())
                .port(source.port())
                .left(1)
                .bothFamilies(true)
                .lan(true);
        Stream.of(claimed).forEach(request::claim);
        return request;
    }

    AnnounceResponse send(AnnounceRequest request) {
        AnnounceResponse response = new AnnounceResponse();
        CompletionStage<AnnounceResponse> stage = tracker.announce(request, response);
        assertThat(stage).isCompletedWithValue(response);
        assertThat(response.rejection()).isNull();
        return response;
    }

    /** Returns what a client on this machine is told that has neither key nor claims, and then leaves. */
    AnnounceResponse ask(String source) {
        AnnounceRequest asker =
                announce(Endpoint.parse(source)).peerId(new byte[20]).key(0);
        AnnounceResponse answer = send(asker);
        send(asker.event(AnnounceEvent.STOPPED));
        return answer;
    }

    /** Returns the endpoints that somebody over IPv6 and somebody over IPv4 are told. */
    List<Endpoint> knownEndpoints() {
        AnnounceResponse ipv6 = ask("[::1]:1");
        AnnounceResponse ipv4 = ask("127.0.0.1:1");
        return Stream.of(ipv6.peers6(), ipv6.peers4(), ipv4.peers6(), ipv4.peers4())
                .flatMap(peers -> peers.toList().stream())
                .distinct()
                .toList();
    }

    void awaitOutcomes(int probes) {
        Await.until(probes + " probes ended", () -> stats.outcomes() >= probes);
        assertThat(stats.outcomes()).isEqualTo(probes);
    }

    /** Awaits that so many announces with claims were dealt with, by a refusal, a probe that ended, or a refresh. */
    void awaitHandled(long announces) {
        Await.until(
                announces + " claims were dealt with",
                () -> stats.refusals() + stats.outcomes() + stats.refreshed() >= announces);
    }

    /** Awaits that all claims and stops up to now were dealt with, by sending one behind them. */
    void awaitInbox() {
        long before = stats.refusals(ClaimRefusal.ADDRESS);
        Endpoint source = Endpoint.parse("127.0.0.99:1025");
        send(announce(source, source).key(~KEY));
        Await.until("the claim behind was refused", () -> stats.refusals(ClaimRefusal.ADDRESS) > before);
        send(announce(source).key(~KEY).event(AnnounceEvent.STOPPED));
    }

    @Override
    public void close() {
        claims.close();
        tracker.close();
        store.close();
    }
}
