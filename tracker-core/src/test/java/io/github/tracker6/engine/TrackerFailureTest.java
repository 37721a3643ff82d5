package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.InfoHash;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.access.InfoHashSet;
import io.github.tracker6.access.TorrentAccess;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.StoreException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A store or interceptor that throws, returns null, completes wrongly, or never completes. */
@Timeout(60)
class TrackerFailureTest {
    private static final String STORE = FaultyStore.class.getName();
    private static final Duration LIMIT = Duration.ofMillis(100);
    private static final int DEADLINE_SECONDS = 30;

    private final FaultyStore store = new FaultyStore();
    private final List<Tracker> trackers = new ArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        trackers.forEach(Tracker::close);
    }

    /** Passes everything on, and hangs a continuation of its own on the stage. */
    private static final class Continuing implements TrackerInterceptor {
        @Override
        public CompletionStage<AnnounceResponse> announce(
                AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
            return next.announce(request, response).thenApply(answer -> answer);
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
            return next.scrape(batch).thenApply(answer -> answer);
        }
    }

    /** Does the same to announces and scrapes, and never calls what is behind it. */
    private record Culprit(Supplier<CompletionStage<?>> fault) implements TrackerInterceptor {
        @Override
        public CompletionStage<AnnounceResponse> announce(
                AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
            return cast(fault.get());
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
            return cast(fault.get());
        }
    }

    private enum Fault implements Supplier<CompletionStage<?>> {
        THROWS_AN_EXCEPTION {
            @Override
            public CompletionStage<?> get() {
                throw new IllegalStateException("planted");
            }
        },
        THROWS_A_CHECKED_EXCEPTION {
            @Override
            public CompletionStage<?> get() {
                throw sneaky(new IOException("planted"));
            }
        },
        THROWS_AN_ERROR {
            @Override
            public CompletionStage<?> get() {
                throw new AssertionError("planted");
            }
        },
        RUNS_OUT_OF_MEMORY {
            @Override
            public CompletionStage<?> get() {
                throw new OutOfMemoryError("planted");
            }
        },
        RECURSES_TOO_DEEP {
            @Override
            @SuppressWarnings("InfiniteRecursion")
            public CompletionStage<?> get() {
                return get();
            }
        },
        RETURNS_NULL {
            @Override
            @SuppressWarnings("NullAway")
            public CompletionStage<?> get() {
                return null;
            }
        },
        COMPLETES_WITH_NULL {
            @Override
            public CompletionStage<?> get() {
                return CompletableFuture.completedFuture(null);
            }
        },
        COMPLETES_EXCEPTIONALLY {
            @Override
            public CompletionStage<?> get() {
                return CompletableFuture.failedFuture(new CompletionException(new IllegalStateException("planted")));
            }
        },
        COMPLETES_EXCEPTIONALLY_LATER {
            @Override
            public CompletionStage<?> get() {
                return CompletableFuture.supplyAsync(() -> {
                    throw new AssertionError("planted");
                });
            }
        },
        NEVER_COMPLETES {
            @Override
            public CompletionStage<?> get() {
                return new CompletableFuture<>();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfTheStoreFailsTheStageIsCountedAndNamesTheStore(Fault fault) {
        store.announcing = (update, response) -> cast(fault.get());
        store.scraping = batch -> cast(fault.get());
        Tracker tracker = started(builder().fullScrapeLimit(1));

        assertThat(faultOf(tracker.announce(request())).culprit()).isEqualTo(STORE);
        assertThat(faultOf(tracker.scrape(new ScrapeBatch().add(1, 2, 3)))).hasMessageContaining("Store " + STORE);
        assertThat(faultOf(tracker.scrapeAll(new ScrapeBatch())).culprit()).isEqualTo(STORE);

        assertCounted(tracker, 3, fault);
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfAnInterceptorFailsTheStageIsCountedAndNamesTheInterceptor(Fault fault) {
        Tracker tracker = started(builder()
                .interceptor(new Continuing())
                .interceptor(new Culprit(fault))
                .fullScrapeLimit(1));

        assertThat(faultOf(tracker.announce(request())).culprit()).isEqualTo(Culprit.class.getName());
        assertThat(faultOf(tracker.scrape(new ScrapeBatch().add(1, 2, 3))))
                .hasMessageContaining("Interceptor " + Culprit.class.getName());
        assertThat(faultOf(tracker.scrapeAll(new ScrapeBatch())).culprit()).isEqualTo(Culprit.class.getName());

        assertCounted(tracker, 3, fault);
        assertThat(events).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultOfTheStoreNamesTheStoreBehindInterceptorsToo(Fault fault) {
        store.announcing = (update, response) -> cast(fault.get());
        store.scraping = batch -> cast(fault.get());
        Tracker tracker = started(builder().interceptor(new Continuing()).interceptor(new Continuing()));

        assertThat(faultOf(tracker.announce(request())).culprit()).isEqualTo(STORE);
        assertThat(faultOf(tracker.scrape(new ScrapeBatch().add(1, 2, 3))).culprit())
                .isEqualTo(STORE);
        assertCounted(tracker, 2, fault);
    }

    static Stream<Fault> faults() {
        return Stream.of(Fault.values());
    }

    @Test
    void theTrackerServesOnAfterEveryFault() {
        Tracker tracker = started(builder());
        for (Fault fault : Fault.values()) {
            store.announcing = (update, response) -> cast(fault.get());
            assertThat(faultOf(tracker.announce(request()))).isNotNull();
        }
        store.announcing = (update, response) -> response.done();
        AnnounceResponse response = new AnnounceResponse();
        assertThat(tracker.announce(request(), response)).isSameAs(response.done());
        assertThat(tracker.stats().failures()).isEqualTo(Fault.values().length);
        assertThat(tracker.stats().announces()).isEqualTo(1);
    }

    @Test
    void anotherResponseThanTheGivenOneIsAFault() {
        store.announcing = (update, response) -> new AnnounceResponse().done();
        store.scraping = batch -> new ScrapeBatch().done();
        Tracker tracker = started(builder());
        assertThat(faultOf(tracker.announce(request()))).hasMessageContaining("another object");
        assertThat(faultOf(tracker.scrape(new ScrapeBatch()))).hasMessageContaining("another object");
        assertThat(tracker.stats().failures()).isEqualTo(2);
    }

    @Test
    void aStoreThatSaysThatStorageFailedIsNotAtFault() {
        StoreException outage = new StoreException("out of reach", new IOException("refused"));
        Tracker tracker = started(builder().interceptor(new Continuing()));
        try (CapturedLog log = new CapturedLog()) {
            store.announcing = (update, response) -> CompletableFuture.failedFuture(outage);
            assertThat(causeOf(tracker.announce(request()))).isSameAs(outage);
            store.announcing = (update, response) -> {
                throw outage;
            };
            assertThat(causeOf(tracker.announce(request()))).isSameAs(outage);
            assertThat(log.linesWith("FaultyStore")).isEmpty();
        }
        assertThat(tracker.stats().failures()).isEqualTo(2);
    }

    @Test
    void swarmsThatTheStoreListsLaterPassTheInterceptorsToo() {
        CompletableFuture<Void> backend = new CompletableFuture<>();
        store.scraping = batch -> backend.thenApply(unused -> batch);
        Tracker tracker = started(builder()
                .requestTimeout(Duration.ofSeconds(20))
                .fullScrapeLimit(2)
                .interceptor(TorrentAccess.deny(() -> InfoHashSet.of(List.of(InfoHash.of(1, 2, 3))))));
        ScrapeBatch all = new ScrapeBatch().add(1, 2, 3).add(4, 5, 6);
        all.setCounts(0, 7, 8, 9, 8);
        all.setCounts(1, 7, 8, 9, 8);
        CompletionStage<ScrapeBatch> stage = tracker.scrapeAll(all);
        assertThat(stage.toCompletableFuture()).isNotDone();
        backend.complete(null);
        assertThat(stage).isCompletedWithValue(all);
        assertThat(all.known(0)).isFalse();
        assertThat(all.known(1)).isTrue();
        assertThat(all.complete(1)).isEqualTo(7);
        assertThat(tracker.stats().scrapes()).isEqualTo(1);
    }

    @Test
    void aCompletionAfterTheTimeLimitChangesNothing() {
        CompletableFuture<Void> backend = new CompletableFuture<>();
        store.announcing = (update, response) -> backend.thenApply(unused -> response.counts(1, 1, 1));
        store.scraping = batch -> backend.thenApply(unused -> batch);
        Tracker tracker = started(builder());
        CompletionStage<AnnounceResponse> announce = tracker.announce(request());
        CompletionStage<ScrapeBatch> scrape = tracker.scrape(new ScrapeBatch().add(1, 2, 3));
        assertThat(faultOf(announce).isTimeout()).isTrue();
        assertThat(faultOf(scrape)).hasMessageContaining("100 ms");

        backend.complete(null);

        assertThat(announce).isCompletedExceptionally();
        assertThat(scrape).isCompletedExceptionally();
        assertThat(events).isEmpty();
        assertThat(tracker.stats().announces()).isZero();
        assertThat(tracker.stats().scrapes()).isZero();
        assertThat(tracker.stats().timeouts()).isEqualTo(2);
    }

    @Test
    void aStoreThatAnswersWithinTheLimitIsInTime() {
        List<CompletableFuture<Void>> backends = new ArrayList<>();
        store.announcing = (update, response) -> {
            CompletableFuture<Void> backend = new CompletableFuture<>();
            backends.add(backend);
            return backend.thenApply(unused -> response);
        };
        Tracker tracker = started(builder().requestTimeout(Duration.ofSeconds(20)));
        List<CompletionStage<AnnounceResponse>> stages = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stages.add(tracker.announce(request()));
        }
        for (int i = 99; i >= 0; i--) {
            assertThat(stages.get(i).toCompletableFuture()).isNotDone();
            backends.get(i).complete(null);
            assertThat(stages.get(i)).isCompleted();
        }
        assertThat(tracker.stats().failures()).isZero();
        assertThat(tracker.stats().announces()).isEqualTo(100);
    }

    @Test
    void everyStageThatWaitsFailsAndNotOnlyTheOldest() throws Exception {
        store.announcing = (update, response) -> new CompletableFuture<>();
        Tracker tracker = started(builder().interceptor(new Continuing()));
        List<CompletionStage<AnnounceResponse>> stages = new ArrayList<>();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Thread caller = new Thread(() -> {
                for (int j = 0; j < 50; j++) {
                    CompletionStage<AnnounceResponse> stage = tracker.announce(request());
                    synchronized (stages) {
                        stages.add(stage);
                    }
                }
            });
            callers.add(caller);
            caller.start();
        }
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(stages)
                .hasSize(1_000)
                .allSatisfy(stage -> assertThat(faultOf(stage).culprit()).isEqualTo(STORE));
        assertThat(tracker.stats().timeouts()).isEqualTo(1_000);
    }

    @Test
    void anInterceptorSeesTheTimeoutBehindItAndCanReleaseWhatItHolds() {
        store.announcing = (update, response) -> new CompletableFuture<>();
        TrackerInterceptor permits = (request, response, next) ->
                next.announce(request, response).whenComplete((answer, failure) -> events.add("given back"));
        Tracker tracker = started(builder().interceptor(permits));
        assertThat(faultOf(tracker.announce(request())).culprit()).isEqualTo(STORE);
        // The stages of the store and of the interceptor time out together, each on a thread of its own.
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (events.isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(events).containsExactly("given back");
    }

    @Test
    void anAnswerInPlaceOfATimeoutIsAFailure() {
        store.announcing = (update, response) -> new CompletableFuture<>();
        store.scraping = batch -> new CompletableFuture<>();
        TrackerInterceptor covering = new TrackerInterceptor() {
            @Override
            public CompletionStage<AnnounceResponse> announce(
                    AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
                return next.announce(request, response).exceptionally(failure -> response.reset());
            }

            @Override
            public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
                return next.scrape(batch).exceptionally(failure -> batch);
            }
        };
        Tracker tracker = started(builder().interceptor(covering));
        assertThat(faultOf(tracker.announce(request())).culprit()).isEqualTo(STORE);
        assertThat(faultOf(tracker.scrape(new ScrapeBatch())).isTimeout()).isTrue();
        assertThat(tracker.stats().timeouts()).isEqualTo(2);
        assertThat(tracker.stats().announces()).isZero();
        assertThat(events).isEmpty();
    }

    @Test
    void withoutALimitAStageWaitsForAsLongAsTheStoreTakes() {
        CompletableFuture<Void> backend = new CompletableFuture<>();
        store.announcing = (update, response) -> backend.thenApply(unused -> response);
        Tracker tracker = started(builder().requestTimeout(Duration.ZERO));
        CompletionStage<AnnounceResponse> stage = tracker.announce(request());
        assertThat(catchThrowable(() -> stage.toCompletableFuture().get(500, TimeUnit.MILLISECONDS)))
                .isInstanceOf(java.util.concurrent.TimeoutException.class);
        backend.complete(null);
        assertThat(stage).isCompleted();
    }

    @Test
    void stagesThatAreIncompleteAtCloseFail() {
        store.announcing = (update, response) -> new CompletableFuture<>();
        Tracker tracker = started(builder().requestTimeout(Duration.ZERO));
        CompletionStage<AnnounceResponse> stage = tracker.announce(request());
        long start = System.nanoTime();
        tracker.close();
        assertThat(System.nanoTime() - start).isLessThan(TimeUnit.SECONDS.toNanos(5));
        assertThat(stage).isCompletedExceptionally();
        assertThat(faultOf(stage)).hasMessageContaining("closed").hasMessageContaining(STORE);
        assertThat(tracker.stats().failures()).isEqualTo(1);
        assertThat(tracker.stats().timeouts()).isZero();
    }

    @Test
    void aStageThatCompletesDuringCloseSucceeds() throws Exception {
        CompletableFuture<Void> backend = new CompletableFuture<>();
        store.announcing = (update, response) -> backend.thenApply(unused -> response);
        Tracker tracker = started(builder().requestTimeout(Duration.ofSeconds(20)));
        CompletionStage<AnnounceResponse> stage = tracker.announce(request());
        Thread closing = new Thread(tracker::close);
        closing.start();
        backend.complete(null);
        closing.join();
        assertThat(stage).isCompleted();
        assertThat(tracker.stats().failures()).isZero();
    }

    @Test
    void theLogNamesCulpritExceptionAndPlaceOnceASecondWithoutTheMessage() {
        store.announcing = (update, response) -> {
            throw new IllegalStateException("client's input");
        };
        Tracker tracker = started(builder());
        long start = System.nanoTime();
        int logged;
        try (CapturedLog log = new CapturedLog()) {
            for (int i = 0; i < 1_000; i++) {
                assertThat(faultOf(tracker.announce(request())).culprit()).isEqualTo(STORE);
            }
            List<String> lines = log.linesWith(STORE);
            logged = lines.size();
            assertThat(lines.get(0))
                    .contains("WARN", "IllegalStateException", "TrackerFailureTest.java")
                    .doesNotContain("client's input");
        }
        long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
        assertThat(logged).isBetween(1, 1 + (int) seconds);
        assertThat(tracker.stats().failures()).isEqualTo(1_000);
    }

    @Test
    void aPrefetchThatFailsIsCountedAndFailsNoAnnounce() {
        store.prefetching = () -> {
            throw new AssertionError("planted");
        };
        Tracker tracker = started(builder());
        tracker.prefetch(new InfoHashes());
        assertThat(tracker.stats().failures()).isEqualTo(1);
        assertThat(tracker.announce(request())).isCompleted();
    }

    @Test
    void aStoreThatFailsTheSecondLookFailsTheAnnounce() {
        for (Fault fault : Fault.values()) {
            store.announcing = (update, response) -> update.repeated()
                    ? cast(fault.get())
                    : response.provisional(true).done();
            Tracker tracker = started(builder().secondFamilyDelay(Duration.ofMillis(1)));
            assertThat(faultOf(tracker.announce(request())).culprit())
                    .as("%s", fault)
                    .isEqualTo(STORE);
            assertCounted(tracker, 1, fault);
        }
    }

    private TrackerBuilder builder() {
        return Tracker.builder()
                .store(store)
                .secondFamilyDelay(Duration.ofMillis(50))
                .requestTimeout(LIMIT)
                .listener(new TrackerListener() {
                    @Override
                    public void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
                        events.add("announce");
                    }

                    @Override
                    public void onRefusal(AnnounceRequest request, Rejection rejection) {
                        events.add("refusal");
                    }

                    @Override
                    public void onScrape(ScrapeBatch batch) {
                        events.add("scrape");
                    }
                });
    }

    private Tracker started(TrackerBuilder builder) {
        Tracker tracker = builder.build().start();
        trackers.add(tracker);
        return tracker;
    }

    private static AnnounceRequest request() {
        return new AnnounceRequest()
                .infoHash(1, 2, 3)
                .source(AddressFamily.IPV6, 0x2a00000000000000L, 1)
                .port(6881)
                .left(1)
                .event(AnnounceEvent.STARTED);
    }

    private static void assertCounted(Tracker tracker, int failures, Fault fault) {
        assertThat(tracker.stats().failures()).isEqualTo(failures);
        assertThat(tracker.stats().timeouts()).isEqualTo(fault == Fault.NEVER_COMPLETES ? failures : 0);
        assertThat(tracker.stats().announces()).isZero();
        assertThat(tracker.stats().scrapes()).isZero();
    }

    private static TrackerException faultOf(CompletionStage<?> stage) {
        Throwable cause = causeOf(stage);
        assertThat(cause).isInstanceOf(TrackerException.class);
        return (TrackerException) cause;
    }

    private static Throwable causeOf(CompletionStage<?> stage) {
        Throwable failure = catchThrowable(() -> stage.toCompletableFuture().get(DEADLINE_SECONDS, TimeUnit.SECONDS));
        assertThat(failure).isInstanceOf(ExecutionException.class);
        return failure.getCause();
    }

    @SuppressWarnings("unchecked")
    private static <T> CompletionStage<T> cast(CompletionStage<?> stage) {
        return (CompletionStage<T>) stage;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException sneaky(Throwable failure) throws E {
        throw (E) failure;
    }
}
