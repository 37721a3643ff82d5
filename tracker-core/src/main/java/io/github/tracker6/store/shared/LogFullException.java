package io.github.tracker6.store.shared;

import io.github.tracker6.store.StoreException;
import org.jspecify.annotations.Nullable;

/**
 * The log refuses to store anything for lack of memory. A node that gets it makes room, see {@link ChangeLog#trim}.
 *
 * @since 0.1.0
 */
public final class LogFullException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what was refused, for the operator's log
     * @param cause the backend's own exception, or null where there is none
     */
    public LogFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
