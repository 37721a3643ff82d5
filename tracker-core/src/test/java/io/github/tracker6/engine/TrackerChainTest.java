package io.github.tracker6.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceEvent;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.Rejection.Reason;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.internal.SteadyClock;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.memory.MemorySwarmStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Interceptors, listeners, counters and housekeeping around the way of an announce. */
class TrackerChainTest {
    private final List<String> events = new ArrayList<>();
    private final ScriptedStore scripted = new ScriptedStore();
    private final TrackerBuilder builder =
            Tracker.builder().store(MemorySwarmStore.builder().build());

    /** Notes when it is passed, both ways. */
    private record Noted(String name, List<String> events) implements TrackerInterceptor {
        @Override
        public CompletionStage<AnnounceResponse> announce(
                AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
            events.add(name + " in");
            CompletionStage<AnnounceResponse> stage = next.announce(request, response);
            events.add(name + " out");
            return stage;
        }
    }

    private final TrackerListener listener = new TrackerListener() {
        @Override
        public void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
            events.add("announced " + request.event());
        }

        @Override
        public void onRefusal(AnnounceRequest request, Rejection rejection) {
            events.add("refused " + rejection.reason());
        }

        @Override
        public void onScrape(ScrapeBatch batch) {
            events.add("scraped " + batch.size());
        }
    };

    private static final class Throwing implements TrackerListener {
        @Override
        public void onAnnounce(AnnounceRequest request, AnnounceResponse response) {
            throw new IllegalStateException("planted");
        }

        @Override
        public void onRefusal(AnnounceRequest request, Rejection rejection) {
            throw new IllegalStateException("planted");
        }
    }

    @Test
    void interceptorsRunInTheOrderRegisteredAndUnwind() {
        Tracker tracker = builder.interceptor(new Noted("first", events))
                .interceptor(new Noted("second", events))
                .listener(listener)
                .build();
        assertThat(tracker.announce(request())).isCompleted();
        assertThat(events).containsExactly("first in", "second in", "second out", "first out", "announced STARTED");
    }

    @Test
    void anInterceptorMayRefuseBeforeTheStoreIsCalled() {
        TrackerInterceptor refusing = (request, response, next) -> response.reject(Rejection.forbidden("no"));
        Tracker tracker = builder.interceptor(refusing)
                .interceptor(new Noted("after", events))
                .listener(listener)
                .build();
        var response = new AnnounceResponse();
        assertThat(tracker.announce(request(), response)).isSameAs(response.done());
        assertThat(response.rejection()).isEqualTo(Rejection.forbidden("no"));
        assertThat(events).containsExactly("refused FORBIDDEN");
        assertThat(tracker.totals().hosts()).isZero();
        assertThat(tracker.stats().refusals(Reason.FORBIDDEN)).isEqualTo(1);
        assertThat(tracker.stats().announces()).isZero();
    }

    @Test
    void anInterceptorMayChangeRequestAndResponse() {
        TrackerInterceptor changing = (request, response, next) ->
                next.announce(request.left(0), response).thenApply(answer -> answer.intervalSeconds(99));
        Tracker tracker = builder.interceptor(changing).build();
        var response = new AnnounceResponse();
        assertThat(tracker.announce(request(), response)).isCompletedWithValue(response);
        assertThat(response.complete()).isEqualTo(1);
        assertThat(response.intervalSeconds()).isEqualTo(99);
    }

    @Test
    void aRequestIsCheckedAfterTheInterceptors() {
        TrackerInterceptor portTaker = (request, response, next) -> next.announce(request.port(0), response);
        Tracker tracker = builder.interceptor(portTaker).listener(listener).build();
        assertThat(tracker.announce(request())).isCompleted();
        assertThat(events).containsExactly("refused MALFORMED");
    }

    @Test
    void aListenerThatThrowsIsCountedAndChangesNoAnswer() {
        Tracker tracker = builder.listener(new Throwing()).listener(listener).build();
        var response = new AnnounceResponse();
        assertThat(tracker.announce(request(), response)).isSameAs(response.done());
        assertThat(response.rejection()).isNull();
        assertThat(tracker.announce(request().port(0))).isCompleted();
        assertThat(events).containsExactly("announced STARTED", "refused MALFORMED");
        assertThat(tracker.stats().listenerFailures()).isEqualTo(2);
    }

    @Test
    void announcesAreCountedByProtocol() {
        Tracker tracker = builder.build();
        assertThat(tracker.announce(request().protocol(Protocol.HTTP))).isCompleted();
        assertThat(tracker.announce(request().protocol(Protocol.UDP))).isCompleted();
        assertThat(tracker.announce(request().protocol(Protocol.UDP).event(AnnounceEvent.NONE)))
                .isCompleted();
        assertThat(tracker.announce(request().protocol(Protocol.UDP).reset())).isCompleted();
        assertThat(tracker.announce(request())).isCompleted();
        TrackerStats stats = tracker.stats();
        assertThat(stats.announces(Protocol.HTTP, AddressFamily.IPV6)).isEqualTo(1);
        assertThat(stats.announces(Protocol.UDP, AddressFamily.IPV6)).isEqualTo(2);
        assertThat(stats.announces(Protocol.UDP, AddressFamily.IPV6, AnnounceEvent.STARTED))
                .isEqualTo(1);
        assertThat(stats.announces(Protocol.OTHER, AddressFamily.IPV6)).isEqualTo(1);
        assertThat(stats.announces(Protocol.OTHER, AddressFamily.IPV4)).isZero();
        assertThat(stats.announces(AddressFamily.IPV6, AnnounceEvent.STARTED)).isEqualTo(3);
        assertThat(stats.announces()).isEqualTo(4);
    }

    @Test
    void theOperatorReadsCountsPastInterceptorsAndListeners() {
        TrackerInterceptor hiding = new TrackerInterceptor() {
            @Override
            public CompletionStage<AnnounceResponse> announce(
                    AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
                return next.announce(request, response);
            }

            @Override
            public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
                return batch.reject(Rejection.NOT_SERVED);
            }
        };
        Tracker tracker = builder.interceptor(hiding).listener(listener).build();
        assertThat(tracker.announce(request())).isCompleted();
        events.clear();

        ScrapeBatch known = new ScrapeBatch().add(1, 2, 3).add(4, 5, 6);
        assertThat(tracker.readCounts(known)).isSameAs(known.done());
        assertThat(known.incomplete(0)).isEqualTo(1);
        assertThat(known.known(1)).isFalse();
        ScrapeBatch all = new ScrapeBatch();
        assertThat(tracker.readAllCounts(all, 10)).isSameAs(all.done());
        assertThat(all.size()).isEqualTo(1);
        assertThat(all.ipv6Hosts(0)).isEqualTo(1);
        assertThat(events).isEmpty();
        assertThat(tracker.stats().scrapes()).isZero();
    }

    @Test
    void countsThatFailAreCountedAsFailures() {
        Tracker tracker = scriptedTracker();
        var counts = tracker.readCounts(new ScrapeBatch().add(1, 2, 3)).toCompletableFuture();
        assertThat(counts).isNotDone();
        scripted.backend.completeExceptionally(new StoreException("planted", null));
        assertThat(counts).isCompletedExceptionally();
        assertThat(tracker.stats().failures()).isEqualTo(1);
        ScrapeBatch all = new ScrapeBatch();
        assertThat(tracker.readAllCounts(all, 10)).isCompleted();
        assertThat(all.rejection()).isEqualTo(Rejection.FULL_SCRAPE_REFUSED);
    }

    @Test
    void announcesAreCountedByFamilyAndEvent() {
        Tracker tracker = builder.build();
        assertThat(tracker.announce(request())).isCompleted();
        assertThat(tracker.announce(request().source(AddressFamily.IPV4, 0, 0x0b000001)))
                .isCompleted();
        assertThat(tracker.announce(request().event(AnnounceEvent.STOPPED))).isCompleted();
        assertThat(tracker.announce(request().port(0))).isCompleted();
        assertThat(tracker.stats().announces(AddressFamily.IPV6, AnnounceEvent.STARTED))
                .isEqualTo(1);
        assertThat(tracker.stats().announces(AddressFamily.IPV4, AnnounceEvent.STARTED))
                .isEqualTo(1);
        assertThat(tracker.stats().announces(AddressFamily.IPV6, AnnounceEvent.STOPPED))
                .isEqualTo(1);
        assertThat(tracker.stats().announces()).isEqualTo(3);
        assertThat(tracker.stats().refusals(Reason.MALFORMED)).isEqualTo(1);
        assertThat(tracker.stats().failures()).isZero();
    }

    @Test
    void scrapesPassTheInterceptorsAndReachTheListeners() {
        TrackerInterceptor hiding = new TrackerInterceptor() {
            @Override
            public CompletionStage<AnnounceResponse> announce(
                    AnnounceRequest request, AnnounceResponse response, TrackerHandler next) {
                return next.announce(request, response);
            }

            @Override
            public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch, TrackerHandler next) {
                batch.hide(0);
                return next.scrape(batch);
            }
        };
        Tracker tracker = builder.interceptor(new Noted("plain", events))
                .interceptor(hiding)
                .listener(listener)
                .build();
        assertThat(tracker.announce(request())).isCompleted();
        events.clear();
        ScrapeBatch batch = new ScrapeBatch().add(1, 2, 3).add(1, 2, 3);
        assertThat(tracker.scrape(batch)).isSameAs(batch.done());
        assertThat(batch.known(0)).isFalse();
        assertThat(batch.known(1)).isTrue();
        assertThat(events).containsExactly("scraped 2");
        assertThat(tracker.stats().scrapes()).isEqualTo(1);
    }

    @Test
    void aFullScrapeIsOffUnlessTurnedOn() {
        assertThat(builder.build().answersFullScrape()).isFalse();
        ScrapeBatch refused = new ScrapeBatch();
        assertThat(builder.build().scrapeAll(refused)).isSameAs(refused.done());
        assertThat(refused.rejection()).isNotNull();
        Tracker tracker = builder.fullScrapeLimit(2).build();
        for (int swarm = 1; swarm <= 3; swarm++) {
            assertThat(tracker.announce(request().infoHash(swarm, 0, 0))).isCompleted();
        }
        ScrapeBatch all = new ScrapeBatch();
        assertThat(tracker.scrapeAll(all)).isCompletedWithValue(all);
        assertThat(tracker.answersFullScrape()).isTrue();
        assertThat(all.rejection()).isNull();
        assertThat(all.size()).isEqualTo(2);
        assertThat(all.incomplete(1)).isEqualTo(1);
    }

    @Test
    void listenersAreCalledWhenTheStoreAnswers() {
        Tracker tracker = scriptedTracker();
        var response = new AnnounceResponse();
        var stage = tracker.announce(request(), response);
        var scrape = tracker.scrape(new ScrapeBatch().add(1, 2, 3));
        assertThat(stage.toCompletableFuture()).isNotDone();
        assertThat(events).isEmpty();
        assertThat(tracker.stats().announces()).isZero();
        scripted.backend.complete(null);
        assertThat(stage).isCompletedWithValue(response);
        assertThat(scrape).isCompleted();
        assertThat(response.incomplete()).isEqualTo(2);
        assertThat(events).containsExactlyInAnyOrder("announced STARTED", "scraped 1");
        assertThat(tracker.stats().announces()).isEqualTo(1);
    }

    @Test
    void aStoreThatFailsIsCountedAndItsFailurePassedOn() {
        Tracker tracker = scriptedTracker();
        var stage = tracker.announce(request());
        var scrape = tracker.scrape(new ScrapeBatch().add(1, 2, 3));
        scripted.backend.completeExceptionally(new StoreException("planted", new IOException("refused")));
        assertThat(stage).isCompletedExceptionally();
        assertThat(scrape).isCompletedExceptionally();
        assertThat(events).isEmpty();
        assertThat(tracker.stats().failures()).isEqualTo(2);
        assertThat(tracker.stats().announces()).isZero();
        assertThat(tracker.stats().scrapes()).isZero();
    }

    @Test
    void housekeepingRunsFromStartToCloseThroughFailures() {
        scripted.maintenanceFails = true;
        Tracker tracker = scriptedTracker();
        assertThat(scripted.maintained).hasValue(0);
        tracker.start().start();
        await(() -> tracker.stats().expiredEndpoints() == 3);
        assertThat(tracker.stats().failures()).isEqualTo(1);
        assertThat(scripted.maintained).hasValue(2);
        tracker.close();
        tracker.close();
        assertThat(scripted.closed).as("the store is borrowed").isFalse();
        await(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> "tracker6-housekeeping".equals(thread.getName())));
        assertThatIllegalStateException().isThrownBy(tracker::start).withMessageContaining("closed");
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> "tracker6-housekeeping".equals(thread.getName()));
    }

    @Test
    void theDefaultClockFollowsTheWallClockAndNeverStepsBack() {
        Clock clock = SteadyClock.start();
        assertThat(clock.millis()).isCloseTo(System.currentTimeMillis(), org.assertj.core.data.Offset.offset(5_000L));
        long before = clock.millis();
        for (int i = 0; i < 10_000; i++) {
            long now = clock.millis();
            assertThat(now).isGreaterThanOrEqualTo(before);
            before = now;
        }
        assertThat(clock.instant().toEpochMilli()).isGreaterThanOrEqualTo(before);
    }

    @Test
    void aLogLimiterLetsOneLineASecondThrough() {
        LogLimiter limiter = new LogLimiter();
        long start = System.nanoTime();
        assertThat(limiter.tryAcquire()).isTrue();
        boolean second = limiter.tryAcquire();
        assertThat(second && System.nanoTime() - start < TimeUnit.SECONDS.toNanos(1))
                .isFalse();
        await(limiter::tryAcquire);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.SECONDS.toNanos(1));
    }

    private Tracker scriptedTracker() {
        return Tracker.builder().store(scripted).listener(listener).build();
    }

    private static AnnounceRequest request() {
        return new AnnounceRequest()
                .infoHash(1, 2, 3)
                .source(AddressFamily.IPV6, 0x2a00000000000000L, 1)
                .port(6881)
                .left(1)
                .event(AnnounceEvent.STARTED);
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }
}
