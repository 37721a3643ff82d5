package io.github.tracker6.engine;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceKey;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Reachability;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The answer over IPv4 of a dual-stack host waits until it is known whether the host can be reached over IPv6. */
class ReachabilityDelayTest {
    private static final InfoHash SWARM = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final int OTHER = 1;
    private static final int REQUESTER = 90;

    private final SwarmStore store = MemorySwarmStore.builder().build();
    private final List<Tracker> trackers = new ArrayList<>();
    private final List<Runnable> awaiting = new CopyOnWriteArrayList<>();
    private BooleanSupplier expectation = () -> true;
    private Predicate<Runnable> onAwait = awaiting::add;
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void close() {
        trackers.forEach(Tracker::close);
        store.close();
    }

    @Test
    void twoClosedHostsThatComeAtTheSameTimeMeetOverIpv4() throws Exception {
        Tracker tracker = tracker(options());
        now(tracker.announce(from(IPV6, OTHER)));
        now(tracker.announce(from(IPV4, OTHER)));
        assertThat(asked).as("without another dual-stack host").hasValue(0);

        assertThat(now(tracker.announce(from(IPV6, REQUESTER))).peers6().size()).isEqualTo(1);
        CompletableFuture<AnnounceResponse> waiting = future(tracker.announce(from(IPV4, REQUESTER)));
        assertThat(waiting).isNotDone();

        for (int host : new int[] {OTHER, REQUESTER}) {
            store.reachability(SWARM, endpoint(IPV6, host), Reachability.NOT_REACHED, System.currentTimeMillis());
        }
        assertThat(waiting).isNotDone();
        awaiting.remove(0).run();
        AnnounceResponse answer = join(waiting);
        assertThat(answer.peers4().toList()).containsExactly(endpoint(IPV4, OTHER));
        assertThat(answer.reachability()).isEqualTo(Reachability.NOT_REACHED);
        assertThat(answer.incomplete()).isEqualTo(2);
    }

    @Test
    void aHostThatIsReachedIsStillToldOfOthersOverIpv6Alone() throws Exception {
        Tracker tracker = populated(options());
        CompletableFuture<AnnounceResponse> waiting = announceOverBoth(tracker);
        store.reachability(SWARM, endpoint(IPV6, REQUESTER), Reachability.REACHED, System.currentTimeMillis());
        awaiting.remove(0).run();
        AnnounceResponse answer = join(waiting);
        assertThat(answer.peers4().size()).isZero();
        assertThat(answer.reachability()).isEqualTo(Reachability.REACHED);
    }

    @Test
    void anAnswerWaitsForTheSecondFamilyAndThenForTheResult() throws Exception {
        Tracker tracker = populated(options().secondFamilyDelay(Duration.ofMillis(50)));
        CompletableFuture<AnnounceResponse> waiting = future(tracker.announce(from(IPV4, REQUESTER)));
        now(tracker.announce(from(IPV6, REQUESTER)));
        awaitOneWait();
        assertThat(waiting).isNotDone();
        store.reachability(SWARM, endpoint(IPV6, REQUESTER), Reachability.REACHED, System.currentTimeMillis());
        awaiting.remove(0).run();
        assertThat(join(waiting).reachability()).isEqualTo(Reachability.REACHED);
        assertThat(asked).hasValue(1);
    }

    @Test
    void anAnswerWaitsOnceAndNotForLongerThanTheDelay() throws Exception {
        Tracker tracker = populated(options().reachabilityDelay(Duration.ofMillis(20)));
        CompletableFuture<AnnounceResponse> waiting = announceOverBoth(tracker);
        assertThat(join(waiting).reachability()).isEqualTo(Reachability.UNKNOWN);
        assertThat(asked).hasValue(1);
        awaiting.remove(0).run(); // comes too late, and does nothing
    }

