package io.github.tracker6.engine;

import static io.github.tracker6.AddressFamily.IPV4;
import static io.github.tracker6.AddressFamily.IPV6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceKey;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.FamilyPolicy;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.StoreTotals;
import io.github.tracker6.store.SwarmStore;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first answer over IPv4 waits for the same host's announce over IPv6. */
class SecondFamilyDelayTest {
    private static final InfoHash SWARM = InfoHash.fromHex("c12fe1c06bba254a9dc9f519b335aa7c1367a88a");
    private static final Duration SHORT = Duration.ofMillis(20);

    /** So long that a test which waits for it fails. */
    private static final Duration LONG = Duration.ofSeconds(5);

    private static final int DUALS = 5;
    private static final int REQUESTER = 90;
    private static final int DEADLINE_SECONDS = 30;

    private final SwarmStore store = MemorySwarmStore.builder().build();
    private final List<Tracker> trackers = new ArrayList<>();

    @AfterEach
    void close() {
        trackers.forEach(Tracker::close);
        store.close();
    }

    @Test
    void aHostWhoseIpv6AnnounceArrivesInTimeGetsNoDualStackHostOverIpv4() throws Exception {
        Tracker tracker = populated(LONG);
        CompletionStage<AnnounceResponse> waiting = tracker.announce(from(IPV4, REQUESTER));
        assertThat(waiting.toCompletableFuture()).isNotDone();

        assertThat(now(tracker.announce(from(IPV6, REQUESTER))).peers6().size()).isEqualTo(DUALS);
        tracker.close();

        AnnounceResponse answer = join(waiting);
        assertThat(answer.peers4().size()).isZero();
        assertThat(answer.incomplete()).isEqualTo(DUALS + 1);
        assertThat(store.totals()).isEqualTo(new StoreTotals(1, 0, 0, DUALS + 1));
    }

    @Test
    void aHostWithoutIpv6AnnounceGetsAllHostsAfterTheWait() throws Exception {
        AnnounceResponse answer = join(populated(SHORT).announce(from(IPV4, REQUESTER)));

        assertThat(answer.peers4().size()).isEqualTo(DUALS);
        assertThat(answer.incomplete()).isEqualTo(DUALS + 1);
    }

    @Test
    void anAnswerThatWaitsSaysThatItsAnnounceCountedAsADownload() throws Exception {
        Tracker tracker = populated(LONG);
        AnnounceRequest finished = from(IPV4, REQUESTER).left(0).event(AnnounceEvent.COMPLETED);
        CompletionStage<AnnounceResponse> waiting = tracker.announce(finished);
        assertThat(waiting.toCompletableFuture()).isNotDone();
        tracker.close();

        assertThat(join(waiting).countedDownload()).isTrue();
        assertThat(now(tracker.announce(finished)).countedDownload()).isFalse();
    }

    @Test
    void onlyTheFirstAnswerWaits() throws Exception {
        Tracker tracker = populated(SHORT);
        join(tracker.announce(from(IPV4, REQUESTER)));

        assertThat(now(tracker.announce(from(IPV4, REQUESTER))).peers4().size()).isEqualTo(DUALS);
        assertThat(tracker.stats().announces(IPV4, AnnounceEvent.STARTED)).isEqualTo(DUALS + 2);
    }

    @Test
    void noAnswerWaitsIfTheSecondFamilyWouldNotChangeIt() {
        Tracker sameFamily =
                populated(Tracker.builder().secondFamilyDelay(LONG).familyPolicy(FamilyPolicy.SAME_FAMILY));
        assertThat(now(sameFamily.announce(from(IPV4, REQUESTER))).peers4().size())
                .isEqualTo(DUALS);

        Tracker ipv6First = populated(LONG);
        assertThat(now(ipv6First.announce(from(IPV6, REQUESTER + 1))).peers6().size())
                .isEqualTo(DUALS);
        assertThat(now(ipv6First.announce(from(IPV4, REQUESTER + 2).key(0)))
                        .peers4()
                        .size())
                .isEqualTo(DUALS + 1);
        assertThat(now(ipv6First.announce(from(IPV4, REQUESTER + 3).numWant(0)))
                        .peers4()
                        .size())
                .isZero();
        InfoHash other = InfoHash.fromHex("00000000000000000000000000000000000000ff");
        now(ipv6First.announce(from(IPV4, 1).infoHash(other)));
        assertThat(now(ipv6First.announce(from(IPV4, 2).infoHash(other)))
                        .peers4()
                        .size())
                .isEqualTo(1);
    }

