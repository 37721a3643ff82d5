package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.internal.SipHash;

/**
 * Makes and checks connection ids (BEP 15, "UDP connections / spoofing") without remembering any: an id is a keyed
 * hash of the time and the source's IPv4 address or IPv6 /64. Clients keep one id per tracker and send it from each of
 * their addresses; an IPv6 host has several in its /64, which is one site (RFC 4862, RFC 8981). Time goes in epochs of 120 seconds; an id of the current epoch or of the
 * two before it is good, so it lives for 240 to 360 seconds. Old clients reuse one for 5 minutes. The port is no part
 * of it either. Immutable, thread-safe.
 */
final class ConnectionIds {
    static final long EPOCH_MILLIS = 120_000;
    private static final int EPOCHS_ACCEPTED = 3;

    /** The prefix of IPv4-mapped addresses, so that no IPv6 address has the id of an IPv4 one. */
    private static final long MAPPED_IPV4 = 0xffffL << 32;

    private final SipHash hash;

    ConnectionIds(long key0, long key1) {
        this.hash = new SipHash(key0, key1);
    }

    /** Returns the id of an address at a time. */
    long at(long nowMillis, AddressFamily family, long high, long low) {
        return ofEpoch(epoch(nowMillis), high, site(family, low));
    }

    /** Returns whether the id is one that the address got, and recent enough. */
    boolean accepts(long id, long nowMillis, AddressFamily family, long high, long low) {
        long epoch = epoch(nowMillis);
        long site = site(family, low);
        for (int age = 0; age < EPOCHS_ACCEPTED; age++) {
            if (id == ofEpoch(epoch - age, high, site)) {
                return true;
            }
        }
        return false;
    }

    private long ofEpoch(long epoch, long high, long site) {
        return unlikeAReply(hash.hash(epoch, high, site));
    }

    /**
     * Every reply of a tracker begins with an action, 0 to 4, where a request has its connection id. No id begins like
     * that, so no tracker ever takes another's reply for a request.
     */
    static long unlikeAReply(long id) {
        return id >>> Integer.SIZE <= UdpWire.ACTION_ANNOUNCE6 ? ~id : id;
    }

    private static long epoch(long nowMillis) {
        return Math.floorDiv(nowMillis, EPOCH_MILLIS);
    }

    private static long site(AddressFamily family, long low) {
        return family == AddressFamily.IPV4 ? MAPPED_IPV4 | low : 0;
    }
}
