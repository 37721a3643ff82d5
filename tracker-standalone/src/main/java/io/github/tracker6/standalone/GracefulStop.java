package io.github.tracker6.standalone;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops the tracker when the process is asked to end (SIGTERM, SIGINT), and ends the process with status 0. The
 * JVM's own status would be 143, which service managers take for a failure. A program that does not serve yet ends at once.
 */
final class GracefulStop extends Thread {
    private static final Logger LOG = LoggerFactory.getLogger(GracefulStop.class);
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final int STATUS_STOPPED = 0;
    private static final int STATUS_STUCK = 1;

    private final Program program;
    private final ServiceManager service;

    GracefulStop(Program program, ServiceManager service) {
        super("tracker6-stop");
        this.program = program;
        this.service = service;
    }

    @Override
    public void run() {
        StandaloneTracker tracker = program.tracker();
        if (tracker == null) {
            return;
        }
        service.stopping();
        LOG.info("Stopping: requests under way are answered");
        boolean closed = BoundedClose.run("tracker6-close", tracker::close, LIMIT);
        Runtime.getRuntime().halt(closed ? STATUS_STOPPED : STATUS_STUCK);
    }
}
