package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.CLIENT4;
import static io.github.tracker6.udp.HandlerHarness.CLIENT6;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** A tracker that throws an {@link Error}, returns null, or breaks while a late reply is sent. */
class HandlerFailureTest {
    private static final String UNAVAILABLE = "00000003cafebabe" + Hex.text(Rejection.UNAVAILABLE.text());
    private static final String HASH = "aa".repeat(20);

    private final HandlerHarness harness = new HandlerHarness();

    @Test
    void anErrorOfTheTrackerIsAnsweredWithUnavailable() {
        harness.tracker.onAnnounce = (request, response) -> {
            throw new LinkageError("planted");
        };
        assertThat(harness.announce(CLIENT6, -1)).isEqualTo(UNAVAILABLE);

        harness.tracker.onScrape = batch -> {
            throw new LinkageError("planted");
        };
        assertThat(scrape()).isEqualTo(UNAVAILABLE);
        assertThat(harness.stats.trackerFailures()).isEqualTo(2);
        assertThat(harness.pool.pending()).isZero();
    }

    @Test
    void anErrorOfAStageIsAnsweredWithUnavailable() {
        harness.tracker.onAnnounce = (request, response) -> CompletableFuture.failedFuture(new LinkageError("planted"));

        assertThat(harness.announce(CLIENT4, -1)).isEqualTo(UNAVAILABLE);
        assertThat(harness.stats.trackerFailures()).isEqualTo(1);
    }

    @Test
    void aTrackerThatReturnsNullIsAnsweredWithUnavailable() {
        harness.tracker.onAnnounce = (request, response) -> null;
        assertThat(harness.announce(CLIENT6, -1)).isEqualTo(UNAVAILABLE);

        harness.tracker.onScrape = batch -> null;
        assertThat(scrape()).isEqualTo(UNAVAILABLE);
        assertThat(harness.stats.trackerFailures()).isEqualTo(2);
        assertThat(harness.pool.pending()).isZero();
    }

    @Test
    void aStageThatCannotBeAwaitedTakesNoPlace() {
        harness.tracker.onAnnounce = (request, response) -> new CompletableFuture<>() {
            @Override
            public CompletableFuture<AnnounceResponse> whenComplete(
                    BiConsumer<? super AnnounceResponse, ? super Throwable> action) {
                throw new LinkageError("planted");
            }
        };

        assertThat(harness.announce(CLIENT6, -1)).isEqualTo(UNAVAILABLE);
        assertThat(harness.pool.pending()).isZero();
        assertThat(harness.stats.trackerFailures()).isEqualTo(1);
    }

    @Test
    void anErrorWhileALateReplyIsSentGivesItsPlaceBackAndIsCounted() {
        CompletableFuture<AnnounceResponse> stage = new CompletableFuture<>();
        harness.tracker.onAnnounce = (request, response) -> stage;
        harness.lateSender = reply -> {
            throw new LinkageError("planted");
        };
        assertThat(harness.announce(CLIENT6, -1)).isEqualTo("pending");

        stage.complete(null);

        assertThat(harness.pool.pending()).isZero();
        assertThat(harness.stats.receiveFailures()).isEqualTo(1);
    }

    private String scrape() {
        return harness.handle(CLIENT6, harness.connect(CLIENT6), "00000002 cafebabe", HASH);
    }
}