    @Test
    void noAnswerWaitsWhereNoResultIsExpected() {
        expectation = () -> false;
        Tracker tracker = populated(options());
        assertThat(announceOverBoth(tracker)).isDone();
        assertThat(asked).hasValue(1);
    }

    @Test
    void noAnswerWaitsWhereAResultWouldChangeNothing() {
        Tracker tracker = populated(options());
        now(tracker.announce(from(IPV6, REQUESTER)));
        now(tracker.announce(from(IPV4, REQUESTER).numWant(0)));
        now(tracker.announce(from(IPV4, REQUESTER).event(AnnounceEvent.NONE)));
        now(tracker.announce(from(IPV4, REQUESTER).event(AnnounceEvent.STOPPED)));
        store.reachability(SWARM, endpoint(IPV6, REQUESTER), Reachability.NOT_REACHED, System.currentTimeMillis());
        now(tracker.announce(from(IPV4, REQUESTER)));

        Tracker sameFamily = tracker(options().familyPolicy(FamilyPolicy.SAME_FAMILY));
        now(sameFamily.announce(from(IPV6, REQUESTER + 1)));
        now(sameFamily.announce(from(IPV4, REQUESTER + 1)));

        Tracker off = tracker(options().reachabilityDelay(Duration.ZERO));
        now(off.announce(from(IPV6, REQUESTER + 2)));
        now(off.announce(from(IPV4, REQUESTER + 2)));
        assertThat(asked).hasValue(0);
    }

    @Test
    void whatTheHostReportsDuringTheWaitStaysInForce() throws Exception {
        Tracker tracker = populated(options());
        CompletableFuture<AnnounceResponse> waiting = announceOverBoth(tracker);
        now(tracker.announce(
                from(IPV6, REQUESTER).left(0).event(AnnounceEvent.COMPLETED).downloaded(1)));
        awaiting.remove(0).run();
        assertThat(join(waiting).complete()).isEqualTo(1);
        ScrapeBatch batch = new ScrapeBatch().add(SWARM);
        assertThat(tracker.scrape(batch)).isCompleted();
        assertThat(batch.complete(0)).isEqualTo(1);
        assertThat(batch.downloaded(0)).isEqualTo(1);
    }

    @Test
    void aResultMayComeWithinTheCall() throws Exception {
        onAwait = onResult -> {
            store.reachability(SWARM, endpoint(IPV6, REQUESTER), Reachability.REACHED, System.currentTimeMillis());
            onResult.run();
            return true;
        };
        Tracker tracker = populated(options());
        assertThat(join(announceOverBoth(tracker)).reachability()).isEqualTo(Reachability.REACHED);
    }

