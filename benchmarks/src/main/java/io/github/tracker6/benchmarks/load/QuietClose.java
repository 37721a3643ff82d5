package io.github.tracker6.benchmarks.load;

import java.io.Closeable;
import java.io.IOException;

/** Closes resources at the end of their use. Stateless. */
final class QuietClose {
    private QuietClose() {}

    /** Closes a resource and ignores a failure: nothing more is written to it. */
    static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException ignored) {
            // ignored, see above
        }
    }
}
