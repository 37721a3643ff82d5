package io.github.tracker6.standalone;

import java.time.Duration;

/** Closes something on a daemon thread, and waits for it only so long. Stateless. */
final class BoundedClose {
    private BoundedClose() {}

    /** Returns whether it has ended in time. If not, the thread goes on. */
    static boolean run(String threadName, Runnable close, Duration limit) {
        Thread closing = new Thread(close, threadName);
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(limit.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !closing.isAlive();
    }
}
