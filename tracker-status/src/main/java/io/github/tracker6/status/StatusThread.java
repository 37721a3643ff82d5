package io.github.tracker6.status;

import io.github.tracker6.http.HttpAnswer;
import io.github.tracker6.internal.LogLimiter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that collects figures and makes answers: one after the other, so that they never take more than a processor.
 * Thread-safe.
 */
final class StatusThread implements AutoCloseable {
    /** The most requests that wait; more get status 503. */
    static final int MAX_WAITING = 32;

    /** The most requests of everyone that wait, so that the operator is answered whatever others ask. */
    static final int MAX_PUBLIC_WAITING = 4;

    private static final long CLOSE_SECONDS = 1;
    private static final Logger LOG = LoggerFactory.getLogger(StatusThread.class);
    private static final HttpAnswer STOPPING = HttpAnswer.of(503, "text/plain; charset=utf-8", "The tracker stops\n")
            .withHeader("Cache-Control", "no-store");

    private static final HttpAnswer BUSY = HttpAnswer.of(
                    503, "text/plain; charset=utf-8", "Too many requests for the status at once\n")
            .withHeader("Retry-After", "5")
            .withHeader("Cache-Control", "no-store");

    private final ScheduledThreadPoolExecutor executor;
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger publicWaiting = new AtomicInteger();
    private final LogLimiter failureLog = new LogLimiter();
    private volatile boolean closed;

    /** Starts nothing: the thread starts with the first task. */
    StatusThread() {
        executor = new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "tracker6-status");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs a task again and again, also after it failed. */
    void repeat(Runnable task, long seconds) {
        Runnable guarded = () -> {
            try {
                task.run();
            } catch (Throwable e) { // would end the task for ever
                if (failureLog.tryAcquire()) {
                    LOG.warn("The figures for the status can't be collected: {}", e.toString());
                }
            }
        };
        var unused = executor.scheduleWithFixedDelay(guarded, seconds, seconds, TimeUnit.SECONDS);
    }

    /** Has an answer for everyone made, as {@link #answer} does; few of them wait. */
    CompletableFuture<HttpAnswer> publicAnswer(Supplier<HttpAnswer> answer) {
        if (publicWaiting.incrementAndGet() > MAX_PUBLIC_WAITING) {
            publicWaiting.decrementAndGet();
            return BUSY.done();
        }
        return answer(answer).whenComplete((made, failure) -> publicWaiting.decrementAndGet());
    }

    /** Has an answer made; it says status 503 if too many wait, or after {@link #close()}. */
    CompletableFuture<HttpAnswer> answer(Supplier<HttpAnswer> answer) {
        if (waiting.incrementAndGet() > MAX_WAITING) {
            waiting.decrementAndGet();
            return BUSY.done();
        }
        CompletableFuture<HttpAnswer> done = new CompletableFuture<>();
        try {
            executor.execute(() -> make(answer, done));
        } catch (RejectedExecutionException e) {
            waiting.decrementAndGet();
            return STOPPING.done();
        }
        return done;
    }

    private void make(Supplier<HttpAnswer> answer, CompletableFuture<HttpAnswer> done) {
        try {
            done.complete(closed ? STOPPING : answer.get());
        } catch (Throwable e) {
            done.completeExceptionally(e);
        } finally {
            waiting.decrementAndGet();
        }
    }

    /**
     * Ends the thread. The answer in work has a second to be made, then it is interrupted, since the tracker and its store are closed
     * next; requests that wait get status 503. Idempotent.
     */
    @Override
    public void close() {
        closed = true;
        executor.shutdown();
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                executor.shutdownNow().forEach(Runnable::run);
            }
        } catch (InterruptedException e) {
            executor.shutdownNow().forEach(Runnable::run);
            Thread.currentThread().interrupt();
        }
    }
}
