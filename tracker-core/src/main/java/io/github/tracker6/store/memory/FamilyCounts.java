package io.github.tracker6.store.memory;

/**
 * Counts the endpoints of one family in a shard: those of single-family hosts, and those linked to an endpoint of the
 * other family. Not thread-safe.
 */
final class FamilyCounts {
    private int single;
    private int linked;

    void add(int group) {
        change(group, 1);
    }

    void remove(int group) {
        change(group, -1);
    }

    int single() {
        return single;
    }

    int linked() {
        return linked;
    }

    private void change(int group, int by) {
        if ((group & PeerState.LINKED) == 0) {
            single += by;
        } else {
            linked += by;
        }
    }
}
