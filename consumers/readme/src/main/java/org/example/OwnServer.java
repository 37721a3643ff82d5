package org.example;

import io.github.tracker6.server.TrackerServer;
import io.github.tracker6.server.TrackerStartException;

/** The tracker with HTTP and UDP of its own. */
final class OwnServer implements AutoCloseable {
    private final TrackerServer tracker;

    OwnServer(int port) throws TrackerStartException {
        tracker = TrackerServer.builder().listen("[::]:" + port).lan(true).start();
    }

    @Override
    public void close() {
        tracker.close();
    }
}
