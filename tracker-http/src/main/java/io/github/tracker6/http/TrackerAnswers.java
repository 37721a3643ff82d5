package io.github.tracker6.http;

import io.github.tracker6.Rejection;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the tracker's answers, refusals and failures into exchanges. Thread-safe. */
final class TrackerAnswers {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerHandler.class);

    final LongAdder malformed = new LongAdder();
    final LongAdder failures = new LongAdder();

    private final TrackerHandler tracker;
    private final int minGzipBytes;
    private final LogLimiter failureLog = new LogLimiter();

    TrackerAnswers(TrackerHandler tracker, int minGzipBytes) {
        this.tracker = tracker;
        this.minGzipBytes = minGzipBytes;
    }

    /** Encodes the answer when the stage completes; at once, and without another stage, if it is complete. */
    <T> CompletionStage<TrackerExchange> later(
            TrackerExchange exchange, CompletionStage<T> stage, Consumer<TrackerExchange> encode) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (future.isDone() && !future.isCompletedExceptionally()) {
            encode.accept(exchange);
            return exchange.done();
        }
        return future.handle((ignored, failure) -> {
            try {
                if (failure == null) {
                    encode.accept(exchange);
                } else {
                    failed(exchange, failure);
                }
            } catch (Throwable e) {
                failed(exchange, e);
            }
            return exchange;
        });
    }

    /**
     * Answers with what the exchange's bencode holds.
     *
     * @param shrinks whether it gets much shorter when compressed
     */
    void encoded(TrackerExchange exchange, boolean shrinks) {
        byte[] body = exchange.bencode.bytes();
        int length = exchange.bencode.size();
        boolean gzip = shrinks && exchange.acceptsGzip() && length >= minGzipBytes;
        if (gzip) {
            body = Gzip.compress(body, length);
            length = body.length;
        }
        exchange.answer(body, length, gzip);
    }

    /** Answers a scrape of all torrents. */
    void ready(TrackerExchange exchange, FullScrapes.Answer answer) {
        Rejection rejection = answer.rejection;
        byte[] gzip = answer.gzip;
        if (rejection != null) {
            refused(exchange, rejection);
        } else if (gzip != null && exchange.acceptsGzip()) {
            exchange.answer(gzip, gzip.length, true);
        } else {
            exchange.answer(answer.plain, answer.plain.length, false);
        }
    }

    /** Refuses a request that the tracker does not see. */
    void malformed(TrackerExchange exchange, Rejection rejection) {
        malformed.increment();
        refused(exchange, rejection);
    }

    void refused(TrackerExchange exchange, Rejection rejection) {
        exchange.bencode.clear();
        Failure.encode(exchange.bencode, rejection, tracker.intervalSeconds());
        encoded(exchange, false);
    }

    /**
     * Answers "unavailable". The store may write into the exchange's messages later, so the exchange must not be used
     * again. Never throws.
     */
    void failed(TrackerExchange exchange, Throwable failure) {
        exchange.retire();
        failures.increment();
        try {
            log(failure);
            refused(exchange, Rejection.UNAVAILABLE);
        } catch (Throwable e) {
            exchange.answer(HttpAnswer.INTERNAL_ERROR); // out of memory, for one
        }
    }

    private void log(Throwable failure) {
        if (failureLog.tryAcquire()) {
            LOG.warn(
                    "Answered {} requests with \"unavailable\"; the last because of {}",
                    failures,
                    StoreException.describe(failure));
            LOG.debug("The last one in full", failure);
        }
    }
}
