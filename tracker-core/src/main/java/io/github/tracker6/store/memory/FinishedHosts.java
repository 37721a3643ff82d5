package io.github.tracker6.store.memory;

import java.util.Arrays;
import java.util.function.Consumer;

/**
 * The hosts whose completion the log counted within the last while, each with the entry that counted it and the entry's
 * node. It follows from the log alone, so all nodes keep the same.
 *
 * <p>It answers one question: is a host finished although the table of the node that makes a change of it does not show it?
 * Then the change is made as if the table had shown it, and a completion does not count again. There are two cases.
 *
 * <ul>
 *   <li>The node had not read the completion. So if two nodes receive a completion of one host at about the same time, the
 *       first in the log counts.
 *   <li>The host was removed by a node that had not read the completion: a blind stop. The stop was made before the node
 *       could know of the completion, so it does not take the completion back.
 * </ul>
 *
 * <p>In all other cases the table shows it. A host that stopped or expired may finish again.
 *
 * <p>Thread-safe. An entry is kept for one to two lives.
 */
final class FinishedHosts {
    /** The numbers of one host where they are written down: key, order, node, whether the last stop was blind. */
    static final int ENTRY_WORDS = 4;

    static final int ENTRY_BYTES = ENTRY_WORDS * Long.BYTES;

    /** The log's time where a change is not in the log yet. */
    static final long NOT_LOGGED = 0;

    private static final int FIRST_SLOTS = 16;
    private static final int ORDER = 1;
    private static final int NODE = 2;
    private static final int BLIND = 3;

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
    private volatile boolean blindStops;

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

    /** Returns whether there may be a host whose last stop was blind. */
    boolean hasBlindStops() {
        return blindStops;
    }

    /**
     * Returns whether a host is finished although the table of the node that makes a change of it may not show it.
     *
     * @param key the host, see {@link ReplicaState#finishedKey}
     * @param node the node that makes the change
     * @param seen the order of the last entry that the node had read
     * @param logMillis when the log took the change, by the log's time; {@link #NOT_LOGGED} if it did not yet
     */
    boolean isFinished(long key, long node, long seen, long logMillis) {
        if (empty) {
            return false;
        }
        synchronized (this) {
            Generation generation = young.has(key) ? young : old;
            int at = generation.find(key);
            long[] slots = generation.slots;
            return slots[at] == key
                    && (slots[at + BLIND] != 0 || isUnseen(slots, at, node, seen))
                    && logMillis - (slots[at + ORDER] >>> MILLIS_SHIFT) < lifeMillis;
        }
    }

    /** Returns whether a host finished in an entry that a node had not read, and that is not its own. */
    boolean isUnseen(long key, long node, long seen) {
        if (empty) {
            return false;
        }
        synchronized (this) {
            Generation generation = young.has(key) ? young : old;
            int at = generation.find(key);
            return generation.slots[at] == key && isUnseen(generation.slots, at, node, seen);
        }
    }

    private static boolean isUnseen(long[] slots, int at, long node, long seen) {
        return slots[at + NODE] != node && slots[at + ORDER] > seen;
    }

    /**
     * Notes that the log has a stop of a host.
     *
     * @param node the node that stopped it
     * @param seen the order of the last entry that the node had read
     */
    void stop(long key, long node, long seen) {
        if (empty) {
            return;
        }
        synchronized (this) {
            Generation generation = young.has(key) ? young : old;
            int at = generation.find(key);
            if (generation.slots[at] == key) {
                boolean blind = isUnseen(generation.slots, at, node, seen);
                generation.slots[at + BLIND] = blind ? 1 : 0;
                blindStops |= blind;
            }
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
        put(new long[] {key, order, node, 0});
    }

    /** Adds a host with the numbers that {@link #forEach} passes. */
    synchronized void put(long[] entry) {
        young.put(entry);
        empty = false;
        blindStops |= entry[BLIND] != 0;
    }

    /** Forgets hosts that finished so long ago that it no longer matters. */
    synchronized void age(long logMillis) {
        if (logMillis - youngSince >= lifeMillis) {
            old = young;
            young = new Generation();
            youngSince = logMillis;
            empty = old.size == 0;
            blindStops = false;
            for (int at = 0; at < old.slots.length; at += ENTRY_WORDS) {
                blindStops |= old.slots[at + BLIND] != 0;
            }
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
