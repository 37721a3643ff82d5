package io.github.tracker6.udp;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Rejection;
import io.github.tracker6.engine.AnnounceRequest;
import io.github.tracker6.engine.TrackerException;
import io.github.tracker6.engine.TrackerHandler;
import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.internal.SourceRateLimiter;
import io.github.tracker6.store.InfoHashes;
import io.github.tracker6.store.StoreException;
import java.nio.ByteBuffer;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a request into a reply; knows no sockets (BEP 15). A source without a valid connection id gets connection ids
 * and nothing else. Errors go to validated sources only, within their rate. Thread-safe. Allocates nothing if the
 * tracker answers at once.
 */
final class UdpHandler {
    /** No reply. */
    static final int SILENCE = 0;
    /** The reply comes later; the caller must not use the exchange any more. */
    static final int PENDING = -1;

    private static final Logger LOG = LoggerFactory.getLogger(UdpTrackerServer.class);
    private static final Rejection UNKNOWN_ACTION = Rejection.malformed("Unknown action");

    private final TrackerHandler tracker;
    private final ConnectionIds connectionIds;
    private final @Nullable SourceRateLimiter rateLimiter;
    private final LongSupplier clockMillis;
    private final UdpStats stats;
    private final ExchangePool pool;
    private final LogLimiter failureLog = new LogLimiter();
    private final UdpFailures failures;
    private final boolean lan;
    private final int peers4Limit;
    private final int peers6Limit;
    private final int scrapeLimit;

    UdpHandler(UdpTrackerServerBuilder options, UdpStats stats, ExchangePool pool) {
        this.tracker = options.tracker;
        this.connectionIds = new ConnectionIds(options.connectionKey0, options.connectionKey1);
        this.rateLimiter = options.newRateLimiter();
        this.clockMillis = options.clockMillis;
        this.stats = stats;
        this.failures = new UdpFailures(stats);
        this.pool = pool;
        this.lan = options.lan;
        this.peers4Limit = options.peersLimit(AddressFamily.IPV4);
        this.peers6Limit = options.peersLimit(AddressFamily.IPV6);
        this.scrapeLimit = options.effectiveScrapeLimit();
    }

    UdpFailures failures() {
        return failures;
    }

    /** Returns an exchange for a worker's next requests. */
    Exchange newExchange() {
        return pool.take(this);
    }

    /** Returns the time. Packets that were received together may share it. */
    long nowMillis() {
        return clockMillis.getAsLong();
    }

    /** Passes the swarms of the next packets to the tracker, as a hint. */
    void prefetch(InfoHashes swarms) {
        tracker.prefetch(swarms);
    }

    /**
     * Handles one packet.
     *
     * @param exchange has the source of the packet and the sender of a late reply. It must not be used again after
     *     {@link #PENDING}, after an exception, or once it is {@linkplain Exchange#isDiscarded() discarded}
     * @param nowMillis of {@link #nowMillis()}
     * @param packet from index 0 to its limit
     * @param reply gets the reply, from index 0 to its position; has room for the longest reply
     * @return the number of bytes of the reply, {@link #SILENCE} or {@link #PENDING}
     */
    int handle(Exchange exchange, long nowMillis, ByteBuffer packet, ByteBuffer reply) {
        stats.received.increment();
        if (packet.limit() < UdpWire.REQUEST_HEADER_BYTES || exchange.port() == 0) {
            stats.malformed.increment();
            return SILENCE;
        }
        long connectionId = packet.getLong(0);
        int action = packet.getInt(UdpWire.ACTION_AT);
        int transactionId = packet.getInt(UdpWire.TRANSACTION_ID_AT);
        if (connectionId == UdpWire.PROTOCOL_ID && action == UdpWire.ACTION_CONNECT) {
            long id = connectionIds.idAt(nowMillis, exchange.family(), exchange.high(), exchange.low());
            UdpReplies.encodeConnect(reply, transactionId, id);
            stats.connects.increment();
            return reply.position();
        }
        if (!connectionIds.accepts(connectionId, nowMillis, exchange.family(), exchange.high(), exchange.low())) {
            stats.unvalidated.increment();
            return SILENCE;
        }
        if (!isWithinRate(exchange, nowMillis)) {
            stats.rateLimited.increment();
            return SILENCE;
        }
        exchange.begin(action, transactionId);
        return dispatch(exchange, packet, reply);
    }

    private boolean isWithinRate(Exchange exchange, long nowMillis) {
        SourceRateLimiter limiter = rateLimiter;
        if (limiter == null) {
            return true;
        }
        return exchange.family() == AddressFamily.IPV4
                ? limiter.tryAcquireIpv4(nowMillis, exchange.low())
                : limiter.tryAcquireIpv6(nowMillis, exchange.high());
    }

    private int dispatch(Exchange exchange, ByteBuffer packet, ByteBuffer reply) {
        return switch (exchange.action()) {
            case UdpWire.ACTION_ANNOUNCE -> announce(exchange, packet, AddressFamily.IPV4, reply);
            case UdpWire.ACTION_ANNOUNCE6 ->
                exchange.family() == AddressFamily.IPV6
                        ? announce(exchange, packet, AddressFamily.IPV6, reply)
                        : error(exchange, UNKNOWN_ACTION, reply);
            case UdpWire.ACTION_SCRAPE -> scrape(exchange, packet, reply);
            default -> error(exchange, UNKNOWN_ACTION, reply);
        };
    }

