package io.github.tracker6.engine;

import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.store.StoreException;
import io.github.tracker6.store.SwarmStore;
import java.time.Duration;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An interceptor or the store, as the culprit of a failure: turns each fault into an exception that names the class, and
 * logs it, at most one line a second. Thread-safe.
 */
final class ChainPart {
    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);

    private final String kind;
    private final String className;
    private final LogLimiter limiter = new LogLimiter();

    private ChainPart(String kind, Object part) {
        this.kind = kind;
        this.className = part.getClass().getName();
    }

    static ChainPart of(TrackerInterceptor interceptor) {
        return new ChainPart("Interceptor", interceptor);
    }

    static ChainPart of(SwarmStore store) {
        return new ChainPart("Store", store);
    }

    /** Returns the exception for a call that threw, or for a stage that completed exceptionally. */
    Throwable failure(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof StoreException || cause instanceof TrackerException) {
            return cause;
        }
        return fault("failed with " + cause.getClass().getName() + firstFrame(cause), false, cause);
    }

    TrackerException returnedNull() {
        return fault("returned null instead of a stage", false, null);
    }

    TrackerException wrongAnswer(@Nullable Object answer) {
        String what = answer == null ? "null" : "another object";
        return fault("completed its stage with " + what + " instead of the response or batch given", false, null);
    }

    TrackerException timedOut(Duration limit) {
        return fault("did not complete within " + limit.toMillis() + " ms", true, null);
    }

    TrackerException closed() {
        return fault("had not completed when the tracker was closed", false, null);
    }

    private TrackerException fault(String what, boolean timeout, @Nullable Throwable cause) {
        String message = kind + " " + className + " " + what;
        if (limiter.tryAcquire()) {
            LOG.warn("{}; the request failed", message);
            LOG.debug("The cause in full", cause);
        }
        return new TrackerException(message, className, timeout, cause);
    }

    /** Returns the place in the code. The exception's message is left out: it may hold a client's input. */
    private static String firstFrame(Throwable cause) {
        StackTraceElement[] frames = cause.getStackTrace();
        return frames.length == 0 ? "" : " at " + frames[0];
    }

    private static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while (cause instanceof CompletionException || cause instanceof ExecutionException) {
            Throwable inner = cause.getCause();
            if (inner == null) {
                return cause;
            }
            cause = inner;
        }
        return cause;
    }
}
