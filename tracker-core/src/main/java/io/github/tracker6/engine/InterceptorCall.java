package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.store.InfoHashes;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * Calls one interceptor, which calls the next part of the chain. Whatever the interceptor does, the stage that comes back
 * completes with the message or fails. Thread-safe.
 */
final class InterceptorCall implements TrackerHandler {
    private final TrackerInterceptor interceptor;
    private final TrackerHandler next;
    private final PendingStages pending;
    private final ChainPart part;

    InterceptorCall(TrackerInterceptor interceptor, TrackerHandler next, PendingStages pending) {
        this.interceptor = interceptor;
        this.next = next;
        this.pending = pending;
        this.part = ChainPart.of(interceptor);
    }

    /** Returns a handler that passes what comes through interceptors, in their order, to the end of the chain. */
    static TrackerHandler chain(List<TrackerInterceptor> interceptors, TrackerHandler end, PendingStages pending) {
        TrackerHandler handler = end;
        for (int i = interceptors.size() - 1; i >= 0; i--) {
            handler = new InterceptorCall(interceptors.get(i), handler, pending);
        }
        return handler;
    }

    @Override
    public CompletionStage<AnnounceResponse> announce(AnnounceRequest request, AnnounceResponse response) {
        CompletionStage<AnnounceResponse> stage;
        try {
            stage = interceptor.announce(request, response, next);
        } catch (Throwable e) {
            return PendingStage.failed(response, part, part.failure(e));
        }
        return stage == response.done() ? stage : pending.await(stage, response, part);
    }

    @Override
    public CompletionStage<ScrapeBatch> scrape(ScrapeBatch batch) {
        CompletionStage<ScrapeBatch> stage;
        try {
            stage = interceptor.scrape(batch, next);
        } catch (Throwable e) {
            return PendingStage.failed(batch, part, part.failure(e));
        }
        return stage == batch.done() ? stage : pending.await(stage, batch, part);
    }

    @Override
    public boolean answersFullScrape() {
        return next.answersFullScrape();
    }

    @Override
    public CompletionStage<ScrapeBatch> scrapeAll(ScrapeBatch batch) {
        return next.scrapeAll(batch);
    }

    @Override
    public int intervalSeconds() {
        return next.intervalSeconds();
    }

    @Override
    public void prefetch(InfoHashes swarms) {
        next.prefetch(swarms);
    }
}
