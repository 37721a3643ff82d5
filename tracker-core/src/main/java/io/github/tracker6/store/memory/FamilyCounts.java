package io.github.tracker6.store.memory;

import io.github.tracker6.HostCounts;
import java.util.Arrays;

/**
 * Counts endpoints of one family: those of single-family hosts, and those linked to an endpoint of the other family, by
 * reachability. Not thread-safe.
 */
final class FamilyCounts {
    /** By {@link PeerState#ROLELESS_TRAITS}. */
    private final int[] counts = new int[PeerState.ROLELESS_TRAITS + 1];

    private int all;
    private int single;

    /** Counts an endpoint with a state. */
    void add(long state) {
        change(state, 1);
    }

    /** Counts an endpoint with a state no longer. */
    void remove(long state) {
        change(state, -1);
    }

    void clear() {
        Arrays.fill(counts, 0);
        all = 0;
        single = 0;
    }

    /** Counts all endpoints that others count. */
    void addAll(FamilyCounts others) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += others.counts[i];
        }
        all += others.all;
        single += others.single;
    }

    /** Returns how many endpoints there are. */
    int all() {
        return all;
    }

    /** Returns how many of them are single. */
    int single() {
        return single;
    }

    /**
     * Returns the hosts of which these are the IPv6 endpoints, and others.
     *
     * @param ipv4 how many hosts have an IPv4 endpoint alone
     */
    HostCounts hosts(int ipv4) {
        return new HostCounts(
                ipv4,
                counts[PeerState.REACHED],
                counts[PeerState.NOT_REACHED],
                counts[PeerState.UNKNOWN],
                counts[PeerState.LINKED | PeerState.REACHED],
                counts[PeerState.LINKED | PeerState.NOT_REACHED],
                counts[PeerState.LINKED | PeerState.UNKNOWN]);
    }

    private void change(long state, int by) {
        counts[(int) state & PeerState.ROLELESS_TRAITS] += by;
        all += by;
        single += PeerState.linked(state) ? 0 : by;
    }
}
