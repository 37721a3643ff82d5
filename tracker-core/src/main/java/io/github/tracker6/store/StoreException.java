package io.github.tracker6.store;

import org.jspecify.annotations.Nullable;

/**
 * Storage failed: it is out of reach, too slow, or broken. The message is for the operator and is never shown to a client.
 *
 * @since 0.1.0
 */
public class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private static final int MAX_DEPTH = 5;

    /**
     * Makes an exception.
     *
     * @param message what failed, for the operator's log
     * @param cause the backend's own exception, or null where there is none
     */
    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /**
     * Describes a failed announce or scrape for a log, in one line. If the failure or one of its causes is a {@code
     * StoreException}, the line has its class and message. Otherwise it has only the class of the failure and of each
     * cause, because their messages may hold a client's input.
     */
    public static String describe(Throwable failure) {
        StringBuilder names = new StringBuilder();
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
            String name = cause.getClass().getName();
            if (cause instanceof StoreException) {
                return name + ": " + String.valueOf(cause.getMessage()).replaceAll("\\p{Cntrl}", "?");
            }
            names.append(depth == 0 ? "" : " caused by ").append(name);
            cause = cause.getCause();
        }
        return names.toString();
    }
}
