package io.github.tracker6.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The handler over any {@link TrackerHandler}, and what it does when that fails. */
class DecoratedTrackerTest {
    private static final String ANNOUNCE = "/announce?" + Requests.NEEDED;

    /** The least that a tracker is. */
    private static class Tracker implements TrackerHandler {
        Function<AnnounceResponse, @Nullable CompletionStage<AnnounceResponse>> announce = AnnounceResponse::done;

        @Override
        public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
            return announce.apply(response.counts(1, 2, 3).intervalSeconds(60));
        }

        @Override
        public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
            batch.setCounts(0, 1, 2, 3, 2);
            return batch.done();
        }
    }

    private final Tracker tracker = new Tracker();

    private static String get(TrackerHandler tracker, String target) {
        return Requests.text(HttpTrackerHandler.builder(tracker)
                .build()
                .answer("GET", target, "2001:db8::1", name -> null)
                .toCompletableFuture()
                .join()
                .body());
    }

    @Test
    void aTrackerNeedsToAnswerAnnounceAndScrapeAlone() {
        assertThat(get(tracker, ANNOUNCE)).startsWith("d8:completei1e").contains("8:intervali60e");
        assertThat(get(tracker, "/scrape?info_hash=" + Requests.HASH))
                .contains("d8:completei1e")
                .contains("20:min_request_intervali1800e");
        assertThat(get(tracker, "/announce")).endsWith("8:intervali1800ee");
        assertThat(get(tracker, "/scrape")).contains("Full scrape is not allowed");
    }

    @Test
    void aDecoratorMayChangeTheIntervalAndAnswerFullScrapes() {
        TrackerHandler decorated = new Tracker() {
            @Override
            public int intervalSeconds() {
                return 77;
            }

            @Override
            public boolean answersFullScrape() {
                return true;
            }

            @Override
            public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch) {
                return scrape(batch.add(1, 2, 3));
            }
        };
        assertThat(get(decorated, "/announce")).endsWith("8:intervali77ee");
        assertThat(get(decorated, "/scrape")).contains("d8:completei1e").contains("20:min_request_intervali77e");
    }

    @Test
    void theRefusalOfADecoratorReachesTheClient() {
        tracker.announce = response -> response.reject(Rejection.forbidden("No"));
        assertThat(get(tracker, ANNOUNCE)).isEqualTo("d14:failure reason2:No8:intervali1800ee");
    }

    enum Fault {
        THROWS,
        THROWS_ERROR,
        RETURNS_NULL,
        FAILS_AT_ONCE,
        FAILS_LATER
    }

    @ParameterizedTest
    @EnumSource
    void anExchangeOfAFailedAnnounceIsNeverUsedAgain(Fault fault) {
        CompletableFuture<AnnounceResponse> later = new CompletableFuture<>();
        tracker.announce = response -> switch (fault) {
            case THROWS -> throw new IllegalStateException("secret");
            case THROWS_ERROR -> throw new StackOverflowError("secret");
            case RETURNS_NULL -> null;
            case FAILS_AT_ONCE -> CompletableFuture.failedFuture(new IllegalStateException("secret"));
            case FAILS_LATER -> later;
        };
        HttpTrackerHandler handler = HttpTrackerHandler.builder(tracker).build();
        byte[] target = Failure.ascii(ANNOUNCE);
        TrackerExchange exchange = handler.newExchange().reset().target(target, 0, target.length);
        CompletableFuture<TrackerExchange> answered = handler.handle(exchange).toCompletableFuture();
        if (fault == Fault.FAILS_LATER) {
            assertThat(exchange.isReusable()).isTrue();
            assertThat(answered).isNotDone();
            later.completeExceptionally(new IllegalStateException("secret"));
        }
        assertThat(answered).isCompletedWithValue(exchange);
        assertThat(Requests.text(exchange))
                .isEqualTo(
                        "d14:failure reason42:The tracker is unavailable, try again soon8:intervali60e8:retry ini1ee");
        assertThat(handler.failures()).isEqualTo(1);
        assertThat(exchange.isReusable()).isFalse();
        assertThatThrownBy(exchange::reset).isInstanceOf(IllegalStateException.class);
        // What the store writes too late is in no answer.
        exchange.response.peers6().addIpv6(1, 2, 3);
        assertThat(Requests.text(exchange)).contains("unavailable");
    }

    @Test
    void aRefusedOrAnsweredExchangeIsUsedAgain() {
        HttpTrackerHandler handler = HttpTrackerHandler.builder(tracker).build();
        for (String target : new String[] {ANNOUNCE, "/announce", "/nothing", "/scrape"}) {
            byte[] bytes = Failure.ascii(target);
            TrackerExchange exchange = handler.newExchange().reset().target(bytes, 0, bytes.length);
            assertThat(handler.handle(exchange)).isSameAs(exchange.done());
            assertThat(exchange.reset().isReusable()).isTrue();
        }
    }

    @Test
    void aTrackerThatCannotEvenBeRefusedIsStatus500() {
        TrackerHandler broken = new Tracker() {
            @Override
            public int intervalSeconds() {
                throw new IllegalStateException("secret");
            }
        };
        HttpAnswer answer = HttpTrackerHandler.builder(broken)
                .build()
                .answer("GET", "/announce", "192.0.2.1", name -> null)
                .toCompletableFuture()
                .join();
        assertThat(answer.status()).isEqualTo(500);
        assertThat(Requests.text(answer.body())).isEqualTo("Internal server error\n");
    }
}
