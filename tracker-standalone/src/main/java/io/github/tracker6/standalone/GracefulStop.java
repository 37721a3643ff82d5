package io.github.tracker6.standalone;

import java.time.Duration;

/**
 * Stops the server when the process is asked to end (SIGTERM, SIGINT), and ends the process with status 0: a stop on
 * request is no failure, which a service manager would read into the JVM's own 143.
 */
final class GracefulStop extends Thread {
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final int STATUS_STOPPED = 0;
    private static final int STATUS_STUCK = 1;

    private final TrackerServer server;

    GracefulStop(TrackerServer server) {
        super("tracker6-stop");
        this.server = server;
    }

    @Override
    public void run() {
        Thread closing = new Thread(server::close, "tracker6-close");
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
