package io.github.tracker6.udp;

import io.github.tracker6.engine.AnswerTimes;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of the datagrams of a {@link UdpTrackerServer}, from when it was built. A live view: the server goes on
 * counting while the counters are read one after the other, so a sum may be off by a few datagrams. Thread-safe.
 *
 * @since 0.1.0
 */
public final class UdpStats {
    private final AnswerTimes answerTimes = new AnswerTimes();
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

    /**
     * Returns where to observe how long announces take, from when the datagram was received to when its reply is handed to the
     * network, replies that were held included.
     */
    public AnswerTimes answerTimes() {
        return answerTimes;
    }

    /** Returns the number of datagrams received. */
    public long received() {
        return received.sum();
    }

    /** Returns the number of datagrams answered: connects, announces, scrapes and errors. */
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

    /** Returns the number of datagrams dropped: malformed, unvalidated, rate limited and overloaded. */
    public long dropped() {
        return droppedMalformed() + droppedUnvalidated() + droppedRateLimited() + droppedOverloaded();
    }

    /** Returns the number of datagrams dropped because they are no request, or came from port 0. */
    public long droppedMalformed() {
        return malformed.sum();
    }

    /** Returns the number of datagrams dropped because their connection id was wrong or too old. */
    public long droppedUnvalidated() {
        return unvalidated.sum();
    }

    /** Returns the number of requests dropped because their source, or its IPv6 /48, sent too many. */
    public long droppedRateLimited() {
        return rateLimited.sum();
    }

    /** Returns the number of requests dropped because too many others were waiting for the store. */
    public long droppedOverloaded() {
        return overloaded.sum();
    }

    /** Returns the number of requests that failed in the tracker or its storage. {@link #errors()} includes them. */
    public long trackerFailures() {
        return trackerFailures.sum();
    }

    /** Returns how often receiving or handling a datagram failed, with an exception or an {@link Error}. */
    public long receiveFailures() {
        return receiveFailures.sum();
    }

    /** Returns the number of replies that were not sent. {@link #answered()} includes them. */
    public long sendFailures() {
        return sendFailures.sum();
    }

    /**
     * Returns how often the server failed to listen on a new address of the host, or to read the host's addresses,
     * while it ran.
     */
    public long bindFailures() {
        return bindFailures.sum();
    }
}
