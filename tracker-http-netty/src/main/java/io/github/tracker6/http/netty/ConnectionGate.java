package io.github.tracker6.http.netty;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.address.AddressScope;

/**
 * Counts the open connections: in total, per IPv4 address or IPv6 /64, and per IPv6 /48. Fixed memory. Shared by the
 * workers; thread-safe.
 */
final class ConnectionGate {
    /** The network of a connection that only the total counts. */
    static final long EXEMPT = 0;

    /** Marks an IPv4 address among the networks: the /96 of IPv4-mapped addresses. */
    private static final long IPV4_NETWORK = 0xffff_0000_0000L;

    private static final int IPV4_BITS = 32;
    private static final long BELOW_PREFIX = 0xffff;

    /** How many connections more than the maximum may be open while others are being closed for them. */
    private static final int MAX_OVER = 256;

    private final int maxTotal;
    private final boolean lan;
    private final NetworkCounts addresses;
    private final NetworkCounts prefixes;
    private int total;

    /**
     * Makes a gate.
     *
     * @param maxPerAddress of an IPv4 address or IPv6 /64
     * @param maxPerPrefix of an IPv6 /48
     * @param lan whether both do not apply to addresses that only the LAN option admits
     * @param seed a random number, so that clients cannot choose networks that share a slot
     */
    ConnectionGate(int maxTotal, int maxPerAddress, int maxPerPrefix, boolean lan, long seed) {
        this.maxTotal = maxTotal;
        this.lan = lan;
        addresses = new NetworkCounts(maxTotal, maxPerAddress, seed);
        prefixes = new NetworkCounts(maxTotal, maxPerPrefix, seed);
    }

    /** Returns 80 % of a limit of open files, at most {@code maxConnections}, at least 1. */
    static int maxTotal(int maxConnections, long fileLimit) {
        return (int) Math.max(1, Math.min(maxConnections, fileLimit / 5 * 4));
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

    private static boolean isIpv6(long network) {
        return network >>> IPV4_BITS != IPV4_NETWORK >>> IPV4_BITS;
    }

    /** Counts one connection in the total; returns false if it is full. */
    synchronized boolean enter() {
        return enterUpTo(maxTotal);
    }

    /** Counts one connection in the total for which another one is about to leave; returns false if too many are. */
    synchronized boolean enterForAnother() {
        return enterUpTo(maxTotal + Math.min(MAX_OVER, maxTotal));
    }

    private boolean enterUpTo(int max) {
        if (total >= max) {
            return false;
        }
        total++;
        return true;
    }

    /** Gives back what {@link #enter()} or {@link #enterForAnother()} took. */
    synchronized void leave() {
        total--;
    }

    /** Counts one connection of a network; returns false if that, or its /48, has as many as it may have. */
    synchronized boolean enter(long network) {
        if (network == EXEMPT) {
            return true;
        }
        if (!addresses.enter(network)) {
            return false;
        }
        if (isIpv6(network) && !prefixes.enter(network | BELOW_PREFIX)) {
            addresses.leave(network);
            return false;
        }
        return true;
    }

    /** Gives back what {@link #enter(long)} took. */
    synchronized void leave(long network) {
        if (network == EXEMPT) {
            return;
        }
        addresses.leave(network);
        if (isIpv6(network)) {
            prefixes.leave(network | BELOW_PREFIX);
        }
    }
}