    @Test
    void aResultThatHasComeBeforeTheWaitIsSeen() throws Exception {
        onAwait = onResult -> {
            store.reachability(SWARM, endpoint(IPV6, REQUESTER), Reachability.REACHED, System.currentTimeMillis());
            return false;
        };
        Tracker tracker = populated(options());
        assertThat(join(announceOverBoth(tracker)).reachability()).isEqualTo(Reachability.REACHED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resultsThatFailChangeNoAnswer(boolean expects) throws Exception {
        expectation = () -> {
            if (expects) {
                return true;
            }
            throw new IllegalStateException("planted");
        };
        onAwait = onResult -> {
            throw new IllegalStateException("planted");
        };
        Tracker tracker = populated(options());
        assertThat(join(announceOverBoth(tracker)).reachability()).isEqualTo(Reachability.UNKNOWN);
        assertThat(tracker.stats().listenerFailures()).isEqualTo(1);
    }

    @Test
    void answersThatWaitAreGivenWhenTheTrackerIsClosed() {
        Tracker tracker = populated(options());
        CompletableFuture<AnnounceResponse> waiting = announceOverBoth(tracker);
        tracker.close();
        assertThat(waiting).isCompleted();
        awaiting.remove(0).run();
    }

    @Test
    void placesAreBoundedAndFreeAgain() throws Exception {
        Tracker tracker = populated(options());
        List<CompletableFuture<AnnounceResponse>> waiting = new ArrayList<>();
        for (int i = 0; i < AnswerDelay.MAX_WAITING; i++) {
            now(tracker.announce(from(IPV6, 100 + i)));
            waiting.add(future(tracker.announce(from(IPV4, 100 + i))));
        }
        assertThat(waiting).noneMatch(CompletableFuture::isDone);
        assertThat(announceOverBoth(tracker)).isDone();
        assertThat(awaiting).hasSize(AnswerDelay.MAX_WAITING);

        awaiting.forEach(Runnable::run);
        for (CompletableFuture<AnnounceResponse> each : waiting) {
            join(each);
        }
        onAwait = onResult -> false;
        for (int i = 0; i < 2 * AnswerDelay.MAX_WAITING; i++) {
            join(future(tracker.announce(from(IPV4, 100))));
        }
        onAwait = awaiting::add;
        assertThat(future(tracker.announce(from(IPV4, 100)))).isNotDone();
    }

    private final class Results implements ReachabilityResults {
        @Override
        public boolean isExpected(AnnounceRequest request, AnnounceResponse response) {
            assertThat(request.sourceFamily()).isEqualTo(IPV4);
            assertThat(response.reachability()).isEqualTo(Reachability.UNKNOWN);
            asked.incrementAndGet();
            return expectation.getAsBoolean();
        }

        @Override
        public boolean tryAwait(AnnounceRequest request, Runnable onResult) {
            return onAwait.test(onResult);
        }
    }

    private void awaitOneWait() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (awaiting.isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(awaiting).hasSize(1);
    }

    private TrackerBuilder options() {
        return Tracker.builder().reachabilityDelay(LONG).reachability(new Results());
    }

    private Tracker tracker(TrackerBuilder options) {
        Tracker tracker = options.store(store).build().start();
        trackers.add(tracker);
        return tracker;
    }

    /** Returns a tracker that knows an open dual-stack host. */
    private Tracker populated(TrackerBuilder options) {
        Tracker tracker = tracker(options);
        now(tracker.announce(from(IPV6, OTHER)));
        now(tracker.announce(from(IPV4, OTHER)));
        store.reachability(SWARM, endpoint(IPV6, OTHER), Reachability.REACHED, System.currentTimeMillis());
        return tracker;
    }

    /** Announces the requester over IPv6, then over IPv4; returns the second answer. */
    private CompletableFuture<AnnounceResponse> announceOverBoth(Tracker tracker) {
        now(tracker.announce(from(IPV6, REQUESTER)));
        return future(tracker.announce(from(IPV4, REQUESTER)));
    }

    private static AnnounceRequest from(AddressFamily family, int host) {
        Endpoint source = endpoint(family, host);
        byte[] peerId = new byte[20];
        peerId[18] = (byte) (host >> 8);
        peerId[19] = (byte) host;
        return new AnnounceRequest()
                .infoHash(SWARM)
                .peerId(peerId)
                .key(AnnounceKey.ofNumber(host + 1_000_000))
                .source(source.address())
                .port(source.port())
                .bothFamilies(false)
                .event(AnnounceEvent.STARTED)
                .left(1);
    }

    private static Endpoint endpoint(AddressFamily family, int host) {
        return family == IPV4
                ? Endpoint.ofIpv4(0x0808_0000 + host, 6881)
                : Endpoint.ofIpv6(0x2001_4860_4860_0000L + host, 1, 6881);
    }

    private static CompletableFuture<AnnounceResponse> future(CompletionStage<AnnounceResponse> stage) {
        return stage.toCompletableFuture();
    }

    private static AnnounceResponse now(CompletionStage<AnnounceResponse> stage) {
        assertThat(stage).isCompleted();
        return stage.toCompletableFuture().join();
    }

    private static AnnounceResponse join(CompletableFuture<AnnounceResponse> stage) throws Exception {
        return stage.get(30, TimeUnit.SECONDS);
    }
}
