package io.github.tracker6.redis;

import io.github.tracker6.store.StoreException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is opened when it is needed: one at a time, and another one when it ended. It repeats nothing and waits
 * between no attempts; that is the caller's affair. Thread-safe.
 */
@SuppressWarnings("FutureReturnValueIgnored") // each failure reaches the caller by the session that it asked for
final class LogConnection {
    private static final long CONNECT_MILLIS = 5_000;

    private final RedisApi api;
    private final Consumer<StoreException> onLoss;

    /** The open connection, or the attempt under way or failed. */
    private @Nullable CompletableFuture<RedisSession> current;

    private boolean closed;

    /**
     * Makes a line; opens nothing.
     *
     * @param onLoss gets the reason when an open connection ends that was not ended by {@link #end}
     */
    LogConnection(RedisApi api, Consumer<StoreException> onLoss) {
        this.api = api;
        this.onLoss = onLoss;
    }

    /** Returns the open connection, or the next one. Fails with any exception. */
    synchronized CompletableFuture<RedisSession> session() {
        if (closed) {
            return CompletableFuture.failedFuture(RedisFailure.CLOSED.exception());
        }
        CompletableFuture<RedisSession> known = current;
        if (known == null || known.isCompletedExceptionally()) {
            CompletableFuture<RedisSession> fresh = new CompletableFuture<>();
            current = fresh;
            fresh.orTimeout(CONNECT_MILLIS, TimeUnit.MILLISECONDS);
            connect(fresh);
            return fresh;
        }
        return known;
    }

    /** Ends the connection, or gives up the attempt that is under way. The next call opens another one. */
    void end(StoreException reason) {
        CompletableFuture<RedisSession> known;
        synchronized (this) {
            known = current;
            current = null;
        }
        if (known != null && !known.completeExceptionally(reason) && !known.isCompletedExceptionally()) {
            known.join().end(reason);
        }
    }

    /** Opens no other connection; the client that is about to be closed closes the open one. */
    void close() {
        CompletableFuture<RedisSession> known;
        synchronized (this) {
            closed = true;
            known = current;
            current = null;
        }
        StoreException reason = RedisFailure.CLOSED.exception();
        if (known != null && !known.completeExceptionally(reason) && !known.isCompletedExceptionally()) {
            known.join().endWithClient(reason);
        }
    }

    private void connect(CompletableFuture<RedisSession> fresh) {
        api.connect().whenComplete((session, failure) -> {
            if (failure != null) {
                fresh.completeExceptionally(failure);
            } else if (fresh.complete(session)) {
                session.ended().thenAccept(reason -> {
                    if (forget(fresh)) {
                        onLoss.accept(reason);
                    }
                });
            } else {
                session.end(RedisFailure.TIMEOUT.exception());
            }
        });
    }

    private synchronized boolean forget(CompletableFuture<RedisSession> attempt) {
        if (current != attempt) {
            return false;
        }
        current = null;
        return true;
    }
}
