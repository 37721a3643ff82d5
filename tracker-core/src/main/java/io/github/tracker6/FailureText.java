package io.github.tracker6;

import io.github.tracker6.store.StoreException;

/** What an operator's log says of a failed request, in one line. */
public final class FailureText {
    private static final int MAX_DEPTH = 5;

    private FailureText() {}

    /**
     * Returns what the store says, if it was the store's failure. Of any other one it names the exception and its causes
     * alone: their messages may hold a client's input.
     */
    public static String of(Throwable failure) {
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
