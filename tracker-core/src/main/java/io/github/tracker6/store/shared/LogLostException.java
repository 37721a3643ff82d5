package io.github.tracker6.store.shared;

import io.github.tracker6.store.StoreException;

/**
 * The log is gone, or went back: it does not exist, or no longer holds an entry that it held before. A node that gets it
 * reads the log's state again before it appends anything.
 *
 * @since 0.1.0
 */
public final class LogLostException extends StoreException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes an exception.
     *
     * @param message what is missing, for the operator's log
     */
    public LogLostException(String message) {
        super(message, null);
    }
}
