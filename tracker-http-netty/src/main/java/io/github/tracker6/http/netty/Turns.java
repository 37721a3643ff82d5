package io.github.tracker6.http.netty;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * The connections of a worker that go on in the next round of the event loop: with a request that waits behind the one
 * that was just answered, or with the next piece of a long answer. So a connection gets one answer or piece per round,
 * and whatever the sockets report has its turn in between. Used on the event loop alone.
 */
final class Turns {
    /** The most turns in one round of the loop. */
    static final int MAX_PER_ROUND = 64;

    private final ArrayDeque<HttpConnection> due = new ArrayDeque<>();
    private boolean scheduled;

    /** Gives a connection a turn; it has none due. */
    void add(HttpConnection connection, EventExecutor loop) {
        due.addLast(connection);
        schedule(loop);
    }

    /** A task of Netty's loop that adds another task runs before the sockets; a timer, even of no time, runs behind them. */
    private void schedule(EventExecutor loop) {
        if (!scheduled) {
            var unused = loop.schedule(() -> run(loop), 0, TimeUnit.NANOSECONDS);
            scheduled = true;
        }
    }

    private void run(EventExecutor loop) {
        scheduled = false;
        for (int turns = Math.min(due.size(), MAX_PER_ROUND); turns > 0; turns--) {
            due.removeFirst().turn();
        }
        if (!due.isEmpty()) {
            schedule(loop);
        }
    }
}
