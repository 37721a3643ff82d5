package io.github.tracker6.engine;

import io.github.tracker6.internal.LogLimiter;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The timer and the executor of a tracker. The timer's only thread starts tasks and never waits. The executor completes
 * stages: continuations of embedders run there and may be slow, so each completion has a thread of its own. Thread-safe.
 */
final class EngineThreads {
    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);

    /** As many as answers may wait at a time. A thread is made only if no other one is idle. */
    private static final int MAX_THREADS = 2 * AnswerDelay.MAX_WAITING;

    private static final long IDLE_SECONDS = 10;

    private final @Nullable Executor borrowed;
    private final LogLimiter failureLog = new LogLimiter();
    private volatile @Nullable ScheduledThreadPoolExecutor timer;
    private volatile @Nullable Executor completions;
    private @Nullable ExecutorService own;

    /**
     * Makes threads that do not run yet.
     *
     * @param borrowed the executor that completes stages; null means a pool of the tracker's own
     */
    EngineThreads(@Nullable Executor borrowed) {
        this.borrowed = borrowed;
    }

    synchronized void start() {
        ScheduledThreadPoolExecutor made = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "tracker6-timer"));
        made.setRemoveOnCancelPolicy(true);
        timer = made;
        if (borrowed == null) {
            own = newPool();
            completions = own;
        } else {
            completions = borrowed;
        }
    }

    private static ExecutorService newPool() {
        AtomicInteger count = new AtomicInteger();
        ThreadFactory factory = task -> daemon(task, "tracker6-completion-" + count.incrementAndGet());
        return new ThreadPoolExecutor(
                0, MAX_THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Runs a task once, on the timer's thread. The task must neither throw nor wait.
     *
     * @return cancels the task
     * @throws RejectedExecutionException if the threads do not run
     */
    Future<?> schedule(Runnable task, long delayMillis) {
        return running().schedule(task, delayMillis, TimeUnit.MILLISECONDS);
    }

    /**
     * Runs a task periodically, on the timer's thread. The task must not wait.
     *
     * @throws RejectedExecutionException if the threads do not run
     */
    void repeat(Runnable task, long periodMillis) {
        Runnable surviving = () -> {
            try {
                task.run();
            } catch (Throwable e) { // would end the repetition
                logFailure("A task of the timer failed; it is repeated", e);
            }
        };
        var unused = running().scheduleWithFixedDelay(surviving, periodMillis, periodMillis, TimeUnit.MILLISECONDS);
    }

    private ScheduledThreadPoolExecutor running() {
        ScheduledThreadPoolExecutor current = timer;
        if (current == null) {
            throw new RejectedExecutionException("the tracker is not started");
        }
        return current;
    }

    /** Runs a task on the executor, or on this thread if the executor refuses it. The task must not throw. */
    void dispatch(Runnable task) {
        Executor executor = completions;
        if (executor == null) {
            task.run();
            return;
        }
        try {
            executor.execute(task);
        } catch (Throwable e) { // it is full or shut down, or there is no memory for another thread
            logFailure("The executor refused to complete an answer; another thread completes it", e);
            task.run();
        }
    }

    private void logFailure(String message, Throwable cause) {
        if (failureLog.tryAcquire()) {
            LOG.warn("{}: {}", message, cause.toString());
        }
    }

    /** Ends the threads; tasks that were dispatched still run. Idempotent. */
    synchronized void close() {
        ScheduledThreadPoolExecutor current = timer;
        if (current != null) {
            current.shutdownNow();
        }
        if (own != null) {
            own.shutdown();
        }
        timer = null;
        completions = null;
        own = null;
    }
}
