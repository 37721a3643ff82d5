package io.github.tracker6.http.netty;

import io.github.tracker6.engine.AnswerTimes;
import io.github.tracker6.http.HttpTrackerHandler;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counters of an HTTP server since it was made. A live view; all but the open connections only grow. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HttpStats {
    private final AnswerTimes answerTimes = new AnswerTimes();
    final LongAdder accepted = new LongAdder();
    final LongAdder closed = new LongAdder();
    final LongAdder refusedTotal = new LongAdder();
    final LongAdder evicted = new LongAdder();
    final LongAdder refusedPerAddress = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder badRequests = new LongAdder();
    final LongAdder badProxyHeaders = new LongAdder();
    final LongAdder tlsFailures = new LongAdder();
    final LongAdder handshakesRateLimited = new LongAdder();
    final LongAdder unread = new LongAdder();
    final LongAdder timeouts = new LongAdder();
    final LongAdder errors = new LongAdder();
    private final HttpTrackerHandler handler;

    HttpStats(HttpTrackerHandler handler) {
        this.handler = handler;
    }

    /**
     * Returns where to observe how long announces take, from when a request was read to when its answer is given to the socket
     * or to TLS, answers that were held included.
     */
    public AnswerTimes answerTimes() {
        return answerTimes;
    }

    /** Returns how many connections are open. */
    public long openConnections() {
        return Math.max(0, accepted.sum() - closed.sum());
    }

    /** Returns how many connections were accepted and served. */
    public long acceptedConnections() {
        return accepted.sum();
    }

    /**
     * Returns how many connections were closed for a new one because too many were open; each had waited longest without a
     * complete request.
     */
    public long connectionsEvicted() {
        return evicted.sum();
    }

    /** Returns how many connections were closed at once because too many were open, and each of those got an answer. */
    public long connectionsOverTotal() {
        return refusedTotal.sum();
    }

    /** Returns how many connections were closed at once because their IPv4 address, IPv6 /64 or /48 had too many. */
    public long connectionsOverAddress() {
        return refusedPerAddress.sum();
    }

    /** Returns how many requests were read and given to the handler. */
    public long requests() {
        return requests.sum();
    }

    /** Returns how many announces came in, those refused included. */
    public long announces() {
        return handler.announces();
    }

    /** Returns how many scrapes came in, those refused included. */
    public long scrapes() {
        return handler.scrapes();
    }

    /** Returns how many announces and scrapes were refused before the tracker saw them. */
    public long malformed() {
        return handler.malformed();
    }

    /** Returns how many announces and scrapes got status 429, since their client or its IPv6 /48 sent too many. */
    public long rateLimited() {
        return handler.rateLimited();
    }

    /**
     * Returns how many requests came through a {@linkplain HttpTrackerServerBuilder#undeclaredProxies proxy that is not
     * declared}; each announce among them was refused.
     */
    public long undeclaredProxyRequests() {
        return handler.undeclaredProxyRequests();
    }

    /**
     * Returns how many announces came from a {@linkplain HttpTrackerServerBuilder#trustedProxies trusted proxy} that named no
     * client in a header; each was refused.
     */
    public long silentProxyAnnounces() {
        return handler.silentProxyAnnounces();
    }

    /** Returns how many announces and scrapes were answered "unavailable", since the tracker or its store failed. */
    public long failures() {
        return handler.failures();
    }

    /** Returns how many requests were answered with status 500, since a route failed. */
    public long routeFailures() {
        return handler.routeFailures();
    }

    /** Returns how many requests were malformed, or longer than a limit. */
    public long badRequests() {
        return badRequests.sum();
    }

    /** Returns how many connections of trusted proxies did not begin with a valid PROXY protocol header. */
    public long badProxyHeaders() {
        return badProxyHeaders.sum();
    }

    /** Returns how many connections ended before TLS was agreed on: another protocol, a refused certificate, or a close. */
    public long tlsFailures() {
        return tlsFailures.sum();
    }

    /** Returns how many connections were closed before TLS began, since their client or its IPv6 /48 opened too many. */
    public long handshakesRateLimited() {
        return handshakesRateLimited.sum();
    }

    /**
     * Returns how many connections were closed because their client made TLS itself write, and did not read it (RFC 8446,
     * "Key and Initialization Vector Update").
     */
    public long unreadConnections() {
        return unread.sum();
    }

    /** Returns how many connections were closed because a request or an answer took too long; idle ones do not count. */
    public long timeouts() {
        return timeouts.sum();
    }

    /** Returns how many connections were closed, or could not be accepted, because of a failure of this server or its host. */
    public long errors() {
        return errors.sum();
    }
}
