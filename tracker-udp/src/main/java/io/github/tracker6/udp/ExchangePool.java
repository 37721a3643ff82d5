package io.github.tracker6.udp;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the exchanges that wait for the storage, up to a limit, and keeps exchanges for reuse. Thread-safe. */
final class ExchangePool {
    private final int maxPending;
    private final AtomicInteger pending = new AtomicInteger();
    private final ArrayDeque<Exchange> idle = new ArrayDeque<>();

    ExchangePool(int maxPending) {
        this.maxPending = maxPending;
    }

    /**
     * Returns whether one more exchange may wait. Workers that ask at the same time may exceed the limit by one each.
     */
    boolean hasRoom() {
        return pending.get() < maxPending;
    }

    /** Returns how many exchanges wait. */
    int pending() {
        return pending.get();
    }

    /** Returns an exchange to work with. */
    Exchange take(UdpHandler handler) {
        synchronized (idle) {
            Exchange exchange = idle.pollFirst();
            return exchange != null ? exchange : new Exchange(handler);
        }
    }

    /** Counts an exchange that waits from now on. */
    void park() {
        pending.incrementAndGet();
    }

    /** Counts an exchange that does not wait any more and is not used again. */
    void drop() {
        pending.decrementAndGet();
    }

    /** Takes back an exchange that waited and was answered. */
    void release(Exchange exchange) {
        try {
            synchronized (idle) {
                idle.addFirst(exchange);
            }
        } finally {
            pending.decrementAndGet();
        }
    }
}
