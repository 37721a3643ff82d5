package io.github.tracker6.benchmarks.redis;

import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A thread that runs the maintenance of stores by the clock of the announces. */
final class Housekeeping extends Thread {
    private static final long INTERVAL_MILLIS = 10_000;
    private static final long PAUSE_NANOS = 1_000_000;

    private final List<? extends Contender> contenders;
    private final Walk walk;
    private volatile boolean ended;

    Housekeeping(List<? extends Contender> contenders, Walk walk) {
        super("housekeeping");
        setDaemon(true);
        this.contenders = contenders;
        this.walk = walk;
    }

    @Override
    public void run() {
        long due = walk.nowMillis();
        while (!ended) {
            long now = walk.nowMillis();
            if (now < due) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else {
                due = now + INTERVAL_MILLIS;
                contenders.forEach(contender -> contender.maintain(now));
            }
        }
    }

    void end() throws InterruptedException {
        ended = true;
        join();
    }
}
