package io.github.tracker6.benchmarks.load;

import java.util.random.RandomGenerator;

/** Chooses the next announce: the peer and the event. Not thread-safe. */
final class Workload {
    private static final int TRIES = 8;

    private final Population population;
    private final PeerStates states;
    private final RandomGenerator random;
    private final double churn;
    private final double completions;
    private final int sockets;
    private final int[] filled;
    private int unfilled;
    private int wanted;
    private int[] settled = new int[0];

    Workload(LoadPlan plan, Population population, PeerStates states, int sockets, RandomGenerator random) {
        this.population = population;
        this.states = states;
        this.random = random;
        this.churn = plan.churn();
        this.completions = plan.completions();
        this.sockets = sockets;
        this.filled = new int[sockets];
        this.unfilled = population.peers();
    }

    /** Requests that more peers join; fewer if fewer are left. */
    void requestJoins(int peers) {
        wanted = Math.min(peers, unfilled);
    }

    /** Returns whether all requested peers have been chosen. */
    boolean isFilled() {
        return wanted == 0;
    }

    /** Returns the next peer of a socket that has never joined. Returns -1 if there is none, or enough have joined. */
    int nextToFill(int socket) {
        long peer = socket + (long) filled[socket] * sockets;
        if (wanted == 0 || peer >= population.peers()) {
            return -1;
        }
        filled[socket]++;
        unfilled--;
        wanted--;
        return (int) peer;
    }

    /** Requests that each peer of unknown state announces once. */
    void requestSettling() {
        settled = new int[sockets];
    }

    /** Returns whether all peers of unknown state have been chosen. */
    boolean isSettled() {
        for (int socket = 0; socket < sockets; socket++) {
            if (socket + (long) settled[socket] * sockets < population.peers()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the next peer of a socket whose state is unknown, or -1 if there is none. */
    int nextToSettle(int socket) {
        while (true) {
            long peer = socket + (long) settled[socket] * sockets;
            if (peer >= population.peers()) {
                return -1;
            }
            settled[socket]++;
            if (states.isUnknown((int) peer)) {
                return (int) peer;
            }
        }
    }

    /** Returns a random peer of a socket that has nothing in flight, or -1. */
    int next(int socket) {
        int members = (population.peers() - socket + sockets - 1) / sockets;
        if (members <= 0) {
            return -1;
        }
        for (int i = 0; i < TRIES; i++) {
            int peer = socket + random.nextInt(members) * sockets;
            if (!states.inFlight(peer)) {
                return peer;
            }
        }
        return -1;
    }

    Event eventOf(int peer) {
        if (states.mayBeAbsent(peer)) {
            return Event.STARTED;
        }
        if (churn > 0 && random.nextDouble() < churn) {
            return Event.STOPPED;
        }
        return completions > 0 && states.mayComplete(peer) && random.nextDouble() < completions
                ? Event.COMPLETED
                : Event.NONE;
    }
}
