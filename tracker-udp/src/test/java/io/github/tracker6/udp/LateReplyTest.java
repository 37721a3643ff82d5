package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.CLIENT4;
import static io.github.tracker6.udp.HandlerHarness.CLIENT6;
import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A storage that answers later or fails. */
class LateReplyTest {
    private static final String UNAVAILABLE = "00000003cafebabe" + Hex.text(Rejection.UNAVAILABLE.text());

    private final HandlerHarness harness =
            new HandlerHarness(options -> options.maxPending(3).rateLimit(false));
    private final List<Runnable> answers = new ArrayList<>();
    private final List<CompletableFuture<AnnounceResponse>> stages = new ArrayList<>();

    @BeforeEach
    void answerLater() {
        harness.tracker.onAnnounce = (request, response) -> {
            CompletableFuture<AnnounceResponse> stage = new CompletableFuture<>();
            stages.add(stage);
            int port = request.port();
            answers.add(() -> {
                response.intervalSeconds(60).counts(1, 0, 0);
                response.peers(request.sourceFamily()).add(request.source());
                assertThat(request.port()).isEqualTo(port);
                stage.complete(response);
            });
            return stage;
        };
    }

    @Test
    void aLateReplyIsSentWhenTheStageCompletes() {
        assertThat(harness.announce(CLIENT6, -1)).isEqualTo("pending");
        assertThat(harness.late).isEmpty();
        assertThat(harness.pool.pending()).isEqualTo(1);

        answers.get(0).run();

        assertThat(harness.late)
                .singleElement()
                .asString()
                .isEqualTo(Hex.spaceless(
                        "00000001 cafebabe 0000003c 00000000 00000001", "20010db8000000000000000000000007 1ae1"));
        assertThat(harness.pool.pending()).isZero();
        assertThat(harness.stats.announces()).isEqualTo(1);
    }

    @Test
    void pendingRequestsStaySeparateAndMayEndInAnyOrder() {
        String id4 = harness.connect(CLIENT4);
        String id6 = harness.connect(CLIENT6);
        harness.handle(CLIENT4, announce(id4, 1, 2, -1, 1001));
        harness.handle(CLIENT6, announce(id6, 1, 2, -1, 1002));
        harness.handle(CLIENT4, announce(id4, 1, 2, -1, 1003));

        answers.get(2).run();
        answers.get(0).run();
        answers.get(1).run();

        assertThat(harness.late).hasSize(3);
        assertThat(harness.late.get(0)).endsWith("c000020703eb");
        assertThat(harness.late.get(1)).endsWith("c000020703e9");
        assertThat(harness.late.get(2)).endsWith("20010db800000000000000000000000703ea");
    }

    @Test
    void pastMaxPendingRequestsAreDroppedAndConnectsAreNot() {
        for (int i = 0; i < 3; i++) {
            assertThat(harness.announce(CLIENT6, -1)).isEqualTo("pending");
        }
        assertThat(harness.announce(CLIENT6, -1)).isEmpty();
        assertThat(harness.handle(CLIENT6, harness.connect(CLIENT6), "00000002 cafebabe"))
                .isEmpty();
        assertThat(harness.stats.droppedOverloaded()).isEqualTo(2);
        assertThat(harness.tracker.announces()).isEqualTo(3);

        answers.get(0).run();
        assertThat(harness.announce(CLIENT6, -1)).isEqualTo("pending");
    }

    @Test
    void aLateFailureIsAnErrorThatSaysUnavailable() {
        harness.announce(CLIENT6, -1);

        stages.get(0).completeExceptionally(new StoreException("the backend at 192.0.2.99 said no", null));

        assertThat(harness.late).singleElement().asString().isEqualTo(UNAVAILABLE);
        assertThat(harness.stats.trackerFailures()).isEqualTo(1);
        assertThat(harness.pool.pending()).isZero();
    }

    @Test
    void anImmediateFailureIsAnErrorThatSaysUnavailable() {
        harness.tracker.onAnnounce =
                (request, response) -> CompletableFuture.failedFuture(new StoreException("secret", null));
        assertThat(harness.announce(CLIENT6, -1)).isEqualTo(UNAVAILABLE);

        harness.tracker.onAnnounce = (request, response) -> {
            throw new IllegalStateException("secret");
        };
        assertThat(harness.announce(CLIENT4, -1)).isEqualTo(UNAVAILABLE);

        harness.tracker.onScrape = batch -> CompletableFuture.failedFuture(new StoreException("secret", null));
        assertThat(harness.handle(CLIENT6, harness.connect(CLIENT6), "00000002 cafebabe"))
                .isEqualTo(UNAVAILABLE);

        harness.tracker.onScrape = batch -> {
            throw new IllegalStateException("secret");
        };
        assertThat(harness.handle(CLIENT6, harness.connect(CLIENT6), "00000002 cafebabe"))
                .isEqualTo(UNAVAILABLE);
        assertThat(harness.stats.trackerFailures()).isEqualTo(4);
        assertThat(harness.pool.pending()).isZero();
    }

    @Test
    void aCompletedStageOfTheTrackersOwnIsAnsweredAtOnce() {
        harness.tracker.onAnnounce = (request, response) ->
                CompletableFuture.completedFuture(response.intervalSeconds(60).counts(1, 0, 0));

        assertThat(harness.announce(CLIENT6, -1)).isEqualTo("00000001cafebabe0000003c0000000000000001");
    }

    @Test
    void aLateScrapeIsAnswered() {
        CompletableFuture<io.github.tracker6.ScrapeBatch> stage = new CompletableFuture<>();
        harness.tracker.onScrape = batch -> {
            batch.setCounts(0, 1, 2, 3, 2);
            return stage;
        };
        String hash = "aa".repeat(20);
        assertThat(harness.handle(CLIENT6, harness.connect(CLIENT6), "00000002 cafebabe", hash))
                .isEqualTo("pending");

        stage.complete(null);

        assertThat(harness.late)
                .singleElement()
                .asString()
                .isEqualTo("00000002cafebabe" + "00000001" + "00000003" + "00000002");
    }
}
