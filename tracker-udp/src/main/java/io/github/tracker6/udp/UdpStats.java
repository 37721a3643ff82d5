package io.github.tracker6.udp;

import java.util.concurrent.atomic.LongAdder;

/**
 * What became of the datagrams of a {@link UdpTrackerServer}, since it was built. A live view; counts are read one by
 * one while the server runs, so they need not add up to the last datagram. Thread-safe.
 */
public final class UdpStats {
    final LongAdder received = new LongAdder();
    final LongAdder connects = new LongAdder();
    final LongAdder announces = new LongAdder();
    final LongAdder scrapes = new LongAdder();
    final LongAdder errors = new LongAdder();
    final LongAdder malformed = new LongAdder();
    final LongAdder unvalidated = new LongAdder();
    final LongAdder rateLimited = new LongAdder();
    final LongAdder overloaded = new LongAdder();
    final LongAdder trackerFailures = new LongAdder();
    final LongAdder receiveFailures = new LongAdder();
    final LongAdder sendFailures = new LongAdder();
    final LongAdder bindFailures = new LongAdder();

    UdpStats() {}

    /** Returns the number of datagrams received. */
    public long received() {
        return received.sum();
    }

    /** Returns the number of datagrams answered, in whatever way. */
    public long answered() {
        return connects() + announces() + scrapes() + errors();
    }

    /** Returns the number of connect requests answered (BEP 15, "Connect"). */
    public long connects() {
        return connects.sum();
    }

    /** Returns the number of announces answered with peers and counts (BEP 15, "Announce"). */
    public long announces() {
        return announces.sum();
    }

    /** Returns the number of scrapes answered with counts (BEP 15, "Scrape"). */
    public long scrapes() {
        return scrapes.sum();
    }

    /** Returns the number of requests answered with an error (BEP 15, "Errors"): refused, malformed or failed. */
    public long errors() {
        return errors.sum();
    }

    /** Returns the number of datagrams dropped, for whatever reason. */
    public long dropped() {
        return droppedMalformed() + droppedUnvalidated() + droppedRateLimited() + droppedOverloaded();
    }

    /** Returns the number of datagrams dropped because they can't be a request, or came from port 0. */
    public long droppedMalformed() {
        return malformed.sum();
    }

    /** Returns the number of datagrams dropped because their connection id was not good, or no longer. */
    public long droppedUnvalidated() {
        return unvalidated.sum();
    }

    /** Returns the number of requests dropped because their source sent too many. */
    public long droppedRateLimited() {
        return rateLimited.sum();
    }

    /** Returns the number of requests dropped because too many others were waiting for the storage. */
    public long droppedOverloaded() {
        return overloaded.sum();
    }

    /** Returns the number of requests that the tracker or its storage failed; they are among {@link #errors()}. */
    public long trackerFailures() {
        return trackerFailures.sum();
    }

    /** Returns how often receiving, or what was done about a datagram, failed. */
    public long receiveFailures() {
        return receiveFailures.sum();
    }

    /** Returns the number of replies that could not be sent; they are counted as answered all the same. */
    public long sendFailures() {
        return sendFailures.sum();
    }

    /** Returns how often an address that came, or came back, while the server ran could not be listened on. */
    public long bindFailures() {
        return bindFailures.sum();
    }
}
