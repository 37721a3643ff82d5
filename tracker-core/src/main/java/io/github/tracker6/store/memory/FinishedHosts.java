package io.github.tracker6.store.memory;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The hosts whose completion the log counted within the last while, each with the entry that counted it and the entry's
 * node. It follows from the log alone, so all nodes keep the same.
 *
 * <p>It answers one question: did a host finish without the knowledge of the node that makes a change of it? Then the
 * change is made as if the node had known. So of two nodes that hear at the same time that a host finished, the first in
 * the log counts it. What a node had read it knows from its table, and what it heard itself, too.
 *
 * <p>Thread-safe. An entry is kept for one to two lives.
 */
final class FinishedHosts {
    /** The numbers of one host where they are written down: key, order, node. */
    static final int ENTRY_WORDS = 3;

    static final int ENTRY_BYTES = ENTRY_WORDS * Long.BYTES;

    /** The log's time where a change is not in the log yet. */
    static final long NOT_LOGGED = 0;

    private static final int FIRST_SLOTS = 16;
    private static final int ORDER = 1;
    private static final int NODE = 2;

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

        void put(long[] entry) {
            if (2 * ENTRY_WORDS * (size + 1) > slots.length) {
                grow();
            }
            int at = find(entry[0]);
            size += slots[at] == 0 ? 1 : 0;
            System.arraycopy(entry, 0, slots, at, ENTRY_WORDS);
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
     * @param lifeMillis how long a completion can be unknown to a node, by the log's time
     */
    FinishedHosts(long lifeMillis) {
        this.lifeMillis = lifeMillis;
    }

    /** Returns whether there is no host. */
    boolean isEmpty() {
        return empty;
    }

    /**
     * Returns whether a host finished, and the node that makes a change of it did not know.
     *
     * @param key the host, see {@link ReplicaState#finishedKey}
     * @param node the node that makes the change
     * @param seen the order of the last entry that the node had read
     * @param logMillis when the log took the change, by the log's time; {@link #NOT_LOGGED} if it did not yet
     */
    boolean finishedUnseen(long key, long node, long seen, long logMillis) {
        if (empty) {
            return false;
        }
        synchronized (this) {
            Generation generation = young.has(key) ? young : old;
            int at = generation.find(key);
            long[] slots = generation.slots;
            return slots[at] == key
                    && slots[at + NODE] != node
                    && slots[at + ORDER] > seen
                    && logMillis - (slots[at + ORDER] >>> MILLIS_SHIFT) < lifeMillis;
        }
    }

    /** Returns whether it was a node itself that counted a host, behind a place in the log. */
    synchronized boolean isCountedBy(long key, long node, long seen) {
        Generation generation = young.has(key) ? young : old;
        int at = generation.find(key);
        return generation.slots[at] == key
                && generation.slots[at + ORDER] > seen
                && generation.slots[at + NODE] == node;
    }

    /** Notes that a node's entry counts a host. */
    void put(long key, long order, long node) {
        put(new long[] {key, order, node});
    }

    /** Adds a host with the numbers that {@link #forEach} passes. */
    synchronized void put(long[] entry) {
        young.put(entry);
        empty = false;
    }

    /** Forgets hosts that finished so long ago that it no longer matters. */
    synchronized void age(long logMillis) {
        if (logMillis - youngSince >= lifeMillis) {
            old = young;
            young = new Generation();
            youngSince = logMillis;
            empty = old.size == 0;
        }
    }

    /** Calls back with the numbers of every host. */
    synchronized void forEach(Consumer<long[]> action) {
        for (Generation generation : new Generation[] {old, young}) {
            for (int at = 0; at < generation.slots.length; at += ENTRY_WORDS) {
                if (generation.slots[at] != 0) {
                    action.accept(Arrays.copyOfRange(generation.slots, at, at + ENTRY_WORDS));
                }
            }
        }
    }
}
