package io.github.tracker6.store.memory;

import java.util.function.Consumer;

/**
 * The hosts that finished in the last while, as the log has it: for each the entry that counted it, and the entry that says that
 * it left since. All nodes keep the same, since it follows from the log alone. So all agree which completion counts: a host
 * counts once, over however many nodes and families it announces, until it left, or a peer's life is over.
 *
 * <p>One thread writes; every thread reads. An entry is kept for one to two generations.
 */
final class FinishedHosts {
    /** Numbers of one host where they are written down: key, order, node, order and node of its leaving. */
    static final int ENTRY_WORDS = 5;

    static final int ENTRY_BYTES = ENTRY_WORDS * Long.BYTES;

    private static final int FIRST_SLOTS = 64;
    private static final int ORDER = 1;
    private static final int NODE = 2;
    private static final int LEFT_ORDER = 3;
    private static final int LEFT_NODE = 4;

    /** An order begins with the log's time in milliseconds. */
    private static final int MILLIS_SHIFT = 20;

    /** An open hash table; a slot is free where its key is 0. */
    private static final class Generation {
        private long[] slots = new long[ENTRY_WORDS * FIRST_SLOTS];
        private int size;

        boolean has(long key) {
            return slots[find(key)] == key;
        }

        /** Returns where a host is, or would be. */
        int find(long key) {
            int capacity = slots.length / ENTRY_WORDS;
            int slot = (int) key & (capacity - 1);
            while (slots[ENTRY_WORDS * slot] != 0 && slots[ENTRY_WORDS * slot] != key) {
                slot = (slot + 1) & (capacity - 1);
            }
            return ENTRY_WORDS * slot;
        }

        void put(long[] source, int from) {
            if (2 * ENTRY_WORDS * (size + 1) > slots.length) {
                grow();
            }
            int at = find(source[from]);
            size += slots[at] == 0 ? 1 : 0;
            System.arraycopy(source, from, slots, at, ENTRY_WORDS);
        }

        private void grow() {
            long[] old = slots;
            slots = new long[2 * old.length];
            for (int at = 0; at < old.length; at += ENTRY_WORDS) {
                if (old[at] != 0) {
                    System.arraycopy(old, at, slots, find(old[at]), ENTRY_WORDS);
                }
            }
        }
    }

    private final long lifeMillis;
    private Generation young = new Generation();
    private Generation old = new Generation();
    private long youngSince;
    private volatile boolean empty = true;

    /**
     * Makes an empty set.
     *
     * @param lifeMillis how long a host that finished is one that finished, by the log's time
     */
    FinishedHosts(long lifeMillis) {
        this.lifeMillis = lifeMillis;
    }

    boolean isEmpty() {
        return empty;
    }

    /**
     * Returns whether a host finished and did not leave since, as a node sees it.
     *
     * @param key the host, see {@link ReplicaState#finishedKey}
     * @param node the node
     * @param seen the order of the last entry that the node had read
     * @param logMillis the log's time
     */
    synchronized boolean isFinished(long key, long node, long seen, long logMillis) {
        Generation generation = young.has(key) ? young : old;
        int at = generation.find(key);
        return generation.slots[at] == key && isFinished(generation.slots, at, node, seen, logMillis);
    }

    private boolean isFinished(long[] slots, int at, long node, long seen, long logMillis) {
        long leftOrder = slots[at + LEFT_ORDER];
        return logMillis - (slots[at + ORDER] >>> MILLIS_SHIFT) < lifeMillis
                && (leftOrder == 0 || (slots[at + LEFT_NODE] != node && leftOrder > seen));
    }

    private static boolean isKnown(long[] slots, int at, long node, long seen) {
        return slots[at + NODE] == node || slots[at + ORDER] <= seen;
    }

    private static void leave(long[] slots, int at, long order, long node, long seen) {
        if (isKnown(slots, at, node, seen) && slots[at + LEFT_ORDER] == 0) {
            slots[at + LEFT_ORDER] = order;
            slots[at + LEFT_NODE] = node;
        }
    }

    /** Returns whether a node counted a host behind a place in the log. */
    synchronized boolean isCountedBy(long key, long node, long seen) {
        Generation generation = young.has(key) ? young : old;
        int at = generation.find(key);
        return generation.slots[at] == key
                && generation.slots[at + ORDER] > seen
                && generation.slots[at + NODE] == node;
    }

    /** What becomes of one host when a node's changes of it come behind all that the log has. */
    final class Outlook {
        private final long node;
        private final long logMillis;
        private final long[] entry = new long[ENTRY_WORDS];

        private Outlook(long key, long node, long logMillis) {
            this.node = node;
            this.logMillis = logMillis;
            Generation generation = young.has(key) ? young : old;
            System.arraycopy(generation.slots, generation.find(key), entry, 0, ENTRY_WORDS);
        }

        /** Returns whether the host is one that finished, to a change that was made when so much was read. */
        boolean isFinished(long seen) {
            return entry[0] != 0 && FinishedHosts.this.isFinished(entry, 0, node, seen, logMillis);
        }

        /** Lets the host finish. */
        void finish(long seen) {
            if (!isFinished(seen)) {
                entry[0] = 1;
                entry[ORDER] = logMillis << MILLIS_SHIFT;
                entry[NODE] = node;
                entry[LEFT_ORDER] = 0;
            }
        }

        /** Lets the host leave. */
        void leave(long seen) {
            if (entry[0] != 0) {
                FinishedHosts.leave(entry, 0, Long.MAX_VALUE, node, seen);
            }
        }
    }

    /** Returns what is known of a host, for a node's changes that the log does not have yet. */
    synchronized Outlook outlook(long key, long node, long logMillis) {
        return new Outlook(key, node, logMillis);
    }

    /** Notes that a node's entry counts a host. */
    void put(long key, long order, long node) {
        put(new long[] {key, order, node, 0, 0});
    }

    /** Notes a host as {@link #forEach} told of it. */
    synchronized void put(long[] entry) {
        young.put(entry, 0);
        empty = false;
    }

    /**
     * Notes that a host left, as a node says that knew that it had finished.
     *
     * @param seen the order of the last entry that the node had read
     */
    synchronized void leave(long key, long order, long node, long seen) {
        Generation generation = young.has(key) ? young : old;
        int at = generation.find(key);
        if (generation.slots[at] == key) {
            leave(generation.slots, at, order, node, seen);
        }
    }

    /** Forgets hosts that finished so long ago that it does not matter any more. */
    synchronized void age(long logMillis) {
        if (logMillis - youngSince >= lifeMillis) {
            old = young;
            young = new Generation();
            youngSince = logMillis;
            empty = old.size == 0;
        }
    }

    /** Calls back with the numbers of every host; called by the writing thread. */
    void forEach(Consumer<long[]> action) {
        for (Generation generation : new Generation[] {old, young}) {
            for (int at = 0; at < generation.slots.length; at += ENTRY_WORDS) {
                if (generation.slots[at] != 0) {
                    action.accept(java.util.Arrays.copyOfRange(generation.slots, at, at + ENTRY_WORDS));
                }
            }
        }
    }
}
