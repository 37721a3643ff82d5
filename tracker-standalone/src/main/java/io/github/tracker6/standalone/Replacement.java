package io.github.tracker6.standalone;

import java.io.IOException;
import java.util.Set;

/**
 * What a reload puts in place of what the tracker was started with. It is read and found right, and not taken yet.
 *
 * @param options the options that name it
 * @param step takes it
 */
record Replacement(Set<String> options, Step step) {
    Replacement {
        options = Set.copyOf(options);
    }

    /** Puts something in force. */
    @FunctionalInterface
    interface Step {
        /**
         * Takes it.
         *
         * @throws IOException if it can't be read any more; then nothing is taken. Only {@code --torrents} may throw this
         */
        void take() throws IOException;
    }
}
