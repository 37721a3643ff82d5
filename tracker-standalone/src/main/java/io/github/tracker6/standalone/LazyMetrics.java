package io.github.tracker6.standalone;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The meters for Prometheus. They are made with the first scrape: a program that is not scraped starts and runs as if there were
 * none. Thread-safe.
 */
final class LazyMetrics implements Supplier<String>, AutoCloseable {
    private volatile @Nullable Supplier<ProgramMetrics> source;
    private @Nullable ProgramMetrics metrics;
    private boolean closed;

    /**
     * Sets what makes the meters. Without it there are none.
     *
     * @param source called once, with the first scrape
     */
    void source(Supplier<ProgramMetrics> source) {
        this.source = source;
    }

    /** Returns all meters in Prometheus' text format 0.0.4. */
    @Override
    public synchronized String get() {
        Supplier<ProgramMetrics> from = source;
        if (closed || from == null) {
            return "";
        }
        ProgramMetrics made = metrics;
        if (made == null) {
            made = from.get();
            metrics = made;
        }
        return made.scrape();
    }

    /** Removes the meters. Idempotent. */
    @Override
    public synchronized void close() {
        closed = true;
        if (metrics != null) {
            metrics.close();
            metrics = null;
        }
    }
}
