package io.github.tracker6.store.memory;

/** Counts the endpoints of one family in a shard: those of single-family hosts and those linked to the other family. */
final class FamilyCounts {
    private int single;
    private int linked;

    void added(int group) {
        change(group, 1);
    }

    void removed(int group) {
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