    /** Announces. The {@code ip} field has 4 bytes, also in a packet over IPv6; in announce6 it has 16. */
    private int announce(Exchange exchange, ByteBuffer packet, AddressFamily ipField, ByteBuffer reply) {
        AddressFamily family = exchange.family();
        AnnounceRequest request = exchange.request.reset();
        if (!UdpRequests.decodeAnnounce(packet, ipField, request)) {
            return error(exchange, Rejection.MALFORMED, reply);
        }
        request.source(family, exchange.high(), exchange.low())
                .answerLimit(peersLimit(family))
                .bothFamilies(false)
                .lan(lan);
        if (!pool.hasRoom()) {
            stats.overloaded.increment();
            return SILENCE;
        }
        exchange.beginAnnounce();
        try {
            CompletionStage<?> stage = tracker.announce(request, exchange.response.reset());
            return stage == exchange.response.done() ? finish(exchange, null, reply) : await(exchange, stage, reply);
        } catch (Throwable e) {
            return fail(exchange, e, reply);
        }
    }

    private int scrape(Exchange exchange, ByteBuffer packet, ByteBuffer reply) {
        UdpRequests.decodeScrape(packet, scrapeLimit, exchange.batch.reset());
        if (!pool.hasRoom()) {
            stats.overloaded.increment();
            return SILENCE;
        }
        try {
            CompletionStage<?> stage = tracker.scrape(exchange.batch);
            return stage == exchange.batch.done() ? finish(exchange, null, reply) : await(exchange, stage, reply);
        } catch (Throwable e) {
            return fail(exchange, e, reply);
        }
    }

    private int await(Exchange exchange, CompletionStage<?> stage, ByteBuffer reply) {
        CompletableFuture<?> future = stage.toCompletableFuture();
        if (future.isDone()) {
            return finish(exchange, failureOf(future), reply);
        }
        exchange.park();
        pool.park();
        boolean waits = false;
        try {
            var unused = future.whenComplete(exchange);
            waits = true;
        } finally {
            if (!waits) {
                pool.drop();
            }
        }
        return PENDING;
    }

    /** Answers a request after the tracker threw, or returned what cannot be awaited. */
    private int fail(Exchange exchange, Throwable failure, ByteBuffer reply) {
        // The tracker may have handed request and response to another thread before it failed.
        exchange.discard();
        return finish(exchange, failure, reply);
    }

    private static @Nullable Throwable failureOf(CompletableFuture<?> complete) {
        try {
            complete.join();
            return null;
        } catch (CompletionException | CancellationException e) {
            return e;
        }
    }

    /** Answers an exchange that waited; runs on the thread that completed the stage. */
    void completeLate(Exchange exchange, @Nullable Throwable failure) {
        try {
            ByteBuffer reply = exchange.lateReply();
            finish(exchange, failure, reply);
            exchange.send(reply.flip());
        } catch (Throwable e) {
            pool.drop();
            failures.recordLateReply(e);
            return;
        }
        pool.release(exchange);
    }

    private int finish(Exchange exchange, @Nullable Throwable failure, ByteBuffer reply) {
        if (failure != null) {
            exchange.replaceMessages();
            recordFailure(failure);
            return error(exchange, Rejection.UNAVAILABLE, reply);
        }
        return exchange.action() == UdpWire.ACTION_SCRAPE
                ? answerScrape(exchange, reply)
                : answerAnnounce(exchange, reply);
    }

    private int answerAnnounce(Exchange exchange, ByteBuffer reply) {
        Rejection rejection = exchange.response.rejection();
        if (rejection != null) {
            return error(exchange, rejection, reply);
        }
        AddressFamily family = exchange.family();
        UdpReplies.encodeAnnounce(
                reply,
                exchange.action(),
                exchange.transactionId(),
                exchange.response,
                exchange.response.peers(family),
                peersLimit(family));
        stats.announces.increment();
        return reply.position();
    }

    private int answerScrape(Exchange exchange, ByteBuffer reply) {
        Rejection rejection = exchange.batch.rejection();
        if (rejection != null) {
            return error(exchange, rejection, reply);
        }
        UdpReplies.encodeScrape(reply, exchange.transactionId(), exchange.batch);
        stats.scrapes.increment();
        return reply.position();
    }

    private int error(Exchange exchange, Rejection rejection, ByteBuffer reply) {
        UdpReplies.encodeError(reply, exchange.transactionId(), rejection.text());
        stats.errors.increment();
        return reply.position();
    }

    private void recordFailure(Throwable failure) {
        stats.trackerFailures.increment();
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        // The engine has logged a TrackerException, with the name of the culprit.
        if (!(cause instanceof TrackerException) && failureLog.tryAcquire()) {
            LOG.warn(
                    "Answered {} requests with \"unavailable\"; the last because of {}",
                    stats.trackerFailures,
                    StoreException.describe(failure));
            LOG.debug("The last one in full", failure);
        }
    }

    private int peersLimit(AddressFamily family) {
        return family == AddressFamily.IPV4 ? peers4Limit : peers6Limit;
    }
}
