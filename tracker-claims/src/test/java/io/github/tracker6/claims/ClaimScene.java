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
import io.github.tracker6.testkit.Await;
import io.github.tracker6.testkit.ManualClock;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;

/** A tracker over the memory store with claims and a manual clock, and announces to it. */
final class ClaimScene implements AutoCloseable {
    static final InfoHash TORRENT = InfoHash.of(1, 2, 3);
    static final byte[] PEER = "-XX0001-abcdefghijkl".getBytes(US_ASCII);
    static final long KEY = 0xcafe;
    static final Duration LONG = Duration.ofSeconds(30);

    final ManualClock clock = ManualClock.atMillis(1_700_000_000_000L);
    final MemorySwarmStore store = MemorySwarmStore.builder().build();
    final AddressClaims claims;
    final ClaimStats stats;
    final Tracker tracker;

    private ClaimScene(AddressClaimsBuilder options, Clock clockOfClaims, TrackerInterceptor... behind) {
        claims = options.clock(clockOfClaims == null ? clock : clockOfClaims).build();
        stats = claims.stats();
        TrackerBuilder builder = Tracker.builder().store(store).clock(clock).interceptor(claims);
        Stream.of(behind).forEach(builder::interceptor);
        tracker = builder.build();
    }

    /** Returns options for {@code VERIFY} with time limits that a busy machine does not exceed. */
    static AddressClaimsBuilder verify() {
        return AddressClaims.builder()
                .policy(ClaimPolicy.VERIFY)
                .torrents(TORRENT::equals)
                .connectTimeout(LONG)
                .probeTimeout(LONG);
    }

    static ClaimScene unstarted(AddressClaimsBuilder options, TrackerInterceptor... behind) {
        return new ClaimScene(options, null, behind);
    }

    static ClaimScene started(AddressClaimsBuilder options, TrackerInterceptor... behind) {
        ClaimScene scene = unstarted(options, behind);
        scene.claims.start();
        return scene;
    }

    /** Returns a scene whose claims have a clock of their own. */
    static ClaimScene started(AddressClaimsBuilder options, Clock clockOfClaims) {
        ClaimScene scene = new ClaimScene(options, clockOfClaims);
        scene.claims.start();
        return scene;
    }

    /** Returns a source on this machine, of the other family than a target and with the target's port. */
    static Endpoint sourceFor(Endpoint target) {
        return Endpoint.parse(
                target.family().addressBytes() == 4 ? "[::1]:" + target.port() : "127.0.0.1:" + target.port());
    }

    /** Returns an announce of the host, a downloader, over HTTP to a LAN listener. */
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

    /** Returns the answer to a client on this machine without key and claims, which then leaves. */
    AnnounceResponse ask(String source) {
        AnnounceRequest asker =
                announce(Endpoint.parse(source)).peerId(new byte[20]).key(0);
        AnnounceResponse answer = send(asker);
        send(asker.event(AnnounceEvent.STOPPED));
        return answer;
    }

    /** Returns the endpoints in the answers to a client over IPv6 and to one over IPv4. */
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

    /** Waits until so many announces with claims were handled: refused, probed or refreshed. */
    void awaitHandled(long announces) {
        Await.until(
                announces + " claims were handled",
                () -> stats.refusals() + stats.outcomes() + stats.refreshed() >= announces);
    }

    /** Waits until all claims and stops sent so far were handled, by sending another one. */
    void awaitInbox() {
        long before = stats.refusals(ClaimRefusal.ADDRESS);
        Endpoint source = Endpoint.parse("127.0.0.99:1025");
        send(announce(source, source).key(~KEY));
        Await.until("the last claim was refused", () -> stats.refusals(ClaimRefusal.ADDRESS) > before);
        send(announce(source).key(~KEY).event(AnnounceEvent.STOPPED));
    }

    @Override
    public void close() {
        claims.close();
        tracker.close();
        store.close();
    }
}
