package io.github.tracker6.http.netty;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;

/**
 * Counts the open connections, in total and per IPv4 address or IPv6 /64, in fixed memory. Shared by the workers;
 * thread-safe.
 */
final class ConnectionGate {
    /** The network of a connection that only the total counts. */
    static final long EXEMPT = 0;

    private static final long IPV4_NETWORK = 0xffff_0000_0000L;
    private static final int MAX_INITIAL_TABLE = 1 << 22;

    private final int maxTotal;
    private final int maxPerNetwork;
    private final boolean lan;
    private final long seed;
    private final long[] networks;
    private final int[] counts;
    private final int mask;
    private int total;

    /**
     * Makes a gate.
     *
     * @param lan whether the cap per network does not apply to addresses that only the LAN option admits
     * @param seed a random number, so that clients cannot choose networks that share a slot
     */
    ConnectionGate(int maxTotal, int maxPerNetwork, boolean lan, long seed) {
        this.maxTotal = maxTotal;
        this.maxPerNetwork = maxPerNetwork;
        this.lan = lan;
        this.seed = seed;
        int slots = Integer.highestOneBit(Math.min(2 * maxTotal, MAX_INITIAL_TABLE)) * 2;
        networks = new long[slots];
        counts = new int[slots];
        mask = slots - 1;
    }

    /** Returns the network that the connections of an address are counted under, or {@link #EXEMPT}. */
    long networkOf(Endpoint client) {
        if (lan && AddressScope.of(client) != AddressScope.GLOBAL) {
            return EXEMPT;
        }
        if (client.family() == AddressFamily.IPV4) {
            return IPV4_NETWORK | client.addressLow();
        }
        return client.addressHigh() == EXEMPT ? 1 : client.addressHigh();
    }

    /** Counts one connection in the total; returns false if it is full. */
    synchronized boolean enter() {
        if (total >= maxTotal) {
            return false;
        }
        total++;
        return true;
    }

    /** Gives back what {@link #enter()} took. */
    synchronized void leave() {
        total--;
    }

    /** Counts one connection of a network; returns false if that has as many as it may have. */
    synchronized boolean enter(long network) {
        if (network == EXEMPT) {
            return true;
        }
        int slot = slot(network);
        if (counts[slot] >= maxPerNetwork) {
            return false;
        }
        networks[slot] = network;
        counts[slot]++;
        return true;
    }

    /** Gives back what {@link #enter(long)} took. */
    synchronized void leave(long network) {
        if (network == EXEMPT) {
            return;
        }
        int slot = slot(network);
        counts[slot]--;
        if (counts[slot] == 0) {
            close(slot);
        }
    }

    /** Returns the slot of a network, or the free slot that it would take. */
    private int slot(long network) {
        int slot = home(network);
        while (networks[slot] != network && networks[slot] != EXEMPT) {
            slot = slot + 1 & mask;
        }
        return slot;
    }

    private int home(long network) {
        long mixed = (network ^ seed) * 0x9e3779b97f4a7c15L;
        mixed = (mixed ^ mixed >>> 32) * (seed | 1);
        return (int) (mixed >>> 33) & mask;
    }

    /** Frees a slot, and moves up the entries that probed past it. */
    private void close(int slot) {
        int gap = slot;
        networks[gap] = EXEMPT;
        for (int next = gap + 1 & mask; networks[next] != EXEMPT; next = next + 1 & mask) {
            int home = home(networks[next]);
            boolean reachesOverGap = (next - home & mask) >= (next - gap & mask);
            if (reachesOverGap) {
                networks[gap] = networks[next];
                counts[gap] = counts[next];
                networks[next] = EXEMPT;
                counts[next] = 0;
                gap = next;
            }
        }
    }
}
