package io.github.tracker6.store;

import org.jspecify.annotations.Nullable;

/** Storage failed: out of reach, too slow, or broken. The message is for the operator, never for a client. */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what failed, for the operator's log
     * @param cause the backend's own exception, or null where there is none
     */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
