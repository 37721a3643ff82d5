package io.github.tracker6.standalone;

import java.time.Duration;

/**
 * Stops the tracker when the process is asked to end (SIGTERM, SIGINT), and ends the process with status 0. The
 * JVM's own status would be 143, which service managers take for a failure.
 */
final class GracefulStop extends Thread {
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final int STATUS_STOPPED = 0;
    private static final int STATUS_STUCK = 1;

    private final StandaloneTracker tracker;

    GracefulStop(StandaloneTracker tracker) {
        super("tracker6-stop");
        this.tracker = tracker;
    }

    @Override
    public void run() {
        Thread closing = new Thread(tracker::close, "tracker6-close");
        closing.setDaemon(true);
        closing.start();
        try {
            closing.join(LIMIT.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(closing.isAlive() ? STATUS_STUCK : STATUS_STOPPED);
    }
}
