package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starting and closing a tracker, and the housekeeping between both. */
@Timeout(120)
class TrackerLifecycleTest {
    private final FaultyStore store = new FaultyStore();

    @Test
    void aClosedTrackerCannotBeStarted() {
        Tracker started = tracker().start();
        started.close();
        assertThatIllegalStateException().isThrownBy(started::start).withMessageContaining("closed");

        Tracker neverStarted = tracker();
        neverStarted.close();
        assertThatIllegalStateException().isThrownBy(neverStarted::start);
        awaitNoThreads();
    }

    @Test
    void startingAndClosingTwiceIsAsOnce() {
        Tracker tracker = tracker();
        assertThat(tracker.start()).isSameAs(tracker).isSameAs(tracker.start());
        assertThat(threads("tracker6-housekeeping")).isEqualTo(1);
        tracker.close();
        tracker.close();
        awaitNoThreads();
    }

    @Test
    void buildingStartsNothing() {
        Tracker tracker = tracker();
        assertThat(tracker.announce(request())).isCompleted();
        assertThat(threads("tracker6-")).isZero();
        tracker.close();
    }

    @Test
    void fiftyTrackersLeaveNoThread() {
        store.announcing = (update, response) ->
                update.repeated() ? response.done() : response.provisional(true).done();
        for (int i = 0; i < 50; i++) {
            Tracker tracker = tracker().start();
            CompletionStage<AnnounceResponse> held = tracker.announce(request());
            tracker.close();
            assertThat(held).isCompleted();
        }
        awaitNoThreads();
    }

    /** What the tracker handed out completes after the listeners have returned, not with the stage of the store. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void closeWaitsUntilTheOutcomeIsRecorded(boolean intercepted) {
        store.announcing = (update, response) ->
                update.repeated() ? response.done() : response.provisional(true).done();
        TrackerBuilder builder = Tracker.builder().store(store).listener(new TrackerListener() {
            @Override
            public void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
            }
        });
        if (intercepted) {
            builder.interceptor(new TrackerInterceptor() {
                @Override
                public CompletionStage<AnnounceResponse> announce(
                        AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
                    return next.announce(request, response).thenApply(answer -> answer);
                }
            });
        }
        Tracker tracker = builder.build().start();
        CompletionStage<AnnounceResponse> held = tracker.announce(request());
        tracker.close();
        assertThat(held).isCompleted();
        assertThat(tracker.stats().announces()).isEqualTo(1);
    }

    @Test
    void aClosedTrackerAnswersWithoutWaiting() {
        store.announcing = (update, response) -> response.provisional(true).done();
        Tracker tracker = tracker().start();
        tracker.close();
        AnnounceResponse response = new AnnounceResponse();
        assertThat(tracker.announce(request(), response)).isSameAs(response.done());
        assertThat(tracker.stats().announces()).isEqualTo(1);
    }

    @Test
    void closeDoesNotWaitForContinuations() throws Exception {
        store.announcing = (update, response) ->
                update.repeated() ? response.done() : response.provisional(true).done();
        Tracker tracker = Tracker.builder()
                .store(store)
                .secondFamilyDelay(Duration.ofSeconds(5))
                .build()
                .start();
        CountDownLatch closed = new CountDownLatch(1);
        CompletionStage<AnnounceResponse> answer = tracker.announce(request());
        CompletionStage<Boolean> continuation = answer.thenApply(unused -> await(closed));
        tracker.close();
        assertThat(answer).isCompleted();
        closed.countDown();
        assertThat(continuation.toCompletableFuture().get(30, TimeUnit.SECONDS)).isTrue();
        awaitNoThreads();
    }

    @Test
    void aContinuationMayCloseTheTracker() throws Exception {
        store.announcing = (update, response) ->
                update.repeated() ? response.done() : response.provisional(true).done();
        Tracker tracker = Tracker.builder()
                .store(store)
                .secondFamilyDelay(Duration.ofMillis(1))
                .build()
                .start();
        CompletableFuture<Void> closed =
                tracker.announce(request()).thenRun(tracker::close).toCompletableFuture();
        closed.get(30, TimeUnit.SECONDS);
        awaitNoThreads();
    }

    @Test
    void noAnswerIsLostWhenTheTrackerIsClosedWhileAnnouncesCome() throws Exception {
        store.announcing = (update, response) ->
                update.repeated() ? response.done() : response.provisional(true).done();
        for (int round = 0; round < 20; round++) {
            Tracker tracker = Tracker.builder()
                    .store(store)
                    .secondFamilyDelay(Duration.ofSeconds(5))
                    .build()
                    .start();
            List<CompletionStage<AnnounceResponse>> answers = new ArrayList<>();
            Thread announcing = new Thread(() -> {
                for (int i = 0; i < 2_000; i++) {
                    answers.add(tracker.announce(request()));
                }
            });
            announcing.start();
            LockSupport.parkNanos(round * 100_000L);
            tracker.close();
            announcing.join();
            assertThat(answers).hasSize(2_000);
            for (CompletionStage<AnnounceResponse> answer : answers) {
                // Long before the time that it would have waited for.
                assertThat(answer.toCompletableFuture().get(2, TimeUnit.SECONDS))
                        .isNotNull();
            }
        }
    }

    @Test
    void housekeepingSurvivesErrorsOfTheStoreAndOfListeners() {
        AtomicInteger turns = new AtomicInteger();
        store.maintaining = () -> {
            if (turns.incrementAndGet() == 1) {
                throw new AssertionError("planted");
            }
            return 3;
        };
        Tracker tracker = Tracker.builder()
                .store(store)
                .listener(new TrackerListener() {
                    @Override
                    public void onExpiry(int endpoints) {
                        throw new AssertionError("planted");
                    }
                })
                .build()
                .start();
        awaitThat(() -> tracker.stats().listenerFailures() >= 2);
        assertThat(tracker.stats().housekeepingFailures()).isEqualTo(1);
        assertThat(tracker.stats().failures()).isEqualTo(1);
        assertThat(tracker.stats().expiredEndpoints()).isGreaterThanOrEqualTo(6);
        assertThat(tracker.adoption().points()).hasSize(1);
        tracker.close();
        awaitNoThreads();
    }

    @Test
    void aListenerThatThrowsAnErrorIsCountedAndChangesNoAnswer() {
        Tracker tracker = Tracker.builder()
                .store(store)
                .listener(new TrackerListener() {
                    @Override
                    public void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
                        throw new AssertionError("planted");
                    }
                })
                .build();
        assertThat(tracker.announce(request())).isCompleted();
        assertThat(tracker.stats().listenerFailures()).isEqualTo(1);
        assertThat(tracker.stats().failures()).isZero();
    }

    private Tracker tracker() {
        return Tracker.builder().store(store).build();
    }

    private static AnnounceRequest request() {
        return new AnnounceRequest()
                .infoHash(1, 2, 3)
                .source(AddressFamily.IPV4, 0, 0x0b000001)
                .port(6881);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static long threads(String prefix) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(prefix))
                .count();
    }

    private static void awaitNoThreads() {
        awaitThat(() -> threads("tracker6-") == 0);
    }

    private static void awaitThat(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline)
                    .as("time over the deadline")
                    .isNegative();
            LockSupport.parkNanos(1_000_000);
        }
    }
}
