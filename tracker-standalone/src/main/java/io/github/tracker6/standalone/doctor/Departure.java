package io.github.tracker6.standalone.doctor;

import io.github.tracker6.standalone.client.AnnounceQuery;
import io.github.tracker6.standalone.client.RemoteTracker;
import io.github.tracker6.standalone.client.TrackerUrl;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** Tells a tracker over each family that a client goes, also if the command is interrupted before. */
final class Departure {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final TrackerUrl url;
    private final List<InetSocketAddress> addresses;
    private final AnnounceQuery stopped;
    private final Thread atExit = new Thread(this::announce, "doctor-departure");

    private Departure(TrackerUrl url, List<InetSocketAddress> addresses, AnnounceQuery stopped) {
        this.url = url;
        this.addresses = addresses;
        this.stopped = stopped;
    }

    /** Makes sure that the client goes; call {@link #leave} when it should. */
    static Departure of(TrackerUrl url, List<InetSocketAddress> addresses, AnnounceQuery stopped) {
        Departure departure = new Departure(url, addresses, stopped);
        Runtime.getRuntime().addShutdownHook(departure.atExit);
        return departure;
    }

    /** The client goes now. */
    void leave() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // The process ends, and the client goes by that.
        }
        announce();
    }

    private void announce() {
        for (InetSocketAddress address : addresses) {
            // A connection of its own: the other one may be in use when the process ends.
            try (RemoteTracker tracker = RemoteTracker.at(url, address, TIMEOUT)) {
                tracker.announce(stopped);
            } catch (IOException e) {
                // It answered before. If it takes no stopped, the client expires.
            }
        }
    }
}
