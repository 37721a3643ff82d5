package io.github.tracker6.engine;

import org.jspecify.annotations.Nullable;

/**
 * An announce or scrape failed because an interceptor or the store is at fault: it threw, it returned null, it completed
 * with a wrong value, or it did not complete in time. The tracker has counted the failure ({@link
 * TrackerStats#failures()}) and logged it, at most one line a second for each interceptor and the store.
 *
 * <p>A failure of storage that the store itself reports is no fault. It arrives as {@link
 * io.github.tracker6.store.StoreException}, and the tracker counts it but does not log it.
 *
 * @since 0.1.0
 */
public final class TrackerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String culprit;
    private final boolean timeout;

    TrackerException(String message, String culprit, boolean timeout, @Nullable Throwable cause) {
        // The engine's own frames say nothing; the cause has those of the culprit.
        super(message, cause, false, false);
        this.culprit = culprit;
        this.timeout = timeout;
    }

    /** Returns the class name of the interceptor or store that is at fault. */
    public String culprit() {
        return culprit;
    }

    /** Returns whether {@link TrackerBuilder#requestTimeout} passed before the culprit completed its stage. */
    public boolean isTimeout() {
        return timeout;
    }
}
