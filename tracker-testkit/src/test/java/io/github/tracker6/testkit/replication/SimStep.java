package io.github.tracker6.testkit.replication;

import io.github.tracker6.Reachability;

/** One step of a simulated history. It can be left out, and the others still make sense. */
sealed interface SimStep {
    /** Time passes. */
    record Wait(long millis) implements SimStep {}

    /** A host announces to a node over a family, from its first or its second address. */
    record Announce(int node, int swarm, int host, boolean ipv6, boolean second, Event event) implements SimStep {
        /** Returns the announce of a host that does not finish with it. */
        Announce regular() {
            return new Announce(node, swarm, host, ipv6, second, event == Event.COMPLETED ? Event.REGULAR : event);
        }
    }

    /** A node finds out whether the first or the second IPv6 address of a host can be reached. */
    record Reach(int node, int swarm, int host, boolean second, Reachability found) implements SimStep {}

    /** What a host says. */
    enum Event {
        REGULAR,
        /** The host has just joined, or joins again. */
        JOINED,
        COMPLETED,
        STOPPED,
        /** The host begins again: another tag. */
        RETAGGED
    }

    /** A node is cut off from the log for a while. */
    record Partition(int node, long millis) implements SimStep {}

    /** The log is out of reach of all for a while. */
    record LogAway(long millis) implements SimStep {}

    /** Calls and answers get lost for a while. */
    record Loss(int node, long millis) implements SimStep {}

    /** The log loses its last entries, and all connections. */
    record LoseTail(int entries) implements SimStep {}

    /** The log forgets everything. */
    record Forget(boolean connectionsToo) implements SimStep {}

    /** The log forgets its first entries. */
    record CutOff(int entries) implements SimStep {}

    /** The log has no memory left for a while. */
    record Full(long millis) implements SimStep {}

    /** The log takes the next entry twice. */
    record Twice() implements SimStep {}

    /** A node ends, and what it did not send is lost. */
    record Crash(int node) implements SimStep {}

    /** A node starts. */
    record Start(int node) implements SimStep {}

    /** The log's clock is set. */
    record LogClock(long millis) implements SimStep {}
}
