package io.github.tracker6.store.shared;

import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one thread on which a node's replication runs: an executor of one thread, and the number of the connection. What
 * belongs to a connection that was given up is left out. All methods but {@link #run} are called on the thread itself.
 */
final class ReplicationThread {
    private final ScheduledExecutorService executor;
    private final Consumer<Throwable> onError;
    private int connection;
    private boolean closed;

    /** Whether the executor takes no tasks any more: the embedder ended it before the store. */
    private volatile boolean shutDown;

    /**
     * Makes the thread.
     *
     * @param onError is told of what a task throws
     */
    ReplicationThread(ScheduledExecutorService executor, Consumer<Throwable> onError) {
        this.executor = executor;
        this.onError = onError;
    }

    /** Runs a task soon. Called on any thread; does nothing where the executor was shut down. */
    void run(Runnable task) {
        try {
            executor.execute(guarded(task));
        } catch (RejectedExecutionException e) {
            shutDown = true;
        }
    }

    /** Gives the connection up: what belongs to it is left out from now on. */
    void newConnection() {
        connection++;
    }

    /** Runs a task later, or soon where the delay is 0, unless the connection is given up meanwhile. */
    void later(long delayMillis, Runnable task) {
        int of = connection;
        always(delayMillis, () -> {
            if (of == connection) {
                task.run();
            }
        });
    }

    /** Runs a task later, whatever becomes of the connection. */
    void always(long delayMillis, Runnable task) {
        if (delayMillis == 0) {
            run(task);
            return;
        }
        try {
            var unused = executor.schedule(guarded(task), delayMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            shutDown = true;
        }
    }

    /** Handles what a stage comes to, unless the connection is given up meanwhile. */
    <T extends @Nullable Object> void handle(
            CompletionStage<T> stage, Consumer<? super T> onResult, Consumer<Throwable> onFailure) {
        int of = connection;
        var unused = stage.whenComplete((result, failure) -> run(() -> {
            if (of != connection) {
                return;
            }
            if (failure == null) {
                onResult.accept(result);
            } else {
                Throwable cause = failure.getCause();
                onFailure.accept(failure instanceof CompletionException && cause != null ? cause : failure);
            }
        }));
    }

    /** Returns whether the executor takes no tasks any more. */
    boolean isShutDown() {
        return shutDown;
    }

    /** Ends all work. */
    void close() {
        closed = true;
    }

    private Runnable guarded(Runnable task) {
        return () -> {
            if (closed) {
                return;
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                onError.accept(e);
            }
        };
    }
}
