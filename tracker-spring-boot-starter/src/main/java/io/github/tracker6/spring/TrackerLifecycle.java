package io.github.tracker6.spring;

import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.server.TrackerStartException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Starts the tracker before the web server takes requests, and closes it after the web server has answered the last one. Spring Boot
 * ends requests in phase {@code DEFAULT_PHASE - 1024}, and starts and stops its web server in phase {@code DEFAULT_PHASE - 2048};
 * a lower phase starts earlier and stops later.
 */
final class TrackerLifecycle implements SmartLifecycle {
    /** Below that of the web server. */
    static final int PHASE = DEFAULT_PHASE - 3072;

    private static final Logger LOG = LoggerFactory.getLogger(TrackerLifecycle.class);

    private final TrackerServer server;
    private final boolean inWebApplication;
    private volatile boolean running;

    /**
     * Takes a server that is not started.
     *
     * @param inWebApplication whether the web application answers announces
     */
    TrackerLifecycle(TrackerServer server, boolean inWebApplication) {
        this.server = server;
        this.inWebApplication = inWebApplication;
    }

    /**
     * Starts the tracker and says what is served.
     *
     * @throws UncheckedIOException if an address can't be listened on, or a folder of torrents can't be read
     * @throws IllegalStateException if the tracker was stopped: it can't be started again
     */
    @Override
    public void start() {
        try {
            server.start();
        } catch (TrackerStartException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        running = true;
        List<String> served = served();
        if (served.isEmpty()) {
            LOG.warn(
                    "The tracker serves nothing: there is no servlet web application, and neither tracker6.udp.listen nor"
                            + " tracker6.http.listen is set");
        } else {
            LOG.info("The tracker serves {}", String.join(", ", served));
        }
    }

    /** Returns what is served, for people; empty if nothing is. */
    List<String> served() {
        List<String> served = new ArrayList<>();
        if (inWebApplication) {
            served.add("paths of the web application that end in /announce and /scrape");
        }
        served.addAll(server.announceUrls());
        if (!inWebApplication && server.httpAddresses().isEmpty() && !served.isEmpty()) {
            served.add("no HTTP (this needs a servlet web application, or tracker6.http.listen)");
        }
        if (server.udpAddresses().isEmpty() && !served.isEmpty()) {
            served.add("no UDP (set tracker6.udp.listen)");
        }
        return served;
    }

    @Override
    public void stop() {
        running = false;
        server.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    /** Says to Spring 7 that a context which waits for its next test does not stop the tracker: it could not start it again. */
    public boolean isPauseable() {
        return false;
    }
}