    @Test
    void noAnswerWaitsIfTheDelayIsOff() {
        assertThat(now(populated(Duration.ZERO).announce(from(IPV4, REQUESTER)))
                        .peers4()
                        .size())
                .isEqualTo(DUALS);
    }

    @Test
    void noAnswerWaitsIfTheTrackerIsNotStartedOrClosed() {
        Tracker tracker = tracker(Tracker.builder().secondFamilyDelay(LONG));
        populate(tracker);
        assertThat(now(tracker.announce(from(IPV4, REQUESTER))).peers4().size()).isEqualTo(DUALS);

        tracker.start();
        tracker.close();
        assertThat(now(tracker.announce(from(IPV4, REQUESTER + 1))).peers4().size())
                .isEqualTo(DUALS + 1);
    }

    @Test
    void atMost1024AnswersWait() throws Exception {
        Tracker tracker = populated(Tracker.builder().secondFamilyDelay(LONG).numWantLimit(2_000));
        List<CompletionStage<AnnounceResponse>> waiting = new ArrayList<>();
        for (int i = 0; i < 1_024; i++) {
            waiting.add(tracker.announce(from(IPV4, 100 + i).numWant(2_000)));
        }
        assertThat(waiting).noneMatch(stage -> stage.toCompletableFuture().isDone());
        assertThat(now(tracker.announce(from(IPV4, 9_000))).peers4().size()).isEqualTo(50);

        tracker.close();
        for (CompletionStage<AnnounceResponse> stage : waiting) {
            assertThat(join(stage).peers4().size()).isEqualTo(DUALS + 1_024);
        }
    }

    @Test
    void aHostThatStopsDuringTheWaitIsNotRecordedAgain() throws Exception {
        Tracker tracker = populated(LONG);
        CompletionStage<AnnounceResponse> waiting = tracker.announce(from(IPV4, REQUESTER));
        now(tracker.announce(from(IPV4, REQUESTER).event(AnnounceEvent.STOPPED)));
        tracker.close();

        assertThat(join(waiting).peers4().size()).isZero();
        assertThat(store.totals().hosts()).isEqualTo(DUALS);
    }

    @Test
    void aStoreThatFailsTheSecondLookFailsTheAnnounce() {
        Tracker tracker = tracker(new FailsToRepeat(store), Tracker.builder().secondFamilyDelay(SHORT));
        populate(tracker.start());
        assertThatThrownBy(() -> join(tracker.announce(from(IPV4, REQUESTER)))).hasRootCauseMessage("gone");
        assertThat(tracker.stats().failures()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {6, 100})
    void aSlowContinuationBlocksNoOtherHeldAnswer(int held) throws Exception {
        Tracker tracker = populated(Tracker.builder().secondFamilyDelay(SHORT).numWantLimit(2_000));
        CountDownLatch given = new CountDownLatch(held);
        List<CompletionStage<Boolean>> continuations = new ArrayList<>();
        for (int i = 0; i < held; i++) {
            // Each continuation lasts until all the others have begun.
            continuations.add(
                    tracker.announce(from(IPV4, 100 + i).numWant(2_000)).thenApply(answer -> countDownAndAwait(given)));
        }
        for (CompletionStage<Boolean> continuation : continuations) {
            assertThat(continuation.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        }
    }

    @Test
    void sixHeldAnswersWithContinuationsOfHalfASecondAreGivenAtTheSameTime() throws Exception {
        Tracker tracker = populated(Duration.ofMillis(250));
        List<CompletableFuture<Long>> nanos = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < 6; i++) {
            nanos.add(tracker.announce(from(IPV4, REQUESTER + i))
                    .thenApply(answer -> {
                        long after = System.nanoTime() - start;
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(500));
                        return after;
                    })
                    .toCompletableFuture());
        }
        for (CompletableFuture<Long> each : nanos) {
            // One thread for all would give the sixth after 2.75 s.
            assertThat(each.get(DEADLINE_SECONDS, TimeUnit.SECONDS)).isLessThan(TimeUnit.MILLISECONDS.toNanos(1_500));
        }
    }

