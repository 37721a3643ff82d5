package io.github.tracker6.http;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Rejection;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.Tracker;
import io.github.tracker6.internal.LogLimiter;
import io.github.tracker6.store.StoreException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers HTTP requests to a tracker, whatever server received them. The announce path ends in {@code /announce}, the
 * scrape path in {@code /scrape}, each behind any prefix. A refusal is status 200 with a {@code failure reason}, since
 * clients drop the text of any other status. Thread-safe; each exchange serves one request at a time.
 */
public final class HttpTrackerHandler {
    private static final Logger LOG = LoggerFactory.getLogger(HttpTrackerHandler.class);

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int METHOD_NOT_ALLOWED = 405;
    private static final int NOT_IMPLEMENTED = 501;

    private static final byte[] NOT_FOUND_BODY = Failure.ascii("Not found\n");
    private static final byte[] METHOD_BODY = Failure.ascii("Only GET and HEAD are served here\n");
    private static final byte[] ANNOUNCE = Failure.ascii("/announce");
    private static final byte[] SCRAPE = Failure.ascii("/scrape");
    private static final byte[] SCHEME = Failure.ascii("http");
    private static final String ANNOUNCE_PATH = "/announce";
    private static final Rejection ADDRESS_UNKNOWN =
            new Rejection(Rejection.Reason.ADDRESS_REFUSED, "Your address is not known behind the proxy", 0);

    private final Tracker tracker;
    private final boolean lan;
    private final int maxValueBytes;
    private final int minGzipBytes;
    private final ClientAddress clientAddress;
    private final AnnounceDecoder announceDecoder;
    private final ScrapeCodec scrapeCodec;
    private final Executor fullScrapeExecutor;
    private final LogLimiter failureLog = new LogLimiter();
    private final LongAdder announces = new LongAdder();
    private final LongAdder scrapes = new LongAdder();
    private final LongAdder malformed = new LongAdder();
    private final LongAdder failures = new LongAdder();

    HttpTrackerHandler(HttpTrackerHandlerBuilder builder) {
        tracker = builder.tracker;
        lan = builder.lan;
        maxValueBytes = builder.limits.maxValueBytes();
        minGzipBytes = builder.limits.minGzipBytes();
        clientAddress = new ClientAddress(builder.trustedProxies);
        announceDecoder = new AnnounceDecoder(builder.limits.maxParameters());
        scrapeCodec = new ScrapeCodec(builder.limits.maxParameters(), builder.limits.maxScrapeHashes());
        fullScrapeExecutor = builder.fullScrapeExecutor;
    }

    /** Returns a builder with every default. */
    public static HttpTrackerHandlerBuilder builder(Tracker tracker) {
        return new HttpTrackerHandlerBuilder(tracker);
    }

    /** Returns a new exchange, to be reused by one request after the other. */
    public TrackerExchange newExchange() {
        return new TrackerExchange(maxValueBytes);
    }

    /** Returns whether an address is that of a trusted proxy. */
    public boolean trusts(AddressFamily family, long high, long low) {
        return clientAddress.trusts(family, high, low);
    }

    /**
     * Answers a request. Never fails: trouble in the tracker is an answer too.
     *
     * @param exchange what came in; untouched by the caller until the stage completes
     * @return completes with {@code exchange}, never exceptionally; it is {@link TrackerExchange#done()} where nobody had
     *     to wait, and else completes on the thread that the store or the full scrape's executor completes on
     */
    public CompletionStage<TrackerExchange> handle(TrackerExchange exchange) {
        try {
            return switch (exchange.method()) {
                case GET, HEAD -> dispatch(exchange);
                case OTHER -> plain(exchange, METHOD_NOT_ALLOWED, METHOD_BODY);
                case UNKNOWN -> plain(exchange, NOT_IMPLEMENTED, METHOD_BODY);
            };
        } catch (RuntimeException e) {
            return failed(exchange, e);
        }
    }

    /** Returns how many announces came in, those refused included. */
    public long announces() {
        return announces.sum();
    }

