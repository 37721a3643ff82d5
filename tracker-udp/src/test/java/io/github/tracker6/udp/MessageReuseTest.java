package io.github.tracker6.udp;

import static io.github.tracker6.udp.HandlerHarness.CLIENT6;
import static io.github.tracker6.udp.HandlerHarness.announce;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A message of a request that failed is not used again: the tracker may still write into it. */
class MessageReuseTest {
    private static final int REQUESTS = 20;

    private final HandlerHarness harness =
            new HandlerHarness(options -> options.maxPending(1).rateLimit(false));
    private final Set<Object> used = Collections.newSetFromMap(new IdentityHashMap<>());
    private final String connectionId = harness.connect(CLIENT6);
    private Exchange exchange = harness.handler.newExchange();

    private enum End {
        THROWS,
        RETURNS_A_FAILED_STAGE,
        FAILS_LATER,
        COMPLETES_LATER;

        <T> CompletableFuture<T> stage(CompletableFuture<T> later) {
            return switch (this) {
                case THROWS -> throw new IllegalStateException("planted");
                case RETURNS_A_FAILED_STAGE -> CompletableFuture.failedFuture(new IllegalStateException("planted"));
                case FAILS_LATER, COMPLETES_LATER -> later;
            };
        }

        void finish(CompletableFuture<?> later) {
            if (this == FAILS_LATER) {
                later.completeExceptionally(new IllegalStateException("planted"));
            } else {
                later.complete(null);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void messagesOfAnAnnounceAreReusedUnlessItFailed(End end) {
        for (int i = 0; i < REQUESTS; i++) {
            CompletableFuture<AnnounceResponse> later = new CompletableFuture<>();
            harness.tracker.onAnnounce = (request, response) -> {
                used.add(request);
                used.add(response);
                return end.stage(later);
            };
            handle(announce(connectionId, UdpWire.ACTION_ANNOUNCE, 2, -1, 6881));
            end.finish(later);
        }
        assertUsed(end, 2);
    }

    @ParameterizedTest
    @EnumSource
    void theBatchOfAScrapeIsReusedUnlessItFailed(End end) {
        for (int i = 0; i < REQUESTS; i++) {
            CompletableFuture<ScrapeBatch> later = new CompletableFuture<>();
            harness.tracker.onScrape = batch -> {
                used.add(batch);
                return end.stage(later);
            };
            handle(connectionId, "00000002 cafebabe", "aa".repeat(20));
            end.finish(later);
        }
        assertUsed(end, 1);
    }

    /** Goes on with the same exchange as a worker does. */
    private void handle(String... packet) {
        if (exchange.isDiscarded()) {
            exchange = harness.handler.newExchange();
        }
        if (harness.handle(exchange, CLIENT6, packet).equals("pending")) {
            exchange = harness.handler.newExchange();
        }
    }

    private void assertUsed(End end, int messages) {
        boolean failed = end != End.COMPLETES_LATER;
        // The worker takes a second exchange while the first one waits.
        assertThat(used).hasSize(failed ? REQUESTS * messages : 2 * messages);
        assertThat(harness.stats.trackerFailures()).isEqualTo(failed ? REQUESTS : 0);
        assertThat(harness.pool.pending()).isZero();
    }
}
