package io.github.tracker6.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;

/** Closes what was used up. */
final class Closing {
    private Closing() {}

    /** Closes; a failure means nothing here, since nothing is written any more. */
    static void quietly(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException ignored) {
            // see above
        }
    }
}
