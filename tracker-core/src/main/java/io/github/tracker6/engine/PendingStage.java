package io.github.tracker6.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The stage of an announce or scrape that an interceptor or the store did not answer at once. It completes with the
 * message, or with an exception that names the culprit; the first of both counts. Thread-safe.
 *
 * @param <T> the response or batch
 */
class PendingStage<T> extends CompletableFuture<T> implements BiConsumer<@Nullable T, @Nullable Throwable> {
    private final T message;
    private final ChainPart part;

    /** The list of {@link PendingStages} that this stage is in; it guards the three fields behind this one. */
    volatile PendingStages.@Nullable Shard shard;

    @Nullable
    PendingStage<?> previous;

    @Nullable
    PendingStage<?> next;

    long deadlineNanos;

    /** What the tracker handed out in place of this stage: it is complete when the outcome is counted. */
    private volatile @Nullable CompletionStage<T> outcome;

    PendingStage(T message, ChainPart part) {
        this.message = message;
        this.part = part;
    }

    /** Returns a stage that failed already. */
    static <T> PendingStage<T> failed(T message, ChainPart part, Throwable failure) {
        PendingStage<T> stage = new PendingStage<>(message, part);
        stage.completeExceptionally(failure);
        return stage;
    }

    final T message() {
        return message;
    }

    /** Completes as the stage of the interceptor or store does, on its thread; that may be at once. */
    final void follow(@Nullable CompletionStage<T> source) {
        follow(source, this);
    }

    /** Completes as the stage of the store does, but on the executor. */
    final void followOn(EngineThreads threads, @Nullable CompletionStage<T> source) {
        follow(source, (answer, failure) -> threads.dispatch(() -> accept(answer, failure)));
    }

    private void follow(
            @Nullable CompletionStage<T> source, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> end) {
        if (source == null) {
            fail(part.returnedNull());
            return;
        }
        try {
            var unused = source.whenComplete(end);
        } catch (Throwable e) { // a stage of a foreign class may throw
            fail(part.failure(e));
        }
    }

    /** Completes as the stage that is followed did. */
    @Override
    public final void accept(@Nullable T answer, @Nullable Throwable failure) {
        if (isDone()) {
            return;
        }
        if (failure != null) {
            fail(part.failure(failure));
        } else if (answer != message) {
            fail(part.wrongAnswer(answer));
        } else {
            try {
                onAnswer();
            } catch (Throwable e) {
                fail(part.failure(e));
            }
        }
    }

    /** Finishes an answer that has arrived; completes the stage by default. */
    void onAnswer() {
        succeed();
    }

    final void outcome(CompletionStage<T> handedOut) {
        outcome = handedOut;
    }

    /** Returns whether this stage is complete, and what hangs on it and was handed out, too. */
    final boolean isSettled() {
        CompletionStage<T> handedOut = outcome;
        return isDone() && (handedOut == null || handedOut.toCompletableFuture().isDone());
    }

    final void succeed() {
        complete(message);
        leaveShard();
    }

    /** Completes exceptionally; returns false if the stage was complete already. */
    final boolean fail(Throwable failure) {
        boolean failed = completeExceptionally(failure);
        leaveShard();
        return failed;
    }

    final ChainPart part() {
        return part;
    }

    private void leaveShard() {
        PendingStages.Shard current = shard;
        if (current != null) {
            current.remove(this);
        }
    }
}
