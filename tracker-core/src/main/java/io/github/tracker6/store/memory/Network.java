package io.github.tracker6.store.memory;

import io.github.tracker6.AddressFamily;

/** The networks in which shares are counted: narrow ones, as customers have them, and wide ones, as providers have them. */
enum Network {
    IPV4_NARROW(24),
    IPV4_WIDE(16),
    IPV6_NARROW(48),
    IPV6_WIDE(32);

    private final int bits;

    Network(int bits) {
        this.bits = bits;
    }

    /** Returns the length of the prefix, which no two of them share. */
    int bits() {
        return bits;
    }

    static Network narrow(AddressFamily family) {
        return family == AddressFamily.IPV4 ? IPV4_NARROW : IPV6_NARROW;
    }

    static Network wide(AddressFamily family) {
        return family == AddressFamily.IPV4 ? IPV4_WIDE : IPV6_WIDE;
    }

    /** Returns the prefix of an address, as a number. */
    long prefix(long high, long low) {
        return this == IPV4_NARROW || this == IPV4_WIDE ? low >>> (Integer.SIZE - bits) : high >>> (Long.SIZE - bits);
    }
}
