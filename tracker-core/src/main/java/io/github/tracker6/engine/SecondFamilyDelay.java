package io.github.tracker6.engine;

import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.store.PeerUpdate;
import io.github.tracker6.store.SwarmStore;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gives a provisional answer a moment, in which the same host's announce over IPv6 may arrive, and asks the store again.
 * Thread-safe.
 */
final class SecondFamilyDelay implements AutoCloseable {
    private static final int MAX_WAITING = 1_024;

    private final SwarmStore store;
    private final Clock clock;
    private final long waitMillis;
    private final Semaphore room = new Semaphore(MAX_WAITING);
    private volatile @Nullable ScheduledThreadPoolExecutor executor;
    private boolean closed;

    SecondFamilyDelay(SwarmStore store, Clock clock, Duration wait) {
        this.store = store;
        this.clock = clock;
        this.waitMillis = wait.toMillis();
    }

    synchronized void start() {
        if (executor != null || closed || waitMillis == 0) {
            return;
        }
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tracker6-second-family");
            thread.setDaemon(true);
            return thread;
        });
    }

    CompletionStage<AnnounceResponse> announce(PeerUpdate update, AnnounceResponse response) {
        CompletionStage<AnnounceResponse> stage = store.announce(update, response);
        if (stage == response.done()) {
            return response.provisional() ? announceAgain(update, response) : stage;
        }
        return stage.thenCompose(answer -> answer.provisional() ? announceAgain(update, answer) : answer.done());
    }

    private CompletionStage<AnnounceResponse> announceAgain(PeerUpdate update, AnnounceResponse response) {
        ScheduledThreadPoolExecutor timer = executor;
        if (timer == null || !room.tryAcquire()) {
            return response.done();
        }
        CompletableFuture<AnnounceResponse> settled = new CompletableFuture<>();
        try {
            var unused = timer.schedule(
                    () -> {
                        room.release();
                        settle(update, response, settled);
                    },
                    waitMillis,
                    TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            room.release();
            return response.done();
        }
        return settled;
    }

    private void settle(PeerUpdate update, AnnounceResponse response, CompletableFuture<AnnounceResponse> settled) {
        try {
            response.peers4().clear();
            response.peers6().clear();
            response.provisional(false);
            var unused = store.announce(update.repeated(true).nowMillis(clock.millis()), response)
                    .whenComplete((answer, failure) -> {
                        if (failure == null) {
                            settled.complete(answer);
                        } else {
                            settled.completeExceptionally(failure);
                        }
                    });
        } catch (RuntimeException e) {
            settled.completeExceptionally(e);
        }
    }

    /** Gives the answers that wait now. */
    @Override
    public synchronized void close() {
        closed = true;
        ScheduledThreadPoolExecutor timer = executor;
        if (timer != null) {
            timer.shutdown();
            timer.getQueue().forEach(Runnable::run);
        }
    }
}
