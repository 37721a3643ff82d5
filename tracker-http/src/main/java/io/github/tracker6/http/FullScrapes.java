package io.github.tracker6.http;

import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.TrackerHandler;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the answers to scrapes of all torrents (BEP 48), on an executor and one at a time. An answer serves everybody who asks
 * while it is made, and for some seconds after that; all connections send from the same bytes. Thread-safe.
 */
final class FullScrapes {
    /** How long an answer is used after it was made. */
    static final long REUSE_MILLIS = 5_000;

    /** How long an answer may take to be made. Who asks later has another one made. */
    static final long LIMIT_MILLIS = 60_000;

    private final TrackerHandler tracker;
    private final Executor executor;
    private final int minGzipBytes;
    private final LongSupplier clockMillis;
    private @Nullable CompletableFuture<Answer> latest;
    private long latestBegunMillis;

    /** An answer. Immutable, as long as nobody writes into its arrays. */
    static final class Answer {
        /** Why there is none, or null. */
        final @Nullable Rejection rejection;

        /** The bencode. */
        final byte[] plain;

        /** The same, compressed; null where it is short. */
        final byte @Nullable [] gzip;

        /** Until when others may get it too. */
        final long usableUntilMillis;

        Answer(@Nullable Rejection rejection, byte[] plain, byte @Nullable [] gzip, long usableUntilMillis) {
            this.rejection = rejection;
            this.plain = plain;
            this.gzip = gzip;
            this.usableUntilMillis = usableUntilMillis;
        }
    }

    FullScrapes(TrackerHandler tracker, Executor executor, int minGzipBytes, LongSupplier clockMillis) {
        this.tracker = tracker;
        this.executor = executor;
        this.minGzipBytes = minGzipBytes;
        this.clockMillis = clockMillis;
    }

    /**
     * Returns the answer, which may be some seconds old.
     *
     * @return completes on the executor, or is complete; exceptionally if the tracker failed, if the executor took no
     *     more for the one who asked first, or if it took too long and another one is made
     * @throws RejectedExecutionException if the executor takes no more
     */
    CompletableFuture<Answer> answer() {
        CompletableFuture<Answer> next = new CompletableFuture<>();
        CompletableFuture<Answer> last;
        synchronized (this) {
            long nowMillis = clockMillis.getAsLong();
            last = latest;
            if (last != null && isOfUse(last, nowMillis)) {
                return last;
            }
            latest = next;
            latestBegunMillis = nowMillis;
        }
        // Not under the lock: the executor may be the caller's thread, and what waits for an answer runs here.
        if (last != null) {
            last.completeExceptionally(new TimeoutException("no answer within " + LIMIT_MILLIS + " ms"));
        }
        try {
            executor.execute(() -> make(next));
        } catch (Throwable e) {
            next.completeExceptionally(e); // for those who asked meanwhile
            throw e;
        }
        return next;
    }

    /** Returns whether an answer is usable, or is still made. One that failed, or is a refusal, is not. */
    private boolean isOfUse(CompletableFuture<Answer> answer, long nowMillis) {
        if (!answer.isDone()) {
            return nowMillis - latestBegunMillis < LIMIT_MILLIS;
        }
        return !answer.isCompletedExceptionally() && nowMillis < answer.join().usableUntilMillis;
    }

    private void make(CompletableFuture<Answer> answer) {
        try {
            tracker.scrapeAll(new ScrapeBatch()).whenComplete((batch, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                    return;
                }
                try {
                    answer.complete(encode(batch));
                } catch (Throwable e) {
                    answer.completeExceptionally(e); // out of memory, for one
                }
            });
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    private Answer encode(ScrapeBatch batch) {
        if (batch.rejection() != null) {
            return new Answer(batch.rejection(), new byte[0], null, Long.MIN_VALUE);
        }
        BencodeWriter bencode = new BencodeWriter();
        ScrapeCodec.encode(bencode, batch, tracker.intervalSeconds());
        byte[] plain = Arrays.copyOf(bencode.bytes(), bencode.size());
        byte[] gzip = plain.length < minGzipBytes ? null : Gzip.compress(plain, plain.length);
        return new Answer(null, plain, gzip, clockMillis.getAsLong() + REUSE_MILLIS);
    }
}
