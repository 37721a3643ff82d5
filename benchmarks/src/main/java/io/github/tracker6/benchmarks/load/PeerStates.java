package io.github.tracker6.benchmarks.load;

/**
 * What the tracker must know of each peer by now, and what it may. A peer has one announce in flight at most, so its
 * state is certain but for lost announces.
 */
final class PeerStates {
    private static final byte ABSENT = 0;
    private static final byte JOINING = 1;
    private static final byte PRESENT = 2;
    private static final byte REFRESHING = 3;
    private static final byte LEAVING = 4;
    /** An announce that would tell was lost. */
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

    /** Returns whether a {@code stopped} may have been the last word of a peer, or nothing was said at all. */
    boolean mayBeAbsent(int peer) {
        return state[peer] == ABSENT || state[peer] == UNKNOWN;
    }

    /** Notes that a peer announces. */
    void announcing(int peer, Event event) {
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
     * Notes that the tracker took note of a peer's announce.
     *
     * @param time a number that grows with every announce that is sent
     */
    void answered(int peer, long time) {
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

    /** Notes that nobody knows what the tracker made of a peer's announce. A lost refresh leaves it where it was. */
    void lost(int peer) {
        state[peer] = state[peer] == REFRESHING ? PRESENT : UNKNOWN;
    }

    private void count(int peer, int change) {
        (population.isSeeder(peer) ? sureSeeders : sureDownloaders)[population.swarmOf(peer)] += change;
    }

    /** Returns whether a peer was gone, or had never come, at a time and ever since. */
    boolean absentSince(int peer, long time) {
        return state[peer] == ABSENT && absentSince[peer] <= time;
    }

    /** Returns how many others of the kind that a peer is told of its swarm surely has. */
    int sureOthers(int peer) {
        int swarm = population.swarmOf(peer);
        boolean seeder = population.isSeeder(peer);
        boolean sure = state[peer] == PRESENT || state[peer] == REFRESHING;
        // A seeder may be told of downloaders alone.
        int others = sureDownloaders[swarm] + (seeder ? 0 : sureSeeders[swarm]);
        return others - (sure && !seeder ? 1 : 0);
    }

    /** Returns how many peers of a swarm have sent a {@code stopped} so far. Only grows. */
    int leaves(int swarm) {
        return leaves[swarm];
    }

    int sureSeeders(int swarm) {
        return sureSeeders[swarm];
    }

    int sureDownloaders(int swarm) {
        return sureDownloaders[swarm];
    }

    /** Returns how many peers of a swarm nobody knows about, to be asked when nothing is in flight. */
    int unknown(int swarm) {
        int count = 0;
        int first = population.firstPeer(swarm);
        for (int peer = first; peer < first + population.size(swarm); peer++) {
            count += state[peer] == UNKNOWN ? 1 : 0;
        }
        return count;
    }
}
