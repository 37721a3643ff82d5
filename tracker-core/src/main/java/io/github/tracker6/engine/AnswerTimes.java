package io.github.tracker6.engine;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Passes to observers how long the announces of a server took, from when a request was received to when its answer is handed to
 * the network. An answer that was held, or that waited for the store, counts with its wait. Servers measure one announce in
 * {@value #ONE_IN} of each thread or event loop, and none while nothing observes. Thread-safe.
 *
 * @since 0.1.0
 */
public final class AnswerTimes {
    /** A server measures one announce in so many. */
    public static final int ONE_IN = 64;

    /** Null while there is none: then a server does not read the clock. */
    private volatile @Nullable List<LongConsumer> observers;

    /** Makes an object that nothing observes yet. */
    public AnswerTimes() {}

    /**
     * Adds an observer.
     *
     * @param observer takes nanoseconds; quick, thread-safe, and does not throw: the threads that send answers call it
     */
    public synchronized void add(LongConsumer observer) {
        List<LongConsumer> more = current();
        more.add(Objects.requireNonNull(observer, "observer"));
        observers = List.copyOf(more);
    }

    /** Removes an observer. Does nothing if it is not there. */
    public synchronized void remove(LongConsumer observer) {
        List<LongConsumer> fewer = current();
        fewer.remove(observer);
        observers = fewer.isEmpty() ? null : List.copyOf(fewer);
    }

    private List<LongConsumer> current() {
        Collection<LongConsumer> now = observers;
        return now == null ? new ArrayList<>() : new ArrayList<>(now);
    }

    /** Returns whether there is an observer. Costs one read. */
    public boolean isObserved() {
        return observers != null;
    }

    /** Passes the time of one answer to every observer. */
    public void record(long nanos) {
        List<LongConsumer> now = observers;
        if (now != null) {
            for (int i = 0; i < now.size(); i++) {
                now.get(i).accept(nanos);
            }
        }
    }
}
