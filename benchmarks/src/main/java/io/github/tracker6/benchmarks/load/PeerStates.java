package io.github.tracker6.benchmarks.load;

/**
 * What the tracker must know of each peer now, and what it may know. A peer has at most one announce in flight, so its
 * state is certain unless an announce was lost. Not thread-safe.
 */
final class PeerStates {
    private static final byte ABSENT = 0;
    private static final byte JOINING = 1;
    private static final byte PRESENT = 2;
    private static final byte REFRESHING = 3;
    private static final byte LEAVING = 4;
    /** The announce that would have decided was lost. */
    private static final byte UNKNOWN = 5;

    private final Population population;
    private final byte[] state;
    private final long[] absentSince;
    private final int[] sureSeeders;
    private final int[] sureDownloaders;
    private final int[] leaves;

    PeerStates(Population population) {
        this.population = population;
        state = new byte[population.peers()];
        absentSince = new long[population.peers()];
        sureSeeders = new int[population.swarms()];
        sureDownloaders = new int[population.swarms()];
        leaves = new int[population.swarms()];
    }

    boolean inFlight(int peer) {
        byte now = state[peer];
        return now == JOINING || now == REFRESHING || now == LEAVING;
    }

    /** Returns whether the last announce of a peer may have been a {@code stopped}, or it has never announced. */
    boolean mayBeAbsent(int peer) {
        return state[peer] == ABSENT || state[peer] == UNKNOWN;
    }

    /** Notes that a peer announces. */
    void noteAnnounce(int peer, Event event) {
        switch (event) {
            case STOPPED -> {
                count(peer, -1);
                leaves[population.swarmOf(peer)]++;
                state[peer] = LEAVING;
            }
            case STARTED -> state[peer] = JOINING;
            case NONE -> state[peer] = REFRESHING;
        }
    }

    /**
     * Notes that the tracker has answered the announce of a peer.
     *
     * @param time a number that grows with each announce that is sent
     */
    void noteAnswer(int peer, long time) {
        switch (state[peer]) {
            case JOINING -> {
                count(peer, 1);
                state[peer] = PRESENT;
            }
            case LEAVING -> {
                absentSince[peer] = time;
                state[peer] = ABSENT;
            }
            default -> state[peer] = PRESENT;
        }
    }

    /**
     * Notes that the announce of a peer was lost, so its state is unknown. A lost refresh does not change its state.
     */
    void noteLoss(int peer) {
        state[peer] = state[peer] == REFRESHING ? PRESENT : UNKNOWN;
    }

    private void count(int peer, int change) {
        (population.isSeeder(peer) ? sureSeeders : sureDownloaders)[population.swarmOf(peer)] += change;
    }

    /** Returns whether a peer was absent at a time and has been absent since. */
    boolean absentSince(int peer, long time) {
        return state[peer] == ABSENT && absentSince[peer] <= time;
    }

    /**
     * Returns how many other peers the swarm of a peer certainly has, of the kind that the tracker gives to this peer.
     */
    int sureOthers(int peer) {
        int swarm = population.swarmOf(peer);
        boolean seeder = population.isSeeder(peer);
        boolean sure = state[peer] == PRESENT || state[peer] == REFRESHING;
        // A tracker may give only downloaders to a seeder.
        int others = sureDownloaders[swarm] + (seeder ? 0 : sureSeeders[swarm]);
        return others - (sure && !seeder ? 1 : 0);
    }

    /** Returns how many peers of a swarm have sent a {@code stopped} so far. Never decreases. */
    int leaves(int swarm) {
        return leaves[swarm];
    }

    int sureSeeders(int swarm) {
        return sureSeeders[swarm];
    }

    int sureDownloaders(int swarm) {
        return sureDownloaders[swarm];
    }

    /** Returns how many peers of a swarm have an unknown state. Nothing may be in flight. */
    int unknown(int swarm) {
        int count = 0;
        int first = population.firstPeer(swarm);
        for (int peer = first; peer < first + population.size(swarm); peer++) {
            count += state[peer] == UNKNOWN ? 1 : 0;
        }
        return count;
    }
}
