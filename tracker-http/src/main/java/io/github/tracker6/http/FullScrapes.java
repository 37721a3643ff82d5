package io.github.tracker6.http;

import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.TrackerHandler;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the answers to scrapes of all torrents (BEP 48), on an executor and one at a time. An answer serves everybody who asks
 * while it is made, and for some seconds after that; all connections send from the same bytes. Thread-safe.
 */
final class FullScrapes {
    /** How long an answer is used after it was made. */
    static final long REUSE_MILLIS = 5_000;

    private final TrackerHandler tracker;
    private final Executor executor;
    private final int minGzipBytes;
    private final LongSupplier clockMillis;
    private @Nullable CompletableFuture<Answer> latest;
    private long usableUntilMillis;

    /** An answer. Immutable, as long as nobody writes into its arrays. */
    static final class Answer {
        /** Why there is none, or null. */
        final @Nullable Rejection rejection;

        /** The bencode. */
        final byte[] plain;

        /** The same, compressed; null where it is short. */
        final byte @Nullable [] gzip;

        Answer(@Nullable Rejection rejection, byte[] plain, byte @Nullable [] gzip) {
            this.rejection = rejection;
            this.plain = plain;
            this.gzip = gzip;
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
     * @return completes on the executor, or is complete; exceptionally if the tracker failed
     * @throws RejectedExecutionException if the executor takes no more
     */
    synchronized CompletableFuture<Answer> answer() {
        CompletableFuture<Answer> last = latest;
        if (last != null && (!last.isDone() || clockMillis.getAsLong() < usableUntilMillis)) {
            return last;
        }
        CompletableFuture<Answer> next = new CompletableFuture<>();
        executor.execute(() -> make(next));
        latest = next;
        return next;
    }

    // A failure, or a refusal, is done and never usable: the answer before was not usable any more either.
    private void make(CompletableFuture<Answer> answer) {
        try {
            tracker.scrapeAll(new ScrapeBatch()).whenComplete((batch, failure) -> {
                if (failure != null) {
                    answer.completeExceptionally(failure);
                    return;
                }
                try {
                    Answer made = encode(batch);
                    if (made.rejection == null) {
                        keep();
                    }
                    answer.complete(made);
                } catch (Throwable e) {
                    answer.completeExceptionally(e); // out of memory, for one
                }
            });
        } catch (Throwable e) {
            answer.completeExceptionally(e);
        }
    }

    private synchronized void keep() {
        usableUntilMillis = clockMillis.getAsLong() + REUSE_MILLIS;
    }

    private Answer encode(ScrapeBatch batch) {
        if (batch.rejection() != null) {
            return new Answer(batch.rejection(), new byte[0], null);
        }
        BencodeWriter bencode = new BencodeWriter();
        ScrapeCodec.encode(bencode, batch, tracker.intervalSeconds());
        byte[] plain = Arrays.copyOf(bencode.bytes(), bencode.size());
        return new Answer(null, plain, plain.length < minGzipBytes ? null : Gzip.compress(plain, plain.length));
    }
}
