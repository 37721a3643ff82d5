package io.github.tracker6.http.netty;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;

/**
 * Makes room for a new connection: closes the one, of any worker, that waited longest without a complete request. Each
 * worker knows its own, so the search looks at one number per worker. Thread-safe.
 */
final class LongestWaiting {
    private final List<WorkerLoop> workerLoops = new CopyOnWriteArrayList<>();

    void add(WorkerLoop workerLoop) {
        workerLoops.add(workerLoop);
    }

    /** Closes it, at once or in the next round of its event loop. Returns false if no connection waits. */
    boolean giveWay() {
        WorkerLoop chosen = null;
        long sinceNanos = Worker.NOTHING_WAITS;
        for (WorkerLoop each : workerLoops) {
            long nanos = each.worker().longestWaitSinceNanos();
            if (nanos < sinceNanos) {
                chosen = each;
                sinceNanos = nanos;
            }
        }
        if (chosen == null) {
            return false;
        }
        Worker worker = chosen.worker();
        if (chosen.loop().inEventLoop()) {
            return worker.closeLongestWaiting();
        }
        try {
            chosen.loop().execute(worker::closeLongestWaiting);
            return true;
        } catch (RejectedExecutionException e) {
            return false; // the server closes
        }
    }
}