    /** Returns how many scrapes came in, those refused included. */
    public long scrapes() {
        return scrapes.sum();
    }

    /** Returns how many announces and scrapes were refused before the tracker saw them. */
    public long malformed() {
        return malformed.sum();
    }

    /** Returns how many announces and scrapes found the storage out of reach, or the tracker in trouble. */
    public long failures() {
        return failures.sum();
    }

    private CompletionStage<TrackerExchange> dispatch(TrackerExchange exchange) {
        byte[] target = exchange.target();
        int to = exchange.targetTo();
        int from = pathFrom(target, exchange.targetFrom(), to);
        int pathTo = indexOf(target, '?', from, to);
        int queryFrom = Math.min(pathTo + 1, to);
        if (endsWith(target, from, pathTo, ANNOUNCE)) {
            announces.increment();
            return announce(exchange, from, pathTo, queryFrom);
        }
        if (endsWith(target, from, pathTo, SCRAPE)) {
            scrapes.increment();
            return scrape(exchange, queryFrom);
        }
        return plain(exchange, NOT_FOUND, NOT_FOUND_BODY);
    }

    private CompletionStage<TrackerExchange> announce(
            TrackerExchange exchange, int pathFrom, int pathTo, int queryFrom) {
        Rejection rejection = clientAddress.resolve(exchange)
                ? announceDecoder.decode(exchange, queryFrom, exchange.targetTo())
                : ADDRESS_UNKNOWN;
        if (rejection != null) {
            malformed.increment();
            return refused(exchange, rejection);
        }
        exchange.announce
                .lan(lan)
                .bothFamilies(true)
                .path(pathTo - pathFrom == ANNOUNCE.length ? ANNOUNCE_PATH : text(exchange, pathFrom, pathTo));
        CompletionStage<AnnounceResponse> stage = tracker.announce(exchange.announce, exchange.answer);
        if (stage == exchange.answer.done()) {
            return announced(exchange);
        }
        return later(exchange, stage, this::announced);
    }

    private CompletionStage<TrackerExchange> scrape(TrackerExchange exchange, int queryFrom) {
        Rejection rejection = scrapeCodec.decode(exchange, queryFrom, exchange.targetTo());
        if (rejection != null) {
            malformed.increment();
            return refused(exchange, rejection);
        }
        if (exchange.scrape.size() == 0) {
            return scrapeAll(exchange);
        }
        CompletionStage<ScrapeBatch> stage = tracker.scrape(exchange.scrape);
        if (stage == exchange.scrape.done()) {
            return scraped(exchange);
        }
        return later(exchange, stage, this::scraped);
    }

    /** Walks over every swarm, and sorts and compresses what it finds, away from the caller's thread. */
    private CompletionStage<TrackerExchange> scrapeAll(TrackerExchange exchange) {
        if (!tracker.answersFullScrape()) {
            return tracker.scrapeAll(exchange.scrape) == exchange.scrape.done()
                    ? scraped(exchange)
                    : refused(exchange, Rejection.MALFORMED);
        }
        CompletableFuture<TrackerExchange> answered = new CompletableFuture<>();
        try {
            fullScrapeExecutor.execute(() -> {
                CompletionStage<TrackerExchange> stage;
                try {
                    stage = later(exchange, tracker.scrapeAll(exchange.scrape), this::scraped);
                } catch (RuntimeException e) {
                    stage = failed(exchange, e);
                }
                stage.whenComplete((done, failure) -> answered.complete(exchange));
            });
        } catch (RejectedExecutionException e) {
            return refused(exchange, Rejection.UNAVAILABLE);
        }
        return answered;
    }

    /** Answers when the stage completes; at once, and without another stage, where it did already. */
    private <T> CompletionStage<TrackerExchange> later(
            TrackerExchange exchange, CompletionStage<T> stage, Answer answer) {
        CompletableFuture<T> future = stage.toCompletableFuture();
        if (future.isDone() && !future.isCompletedExceptionally()) {
            return answer.give(exchange);
        }
        return future.handle((ignored, failure) -> {
            if (failure != null) {
                failed(exchange, failure);
                return exchange;
            }
            try {
                answer.give(exchange);
            } catch (RuntimeException e) {
                failed(exchange, e);
            }
            return exchange;
        });
    }

