package io.github.tracker6.benchmarks.load;

import java.util.Arrays;
import java.util.List;

/**
 * The tracker that each socket announces to. Several trackers share their swarms, and each socket announces to one of them
 * until it is moved to another. Not thread-safe.
 */
final class Homes {
    private final List<Target> trackers;
    private final int[] home;

    /** Deals the sockets to the trackers of a plan in turn. */
    Homes(LoadPlan plan, int sockets) {
        trackers = plan.targets();
        home = new int[sockets];
        Arrays.setAll(home, this::usual);
    }

    /** Returns the number of trackers. */
    int count() {
        return trackers.size();
    }

    /** Returns the tracker that a socket announces to at first. */
    int usual(int socket) {
        return socket % trackers.size();
    }

    /** Returns the tracker that a socket announces to now. */
    int of(int socket) {
        return home[socket];
    }

    Target target(int socket) {
        return trackers.get(home[socket]);
    }

    void move(int socket, int tracker) {
        home[socket] = tracker;
    }
}
