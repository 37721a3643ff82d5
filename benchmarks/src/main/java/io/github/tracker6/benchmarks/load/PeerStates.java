package io.github.tracker6.benchmarks.load;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What the trackers must know of each peer now, and what they may know. A peer has at most one announce in flight, so its
 * state is certain unless an announce was lost. A tracker certainly knows only what was announced to it. Not thread-safe.
 */
final class PeerStates {
    private static final byte ABSENT = 0;
    private static final byte JOINING = 1;
    private static final byte PRESENT = 2;
    private static final byte REFRESHING = 3;
    private static final byte LEAVING = 4;
    /** The announce that would have decided was lost, or its tracker was. */
    private static final byte UNKNOWN = 5;

    private static final byte COMPLETING = 6;

    private static final byte AS_AT_FIRST = 0;
    private static final byte COMPLETED = 1;
    /** It has left since: a second completion would be a second download. */
    private static final byte COMPLETED_AND_LEFT = 2;

    /** A completion and when its answer came, in nanoseconds. */
    private record Completion(int swarm, int home, long nanos) {}

    private static final int COMPLETIONS_KEPT = 10_000;

    private final Population population;
    private final Homes homes;
    private final byte[] state;
    private final byte[] role;
    private final long[] absentSince;
    private final int[] sureSeeders;
    private final int[] sureDownloaders;
    private final int[] leaves;
    private final int[] sureDownloads;
    private final int[] unsureDownloads;
    private final Deque<Completion> completions = new ArrayDeque<>();

    PeerStates(Population population, Homes homes) {
        this.population = population;
        this.homes = homes;
        state = new byte[population.peers()];
        role = new byte[population.peers()];
        absentSince = new long[population.peers()];
        sureSeeders = new int[population.swarms() * homes.count()];
        sureDownloaders = new int[population.swarms() * homes.count()];
        leaves = new int[population.swarms()];
        sureDownloads = new int[population.swarms()];
        unsureDownloads = new int[population.swarms()];
    }

    boolean inFlight(int peer) {
        byte now = state[peer];
        return now == JOINING || now == REFRESHING || now == LEAVING || now == COMPLETING;
    }

    /** Returns whether the last announce of a peer may have been a {@code stopped}, or it has never announced. */
    boolean mayBeAbsent(int peer) {
        return state[peer] == ABSENT || state[peer] == UNKNOWN;
    }

    boolean isUnknown(int peer) {
        return state[peer] == UNKNOWN;
    }

    /** Returns whether a peer has everything, as its next announce says. */
    boolean isSeeder(int peer) {
        return role[peer] != AS_AT_FIRST || population.isSeeder(peer);
    }

    /** Returns whether a peer that is present may announce a completion: its first, or the same one again. */
    boolean mayComplete(int peer) {
        return role[peer] == COMPLETED || (role[peer] == AS_AT_FIRST && !population.isSeeder(peer));
    }

    /** Returns whether two peers announce to the same tracker. */
    boolean haveOneHome(int peer, int other) {
        return home(peer) == home(other);
    }

    private int home(int peer) {
        return homes.of(population.socketOf(peer));
    }

    /** Notes that a peer announces. */
    void noteAnnounce(int peer, Event event) {
        switch (event) {
            case STOPPED -> {
                count(peer, -1);
                leaves[population.swarmOf(peer)]++;
                state[peer] = LEAVING;
                role[peer] = role[peer] == COMPLETED ? COMPLETED_AND_LEFT : role[peer];
            }
            case COMPLETED -> {
                if (role[peer] == AS_AT_FIRST) {
                    count(peer, -1);
                    leaves[population.swarmOf(peer)]++; // the downloaders have one less
                    role[peer] = COMPLETED;
                    state[peer] = COMPLETING;
                } else {
                    state[peer] = REFRESHING;
                }
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
            case COMPLETING -> {
                count(peer, 1);
                state[peer] = PRESENT;
                noteDownload(population.swarmOf(peer), home(peer));
            }
            case LEAVING -> {
                absentSince[peer] = time;
                state[peer] = ABSENT;
            }
            default -> state[peer] = PRESENT;
        }
    }

    private void noteDownload(int swarm, int home) {
        sureDownloads[swarm]++;
        if (completions.size() == COMPLETIONS_KEPT) {
            completions.removeFirst();
        }
        completions.addLast(new Completion(swarm, home, System.nanoTime()));
    }

    /**
     * Notes that the announce of a peer was lost, so its state is unknown. A lost refresh does not change its state.
     */
    void noteLoss(int peer) {
        if (state[peer] == COMPLETING) {
            unsureDownloads[population.swarmOf(peer)]++;
        }
        state[peer] = state[peer] == REFRESHING ? PRESENT : UNKNOWN;
    }

    /** Notes that a peer, of which nothing is in flight, is about to announce to another tracker. Call it before the move. */
    void noteMove(int peer) {
        boolean neverAnnounced = state[peer] == ABSENT && absentSince[peer] == 0;
        if (!neverAnnounced) {
            if (state[peer] == PRESENT) {
                count(peer, -1);
            }
            state[peer] = UNKNOWN;
        }
    }

    /** Notes that a tracker was killed: the other trackers may lack the completions that it heard since a time. */
    void noteCrash(int home, long sinceNanos) {
        completions.removeIf(each -> {
            boolean unsure = each.home == home && each.nanos - sinceNanos > 0;
            if (unsure) {
                sureDownloads[each.swarm]--;
                unsureDownloads[each.swarm]++;
            }
            return unsure;
        });
    }

    private void count(int peer, int change) {
        (isSeeder(peer) ? sureSeeders : sureDownloaders)[index(population.swarmOf(peer), home(peer))] += change;
    }

    private int index(int swarm, int home) {
        return swarm * homes.count() + home;
    }

    /** Returns whether a peer was absent at a time and has been absent since. */
    boolean absentSince(int peer, long time) {
        return state[peer] == ABSENT && absentSince[peer] <= time;
    }

    /**
     * Returns how many other peers of the same swarm the tracker of a peer certainly knows, of the kind that the tracker
     * gives to this peer.
     */
    int sureOthers(int peer) {
        int index = index(population.swarmOf(peer), home(peer));
        boolean seeder = isSeeder(peer);
        boolean sure = state[peer] == PRESENT || state[peer] == REFRESHING;
        // A tracker may give only downloaders to a seeder.
        int others = sureDownloaders[index] + (seeder ? 0 : sureSeeders[index]);
        return others - (sure && !seeder ? 1 : 0);
    }

    /** Returns how many peers of a swarm have sent a {@code stopped} or have become seeders so far. Never decreases. */
    int leaves(int swarm) {
        return leaves[swarm];
    }

    int sureSeeders(int swarm) {
        return sum(sureSeeders, swarm);
    }

    int sureDownloaders(int swarm) {
        return sum(sureDownloaders, swarm);
    }

    private int sum(int[] counts, int swarm) {
        int sum = 0;
        for (int home = 0; home < homes.count(); home++) {
            sum += counts[index(swarm, home)];
        }
        return sum;
    }

    /** Returns how many downloads of a swarm the trackers certainly count. */
    int sureDownloads(int swarm) {
        return sureDownloads[swarm];
    }

    /** Returns how many downloads of a swarm the trackers may count besides. */
    int unsureDownloads(int swarm) {
        return unsureDownloads[swarm];
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
