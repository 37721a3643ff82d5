package io.github.tracker6.claims;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.PinnedSeeds;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.engine.TrackerListener;
import io.github.tracker6.testkit.ManualClock;
import java.time.Duration;
import java.util.Random;
import java.util.function.UnaryOperator;

/** A tracker with a prober over a scripted network, all on the test's thread, with a manual clock. */
final class ReachabilityScene implements AutoCloseable {
    static final InfoHash TORRENT = InfoHash.of(1, 2, 3);
    static final InfoHash OTHER_TORRENT = InfoHash.of(1, 2, 4);
    static final byte[] PEER = "-XX0001-abcdefghijkl".getBytes(US_ASCII);
    static final long KEY = 0xcafe;

    final ManualClock clock = ManualClock.atMillis(1_700_000_000_000L);
    final RecordingStore store = new RecordingStore();
    final ScriptedNetwork network = new ScriptedNetwork();
    final BeliefGate gate = new BeliefGate();
    final ReachabilityStats stats = new ReachabilityStats();
    final ReachabilityProcessor processor;
    final SeedWatch seeds;
    final ResultWaits waits = new ResultWaits();
    final Tracker tracker;
    private final AnnounceFilter filter;

    private ReachabilityScene(UnaryOperator<ReachabilityProberBuilder> set) {
        ReachabilityOptions options = set.apply(
                        ReachabilityProber.builder().store(store).clock(clock).random(new Random(42)))
                .options();
        TableKeys keys = new TableKeys(new Random(42));
        KnownResults known = new KnownResults(1 << 16, options.times());
        OwnAnnounces overUdp = new OwnAnnounces(1 << 12, options.times().again());
        RecentIpv6 recent = new RecentIpv6(1 << 10, 20_000);
        filter = new AnnounceFilter(options, keys, known, overUdp, recent, gate);
        seeds = new SeedWatch(options, gate, network, stats);
        processor = new ReachabilityProcessor(options, keys, known, overUdp, gate, network, stats, seeds, waits);
        tracker = Tracker.builder()
                .store(store)
                .clock(clock)
                .listener(new TrackerListener() {
                    @Override
                    public void onRefusal(AnnounceRequest request, Rejection rejection) {
                        filter.note(request);
                    }

                    @Override
                    public void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
                        AnnouncedEndpoint found = filter.find(request, response);
                        if (found != null) {
                            waits.begin(found.host());
                            processor.handle(found);
                        }
                    }
                })
                .build();
    }

    static ReachabilityScene dualStack() {
        return new ReachabilityScene(builder -> builder);
    }

    static ReachabilityScene all() {
        return of(builder -> builder.scope(ProbeScope.ALL));
    }

    static ReachabilityScene of(UnaryOperator<ReachabilityProberBuilder> set) {
        return new ReachabilityScene(set);
    }

    static ReachabilityScene seeds(PinnedSeeds pinned) {
        return of(builder -> builder.scope(ProbeScope.OFF).pinnedSeeds(pinned));
    }

    /** Opens the gate: a failed probe counts from now on. */
    ReachabilityScene believing() {
        gate.recordReach(clock.millis());
        return this;
    }

    /** Returns a regular announce of a downloader over HTTP that has moved some data. */
    static AnnounceRequest announce(String source) {
        Endpoint endpoint = Endpoint.parse(source);
        return new AnnounceRequest()
                .infoHash(TORRENT)
                .peerId(PEER)
                .key(KEY)
                .source(endpoint.address())
                .port(endpoint.port())
                .left(1)
                .downloaded(1);
    }

    AnnounceResponse send(AnnounceRequest request) {
        AnnounceResponse response = new AnnounceResponse();
        assertThat(tracker.announce(request, response)).isCompletedWithValue(response);
        assertThat(response.rejection()).isNull();
        return response;
    }

    AnnounceResponse send(String source) {
        return send(announce(source));
    }

    /** Returns the key of the host that announces. */
    long host(AnnounceRequest request) {
        return filter.host(request);
    }

    Reachability state(String endpoint) {
        return store.reachability(TORRENT, Endpoint.parse(endpoint));
    }

    void pass(Duration time) {
        clock.advance(time);
        processor.tick();
    }

    @Override
    public void close() {
        tracker.close();
        store.close();
    }
}