    /** Encodes what the tracker found. */
    private interface Answer {
        CompletionStage<TrackerExchange> give(TrackerExchange exchange);
    }

    private CompletionStage<TrackerExchange> announced(TrackerExchange exchange) {
        Rejection rejection = exchange.answer.rejection();
        if (rejection != null) {
            return refused(exchange, rejection);
        }
        AnnounceEncoder.encode(exchange.bencode, exchange.announce, exchange.answer, exchange.compact);
        return encoded(exchange, !exchange.compact);
    }

    private CompletionStage<TrackerExchange> scraped(TrackerExchange exchange) {
        Rejection rejection = exchange.scrape.rejection();
        if (rejection != null) {
            return refused(exchange, rejection);
        }
        ScrapeCodec.encode(exchange.bencode, exchange.scrape, tracker.intervalSeconds());
        return encoded(exchange, true);
    }

    private CompletionStage<TrackerExchange> encoded(TrackerExchange exchange, boolean shrinks) {
        byte[] body = exchange.bencode.bytes();
        int length = exchange.bencode.size();
        boolean gzip = shrinks && exchange.acceptsGzip() && length >= minGzipBytes;
        if (gzip) {
            body = gzip(body, length);
            length = body.length;
        }
        exchange.answer(OK, body, length, gzip);
        return exchange.done();
    }

    private CompletionStage<TrackerExchange> refused(TrackerExchange exchange, Rejection rejection) {
        exchange.bencode.clear();
        Failure.encode(exchange.bencode, rejection, tracker.intervalSeconds());
        return encoded(exchange, false);
    }

    private CompletionStage<TrackerExchange> failed(TrackerExchange exchange, Throwable failure) {
        failures.increment();
        if (failureLog.tryAcquire()) {
            LOG.warn(
                    "Answered {} requests with \"unavailable\"; the last because of {}",
                    failures,
                    StoreException.describe(failure));
            LOG.debug("The last one in full", failure);
        }
        return refused(exchange, Rejection.UNAVAILABLE);
    }

    private static CompletionStage<TrackerExchange> plain(TrackerExchange exchange, int status, byte[] body) {
        exchange.answer(status, body, body.length, false);
        return exchange.done();
    }

    private static byte[] gzip(byte[] body, int length) {
        try {
            return Gzip.compress(body, length);
        } catch (IOException e) {
            throw new UncheckedIOException("in memory", e);
        }
    }

    /** Returns where the path starts: behind the authority of an absolute form. */
    private static int pathFrom(byte[] target, int from, int to) {
        if (from < to && target[from] == '/') {
            return from;
        }
        int scheme = from;
        for (byte letter : SCHEME) {
            if (scheme == to || (target[scheme] | 0x20) != letter) {
                return to;
            }
            scheme++;
        }
        if (scheme < to && (target[scheme] | 0x20) == 's') {
            scheme++;
        }
        boolean absolute =
                scheme + 2 < to && target[scheme] == ':' && target[scheme + 1] == '/' && target[scheme + 2] == '/';
        return absolute ? indexOf(target, '/', scheme + 3, indexOf(target, '?', scheme, to)) : to;
    }

    private static int indexOf(byte[] bytes, char wanted, int from, int to) {
        int at = from;
        while (at < to && bytes[at] != wanted) {
            at++;
        }
        return at;
    }

    private static boolean endsWith(byte[] bytes, int from, int to, byte[] end) {
        int start = to - end.length;
        if (start < from) {
            return false;
        }
        for (int i = 0; i < end.length; i++) {
            if (bytes[start + i] != end[i]) {
                return false;
            }
        }
        return true;
    }

    private static String text(TrackerExchange exchange, int from, int to) {
        return new String(exchange.target(), from, to - from, StandardCharsets.ISO_8859_1);
    }
}
