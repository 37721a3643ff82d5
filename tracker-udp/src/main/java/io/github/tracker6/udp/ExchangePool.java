package io.github.tracker6.udp;

import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;

/** The exchanges that wait for the storage, bounded, and those that did and can be used again. Thread-safe. */
final class ExchangePool {
    private final int maxPending;
    private final AtomicInteger pending = new AtomicInteger();
    private final ArrayDeque<Exchange> idle = new ArrayDeque<>();

    ExchangePool(int maxPending) {
        this.maxPending = maxPending;
    }

    /** Returns whether one more exchange may wait. Workers may ask at the same time and go past it by one each. */
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

    /** Says that an exchange waits from now on. */
    void park() {
        pending.incrementAndGet();
    }

    /** Takes back an exchange that waited and was answered. */
    void release(Exchange exchange) {
        synchronized (idle) {
            idle.addFirst(exchange);
        }
        pending.decrementAndGet();
    }
}
