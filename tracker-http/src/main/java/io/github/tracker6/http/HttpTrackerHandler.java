package io.github.tracker6.http;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.Endpoint;
import io.github.tracker6.engine.TrackerHandler;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Answers HTTP requests, whatever server received them. Announces and scrapes go to the tracker: each path that ends in
 * {@code /announce} or {@code /scrape}, with any prefix, and with or without a slash at the end. Other paths go to the {@linkplain HttpTrackerHandlerBuilder#route
 * routes} in the order added. A refused announce is status 200 with a {@code failure reason}, since clients drop the text
 * of any other status. A client that sends too many gets status 429 without a body, and a server closes its connection.
 * Thread-safe.
 *
 * <p>A framework calls {@link #answer}, or {@link #answerIfServed} if it serves other things too. A server that wants no object per announce calls {@link #handle}.
 *
 * @since 0.1.0
 */
public final class HttpTrackerHandler {
    private static final HttpAnswer BAD_TARGET =
            HttpAnswer.of(400, HttpAnswer.PLAIN_TEXT, "The request target holds a character above 255\n");
    private static final HttpAnswer TARGET_TOO_LONG =
            HttpAnswer.of(414, HttpAnswer.PLAIN_TEXT, "The request target is too long\n");
    private static final HttpAnswer HEADERS_TOO_LARGE =
            HttpAnswer.of(431, HttpAnswer.PLAIN_TEXT, "The request's headers are too long\n");
    private static final HttpAnswer NOT_FOUND = HttpAnswer.of(404, HttpAnswer.PLAIN_TEXT, "Not found\n");
    private static final HttpAnswer METHOD_NOT_ALLOWED = HttpAnswer.of(
                    405, HttpAnswer.PLAIN_TEXT, "Only GET and HEAD are served here\n")
            .withHeader("Allow", "GET, HEAD");
    private static final HttpAnswer NOT_IMPLEMENTED =
            HttpAnswer.of(501, HttpAnswer.PLAIN_TEXT, "Only GET and HEAD are served here\n");

    /** What a request line holds beside method and target: two blanks and {@code HTTP/1.1}. */
    private static final int LINE_REST_BYTES = " ".length() + " HTTP/1.1".length();

    private static final int MAX_BYTE = 0xff;

    private final int maxRequestLineBytes;
    private final int maxHeaderBytes;
    private final int maxValueBytes;
    private final ClientAddress clientAddress;
    private final RequestRate rate;
    private final @Nullable TrackerAnswers answers;
    private final @Nullable AnnounceRoute announceRoute;
    private final @Nullable ScrapeRoute scrapeRoute;
    private final CustomRoutes customRoutes;
    private final Route[] routes;

    HttpTrackerHandler(HttpTrackerHandlerBuilder builder) {
        HttpLimits limits = builder.limits;
        maxRequestLineBytes = limits.maxRequestLineBytes();
        maxHeaderBytes = limits.maxHeaderBytes();
        maxValueBytes = limits.maxValueBytes();
        clientAddress = builder.newClientAddress();
        customRoutes = new CustomRoutes(builder.routes, clientAddress, limits.minGzipBytes());
        rate = builder.newRate();
        TrackerHandler tracker = builder.tracker;
        List<Route> inOrder = new ArrayList<>();
        if (tracker == null) {
            answers = null;
            announceRoute = null;
            scrapeRoute = null;
        } else {
            answers = new TrackerAnswers(tracker, limits.minGzipBytes());
            announceRoute = new AnnounceRoute(tracker, answers, clientAddress, rate, builder.lan);
            ScrapeCodec codec = new ScrapeCodec(limits.maxScrapeHashes());
            scrapeRoute =
                    new ScrapeRoute(tracker, answers, clientAddress, rate, codec, builder.newFullScrapes(tracker));
            if (builder.announces) {
                inOrder.add(announceRoute);
            }
            inOrder.add(scrapeRoute);
        }
        inOrder.add(customRoutes);
        routes = inOrder.toArray(new Route[0]);
    }

    /**
     * Returns a builder with every default, for a handler that serves announces and scrapes.
     *
     * @param tracker the {@link io.github.tracker6.engine.Tracker}, or a decorator of it; borrowed
     */
    public static HttpTrackerHandlerBuilder builder(TrackerHandler tracker) {
        return new HttpTrackerHandlerBuilder(tracker);
    }

    /** Returns a builder with every default, for a handler that serves {@link HttpRoute routes} alone. */
    public static HttpTrackerHandlerBuilder builder() {
        return new HttpTrackerHandlerBuilder();
    }

    /**
     * Answers a request that a framework received. Forwarding headers and {@code Accept-Encoding} are taken into account;
     * the framework sends status, headers and body as they are.
     *
     * @param method as it stands in the request line; all but {@code GET} and {@code HEAD} are refused with status 405
     *     or 501
     * @param target path and query as they came, without decoding: {@code /announce?info_hash=%12%34...}; or the whole URL.
     *     Each character stands for one byte, as in ISO-8859-1. A character above 255 shows that the framework has decoded
     *     the bytes already; the answer then is status 400, since the info hash is lost. Past {@link
     *     HttpLimits#maxRequestLineBytes()} the answer is status 414
     * @param remoteAddress the address that the connection came from, as a literal: {@code 192.0.2.1} or {@code
     *     2001:db8::1}; brackets, a port and a zone are ignored
     * @param headers returns the values of a request header in the order received; an empty list or null if there is none.
     *     An {@link HttpRoute} may call it until its answer is complete. If the headers that the tracker reads are
     *     longer than {@link HttpLimits#maxHeaderBytes()}, the answer is status 431
     * @return completes with the answer, never exceptionally; at once, or on the thread on which the store or a route
     *     completes. {@code Content-Length} is among its headers, and {@code Connection: close} if the client sends too
     *     many requests. To {@code HEAD} it has no body
     * @throws IllegalArgumentException if {@code remoteAddress} is no literal
     */
    public CompletionStage<HttpAnswer> answer(
            String method, String target, String remoteAddress, Function<String, @Nullable List<String>> headers) {
        TrackerExchange exchange = newExchange();
        if (!setSource(exchange, remoteAddress)) {
            throw new IllegalArgumentException("remoteAddress \"" + remoteAddress + "\" is no address literal");
        }
        boolean head = exchange.method(method).method() == RequestMethod.HEAD;
        HttpAnswer refusal = refusal(method, target);
        if (refusal == null) {
            setTarget(exchange, target, headers);
            refusal = setHeaders(exchange, headers) ? null : HEADERS_TOO_LARGE;
        }
        if (refusal != null) {
            return (head ? refusal.withoutBody() : refusal).done();
        }
        CompletionStage<TrackerExchange> stage = handle(exchange);
        return stage == exchange.done()
                ? answerOf(exchange, head).done()
                : stage.thenApply(done -> answerOf(done, head));
    }

    /**
     * Answers a request as {@link #answer} does, or returns null if neither the tracker nor a route takes its path. For a
     * framework that serves other things beside the tracker: it passes such a request on. A target that {@link #answer}
     * would refuse is refused on the tracker's own paths alone. Routes take {@code GET} and {@code HEAD}, from an address
     * that is a literal.
     *
     * @return null if the request is for something else; completes as that of {@link #answer}
     * @throws IllegalArgumentException if the path is the tracker's, and {@code remoteAddress} is no literal
     */
    public @Nullable CompletionStage<HttpAnswer> answerIfServed(
            String method, String target, String remoteAddress, Function<String, @Nullable List<String>> headers) {
        if (isTrackerPath(target)) {
            return answer(method, target, remoteAddress, headers);
        }
        RequestMethod parsed = RequestMethod.of(method);
        boolean read = parsed == RequestMethod.GET || parsed == RequestMethod.HEAD;
        if (!read || customRoutes.isEmpty() || refusal(method, target) != null) {
            return null;
        }
        TrackerExchange exchange = newExchange().method(method);
        if (!setSource(exchange, remoteAddress)) {
            return null;
        }
        setTarget(exchange, target, headers);
        boolean head = parsed == RequestMethod.HEAD;
        if (!setHeaders(exchange, headers) || !exchange.target.locate()) {
            return null;
        }
        CompletionStage<TrackerExchange> stage = customRoutes.answer(exchange);
        return stage == null ? null : stage.thenApply(done -> answerOf(done, head));
    }

    /** Works for targets with characters above 255 too: {@code getBytes} would make each a question mark, which ends the path. */
    private boolean isTrackerPath(String target) {
        byte[] bytes = new byte[target.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Math.min(target.charAt(i), MAX_BYTE);
        }
        RequestTarget parsed = new RequestTarget();
        parsed.set(bytes, 0, bytes.length);
        if (!parsed.locate()) {
            return false;
        }
        for (Route route : routes) {
            if (route.takes(parsed)) {
                return true;
            }
        }
        return false;
    }

    private static void setTarget(
            TrackerExchange exchange, String target, Function<String, @Nullable List<String>> headers) {
        byte[] bytes = target.getBytes(StandardCharsets.ISO_8859_1);
        exchange.target(bytes, 0, bytes.length).headers(() -> name -> values(headers, name));
    }

    private @Nullable HttpAnswer refusal(String method, String target) {
        if (method.length() + target.length() + LINE_REST_BYTES > maxRequestLineBytes) {
            return TARGET_TOO_LONG;
        }
        return target.chars().allMatch(c -> c <= MAX_BYTE) ? null : BAD_TARGET;
    }

    /** Returns false, and sets nothing, if the address is no literal. */
    private static boolean setSource(TrackerExchange exchange, String remoteAddress) {
        int zone = remoteAddress.indexOf('%');
        byte[] literal = (zone < 0 ? remoteAddress : remoteAddress.substring(0, zone)).getBytes(StandardCharsets.UTF_8);
        boolean parsed = exchange.literal.parseNode(literal, 0, literal.length);
        if (parsed) {
            exchange.source(exchange.literal.endpoint());
        }
        return parsed;
    }

    /** Sets what the tracker reads of the headers; returns false if that is longer than all headers may be. */
    private boolean setHeaders(TrackerExchange exchange, Function<String, @Nullable List<String>> headers) {
        boolean read = readsForwarding(exchange.sourceFamily(), exchange.sourceHigh(), exchange.sourceLow());
        List<String> encodings = values(headers, "Accept-Encoding");
        List<String> forwarded = read ? values(headers, "Forwarded") : List.of();
        List<String> forwardedFor = read ? values(headers, "X-Forwarded-For") : List.of();
        if (length(encodings) + length(forwarded) + length(forwardedFor) > maxHeaderBytes) {
            return false;
        }
        for (String value : encodings) {
            byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
            exchange.acceptEncoding(bytes, 0, bytes.length);
        }
        forwarded.forEach(exchange::forwarded);
        forwardedFor.forEach(exchange::forwardedFor);
        return true;
    }

    private static long length(List<String> values) {
        return values.stream().mapToLong(String::length).sum();
    }

    private static List<String> values(Function<String, @Nullable List<String>> headers, String name) {
        List<String> values = headers.apply(name);
        return values == null ? List.of() : values;
    }

    private static HttpAnswer answerOf(TrackerExchange exchange, boolean head) {
        HttpAnswer answer = exchange.answer();
        if (answer == RequestRate.REFUSAL) {
            answer = RequestRate.CLOSING_REFUSAL;
        } else if (answer == null) {
            // The exchange is not used again, so the answer may keep its array.
            ByteBuffer body = ByteBuffer.wrap(exchange.body(), 0, exchange.bodyLength());
            answer = HttpAnswer.of(TrackerExchange.OK, HttpAnswer.PLAIN_TEXT, body);
            if (exchange.gzipped()) {
                answer = answer.withHeader(HttpAnswer.CONTENT_ENCODING, "gzip");
            }
        }
        return head ? answer.withoutBody() : answer;
    }

    /** Returns a new exchange for {@link #handle}. */
    public TrackerExchange newExchange() {
        return new TrackerExchange(maxValueBytes);
    }

    /** Returns whether an address is that of a trusted proxy. */
    public boolean trusts(AddressFamily family, long high, long low) {
        return clientAddress.trusts(family, high, low);
    }

    /**
     * Returns whether forwarding headers from an address matter: those of a trusted proxy name the client, and those of
     * any other private, unique local, link-local or loopback address show a {@linkplain
     * HttpTrackerHandlerBuilder#undeclaredProxies proxy that is not declared}. A server need not read them otherwise.
     *
     * @param high bytes 0 to 7 of an IPv6 address, big-endian; ignored for IPv4
     * @param low bytes 8 to 15 of an IPv6 address, big-endian; for IPv4 its 32 bits, unsigned
     */
    public boolean readsForwarding(AddressFamily family, long high, long low) {
        return clientAddress.readsForwarding(family, high, low);
    }

    /**
     * Reports a {@linkplain HttpTrackerHandlerBuilder#undeclaredProxies proxy that is not declared}, which a server knows by
     * a PROXY protocol header; counts it as one request.
     *
     * @param source the address that the connection came from; the port is ignored
     */
    public void reportUndeclaredProxy(Endpoint source) {
        clientAddress.undeclared.record(source);
    }

    /**
     * Answers a request that a server put into an exchange. Never fails: a failure of the tracker or of a route is an
     * answer too.
     *
     * @param exchange the request; left alone by the caller until the stage completes
     * @return completes with {@code exchange}, never exceptionally; it is {@link TrackerExchange#done()} if the answer is
     *     there at once; otherwise it completes on the thread of the store, a route or the full scrape's executor
     */
    public CompletionStage<TrackerExchange> handle(TrackerExchange exchange) {
        switch (exchange.method()) {
            case GET, HEAD -> {
                return dispatch(exchange);
            }
            case OTHER -> exchange.answer(METHOD_NOT_ALLOWED);
            case UNKNOWN -> exchange.answer(NOT_IMPLEMENTED);
        }
        return exchange.done();
    }

    private CompletionStage<TrackerExchange> dispatch(TrackerExchange exchange) {
        if (exchange.target.locate()) {
            for (Route route : routes) {
                CompletionStage<TrackerExchange> stage = route.answer(exchange);
                if (stage != null) {
                    return stage;
                }
            }
        }
        exchange.answer(NOT_FOUND);
        return exchange.done();
    }

    /** Returns how many announces came in, those refused included. */
    public long announces() {
        return announceRoute == null ? 0 : announceRoute.announces.sum();
    }

    /** Returns how many scrapes came in, those refused included. */
    public long scrapes() {
        return scrapeRoute == null ? 0 : scrapeRoute.scrapes.sum();
    }

    /** Returns how many announces and scrapes were refused before the tracker saw them. */
    public long malformed() {
        return answers == null ? 0 : answers.malformed.sum();
    }

    /** Returns how many announces and scrapes got status 429, since their client or its IPv6 /48 sent too many. */
    public long rateLimited() {
        return rate.refused.sum();
    }

    /**
     * Returns how many requests came through a {@linkplain HttpTrackerHandlerBuilder#undeclaredProxies proxy that is not
     * declared}; each announce among them was refused.
     */
    public long undeclaredProxyRequests() {
        return clientAddress.undeclared.requests.sum();
    }

    /**
     * Returns how many announces came from a {@linkplain HttpTrackerHandlerBuilder#trustedProxies trusted proxy} that named no
     * client; each was refused.
     */
    public long silentProxyAnnounces() {
        return clientAddress.silent.requests.sum();
    }

    /** Returns how many announces and scrapes were answered "unavailable", since the tracker or its store failed. */
    public long failures() {
        return answers == null ? 0 : answers.failures.sum();
    }

    /** Returns how many requests were answered with status 500, since an {@link HttpRoute} failed. */
    public long routeFailures() {
        return customRoutes.failures.sum();
    }
}
