package io.github.tracker6.redis;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Says whether a node of Redis may be asked. Closed while it answers; opened by its first disconnect, and by the first
 * time-out of a request since whose sending no other was answered; closed again by a probe that is answered. What the
 * server thinks of a request is an answer like any other. Thread-safe.
 */
final class CircuitBreaker {
    private final String name;
    private final AtomicReference<@Nullable RedisStoreException> reason = new AtomicReference<>();

    // Counted without a lock: it matters only whether it moved, and one event loop serves a node.
    private volatile long answers;

    CircuitBreaker(String name) {
        this.name = name;
    }

    /** Returns what it guards. */
    String name() {
        return name;
    }

    /** Returns why nothing may be sent, or null where all is well. */
    @Nullable
    RedisStoreException reason() {
        return reason.get();
    }

    /** Returns a mark to hand to {@link #timedOut}. */
    long mark() {
        return answers;
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // a lost count is as good
    void answered() {
        answers++;
    }

    /**
     * Notes a request without an answer.
     *
     * @param mark what {@link #mark()} was when it was sent
     * @return whether this opened it
     */
    boolean timedOut(long mark, RedisStoreException failure) {
        return mark == answers && open(failure);
    }

    /** Opens it; returns whether it was closed. */
    boolean open(RedisStoreException failure) {
        return reason.compareAndSet(null, failure);
    }

    /** Closes it; returns whether it was open. */
    boolean close() {
        return reason.getAndSet(null) != null;
    }
}
