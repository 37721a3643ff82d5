package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.internal.SipHash;

/**
 * Makes and checks connection ids (BEP 15, "UDP connections / spoofing") without storing them: an id is a keyed hash of
 * the time and of the source's site. Immutable, thread-safe.
 *
 * <ul>
 *   <li>The site is the IPv4 address or the IPv6 /64, without the port. Clients keep one id per tracker and send it
 *       from each of their addresses, and an IPv6 host has several addresses in its /64 (RFC 4862, RFC 8981).
 *   <li>Time is counted in epochs of 120 seconds. An id of the current epoch or of the two before it is accepted, so it
 *       lives for 240 to 360 seconds. Old clients reuse an id for 5 minutes.
 * </ul>
 */
final class ConnectionIds {
    static final long EPOCH_MILLIS = 120_000;
    private static final int EPOCHS_ACCEPTED = 3;

    /** The prefix of IPv4-mapped addresses: no IPv6 site has the id of an IPv4 address. */
    private static final long MAPPED_IPV4 = 0xffffL << 32;

    private final SipHash hash;

    ConnectionIds(long key0, long key1) {
        this.hash = new SipHash(key0, key1);
    }

    /** Returns the id for an address at a time. */
    long idAt(long nowMillis, AddressFamily family, long high, long low) {
        return ofEpoch(epoch(nowMillis), high, site(family, low));
    }

    /** Returns whether the id was given to the site of the address, and is recent enough. */
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
        return distinctFromReply(hash.hash(epoch, high, site));
    }

    /**
     * Returns an id that does not begin like a reply. A reply begins with an action, 0 to 4, where a request has its
     * connection id. So no tracker takes the reply of another tracker for a request.
     */
    static long distinctFromReply(long id) {
        return id >>> Integer.SIZE <= UdpWire.ACTION_ANNOUNCE6 ? ~id : id;
    }

    private static long epoch(long nowMillis) {
        return Math.floorDiv(nowMillis, EPOCH_MILLIS);
    }

    private static long site(AddressFamily family, long low) {
        return family == AddressFamily.IPV4 ? MAPPED_IPV4 | low : 0;
    }
}