    @Test
    void aSlowContinuationBlocksNeitherTheStoreNorOtherAnswersOfAStoreThatAnswersLater() throws Exception {
        ExecutorService backend = Executors.newSingleThreadExecutor();
        try {
            Tracker tracker =
                    tracker(new AnswersLater(store, backend), Tracker.builder().secondFamilyDelay(SHORT));
            tracker.start();
            for (int i = 1; i <= DUALS; i++) {
                join(tracker.announce(from(IPV6, i)));
                join(tracker.announce(from(IPV4, i).numWant(0)));
            }
            CountDownLatch given = new CountDownLatch(6);
            List<CompletionStage<Boolean>> continuations = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                continuations.add(tracker.announce(from(IPV4, REQUESTER + i)).thenApply(answer -> {
                    assertThat(answer.peers4().size()).isGreaterThanOrEqualTo(DUALS);
                    return countDownAndAwait(given);
                }));
            }
            for (CompletionStage<Boolean> continuation : continuations) {
                assertThat(continuation.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
            }
        } finally {
            backend.shutdownNow();
        }
    }

    @Test
    void heldAnswersAreGivenOnTheExecutorThatTheEmbedderSets() throws Exception {
        ExecutorService embedders = Executors.newSingleThreadExecutor(task -> new Thread(task, "embedder"));
        try {
            Tracker tracker =
                    populated(Tracker.builder().secondFamilyDelay(SHORT).executor(embedders));
            CompletionStage<String> thread = tracker.announce(from(IPV4, REQUESTER))
                    .thenApply(answer -> Thread.currentThread().getName());
            assertThat(thread.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .isEqualTo("embedder");
            tracker.close();
            assertThat(embedders.isShutdown()).as("the executor is borrowed").isFalse();
        } finally {
            embedders.shutdownNow();
        }
    }

    @Test
    void anExecutorThatRefusesLosesNoAnswer() throws Exception {
        Tracker tracker = populated(Tracker.builder().secondFamilyDelay(SHORT).executor(task -> {
            throw new RejectedExecutionException("planted");
        }));
        assertThat(join(tracker.announce(from(IPV4, REQUESTER))).peers4().size())
                .isEqualTo(DUALS);
        assertThat(join(tracker.announce(from(IPV4, REQUESTER + 1))).peers4().size())
                .isEqualTo(DUALS + 1);
    }

    @Test
    void aPlaceIsFreeAgainWhenAHeldAnswerWasGiven() throws Exception {
        Tracker tracker = populated(Tracker.builder().secondFamilyDelay(SHORT).numWantLimit(2_000));
        for (int i = 0; i < 2_000; i++) {
            AnnounceRequest newcomer = from(IPV4, 100 + i).numWant(2_000);
            CompletionStage<AnnounceResponse> waiting = tracker.announce(newcomer);
            assertThat(waiting.toCompletableFuture()).as("newcomer %s", i).isNotDone();
            if (i % 500 == 499) {
                join(waiting); // and so do those before it
            }
        }
    }

    @Test
    void aShortFirstAnswerHasAShortInterval() {
        Tracker tracker = populated(LONG);
        now(tracker.announce(from(IPV6, REQUESTER)));

        AnnounceResponse first = now(tracker.announce(from(IPV4, REQUESTER)));
        assertThat(first.peers4().size()).isZero();
        assertThat(first.intervalSeconds()).isEqualTo(300);

        AnnounceResponse moving = now(
                tracker.announce(from(IPV4, REQUESTER).event(AnnounceEvent.NONE).downloaded(1)));
        assertThat(moving.peers4().size()).isZero();
        assertThat(moving.intervalSeconds()).isEqualTo(1_800);

        AnnounceResponse stalled = now(tracker.announce(from(IPV4, REQUESTER).event(AnnounceEvent.NONE)));
        assertThat(stalled.peers4().size()).isEqualTo(DUALS);
        assertThat(stalled.intervalSeconds()).isEqualTo(1_800);
    }

    @Test
    void aSeederIsStalledThatUploadedNothing() {
        Tracker tracker = populated(LONG);
        now(tracker.announce(from(IPV6, REQUESTER).left(0)));
        AnnounceRequest seeder = from(IPV4, REQUESTER).left(0).event(AnnounceEvent.NONE);

        assertThat(now(tracker.announce(seeder.uploaded(1))).peers4().size()).isZero();
        assertThat(now(tracker.announce(seeder.uploaded(0))).peers4().size()).isEqualTo(DUALS);
        assertThat(now(tracker.announce(seeder.event(AnnounceEvent.COMPLETED)))
                        .peers4()
                        .size())
                .isZero();
    }

    @Test
    void anAnswerWithAllHostsHasTheNormalInterval() {
        Tracker tracker = tracker(Tracker.builder().secondFamilyDelay(LONG)).start();
        now(tracker.announce(from(IPV6, REQUESTER)));
        assertThat(now(tracker.announce(from(IPV4, REQUESTER))).intervalSeconds())
                .isEqualTo(1_800);

        now(tracker.announce(from(IPV4, 1).key(0)));
        assertThat(now(tracker.announce(from(IPV4, REQUESTER))).intervalSeconds())
                .isEqualTo(1_800);
        assertThat(now(tracker.announce(from(IPV6, REQUESTER))).intervalSeconds())
                .isEqualTo(1_800);
    }

    @Test
    void theIntervalDoesNotTellAClaimerThatItIsLinked() {
        Tracker tracker = populated(LONG);
        now(tracker.announce(from(IPV6, REQUESTER)));
        AnnounceRequest claimer = from(IPV4, REQUESTER).bothFamilies(true).claim(endpoint(IPV6, REQUESTER));

        assertThat(now(tracker.announce(claimer)).intervalSeconds()).isEqualTo(1_800);
    }

    private Tracker populated(Duration wait) {
        return populated(Tracker.builder().secondFamilyDelay(wait));
    }

    private Tracker populated(TrackerBuilder builder) {
        Tracker tracker = tracker(builder).start();
        populate(tracker);
        return tracker;
    }

    private static void populate(Tracker tracker) {
        for (int i = 1; i <= DUALS; i++) {
            now(tracker.announce(from(IPV6, i)));
            now(tracker.announce(from(IPV4, i).numWant(0)));
        }
    }

    private Tracker tracker(TrackerBuilder builder) {
        return tracker(store, builder);
    }

    private Tracker tracker(SwarmStore target, TrackerBuilder builder) {
        Tracker tracker = builder.store(target).intervalSpread(0).warmUp(false).build();
        trackers.add(tracker);
        return tracker;
    }

    private static AnnounceRequest from(AddressFamily family, int number) {
        Endpoint endpoint = endpoint(family, number);
        return new AnnounceRequest()
                .infoHash(SWARM)
                .peerId(number, 0, 0)
                .key(AnnounceKey.ofNumber(number))
                .source(family, endpoint.addressHigh(), endpoint.addressLow())
                .port(endpoint.port())
                .left(1)
                .event(AnnounceEvent.STARTED)
                .bothFamilies(false)
                .numWant(50);
    }

    private static Endpoint endpoint(AddressFamily family, int number) {
        return family == IPV6
                ? Endpoint.ofIpv6(0x2a00000000000000L + number, 1, 6881)
                : Endpoint.ofIpv4(0x0b000000 + number, 6881);
    }

    /** Returns an answer that is there already. */
    private static AnnounceResponse now(CompletionStage<AnnounceResponse> stage) {
        CompletableFuture<AnnounceResponse> answer = stage.toCompletableFuture();
        assertThat(answer).isDone();
        assertThat(answer.join().rejection()).isNull();
        return answer.join();
    }

    private static AnnounceResponse join(CompletionStage<AnnounceResponse> stage) throws Exception {
        return stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    private static boolean countDownAndAwait(CountDownLatch latch) {
        latch.countDown();
        try {
            return latch.await(DEADLINE_SECONDS / 2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Answers on a thread of its own, as a store over a network does. */
    private record AnswersLater(SwarmStore working, ExecutorService backend) implements SwarmStore {
        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            return CompletableFuture.supplyAsync(
                    () -> working.announce(update, response)
                            .toCompletableFuture()
                            .join(),
                    backend);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            return working.scrape(batch, nowMillis);
        }

        @Override
        public Duration peerTtl() {
            return working.peerTtl();
        }

        @Override
        public StoreTotals totals() {
            return working.totals();
        }

        @Override
        public void close() {}
    }

    /** Fails when an announce is repeated. */
    private record FailsToRepeat(SwarmStore working) implements SwarmStore {
        @Override
        public CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
            return update.repeated()
                    ? CompletableFuture.failedFuture(new StoreException("planted", new IllegalStateException("gone")))
                    : working.announce(update, response);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, long nowMillis) {
            return working.scrape(batch, nowMillis);
        }

        @Override
        public Duration peerTtl() {
            return working.peerTtl();
        }

        @Override
        public StoreTotals totals() {
            return working.totals();
        }

        @Override
        public void close() {}
    }
}
