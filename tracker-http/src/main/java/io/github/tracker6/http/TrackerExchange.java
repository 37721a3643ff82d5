package io.github.tracker6.http;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.InfoHash;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, for authors of servers: a reusable message, so that an announce allocates nothing. To
 * embed the tracker in a framework, call {@link HttpTrackerHandler#answer}, which needs no exchange.
 *
 * <p>A server gets an exchange from {@link HttpTrackerHandler#newExchange()}, calls {@link #reset()}, sets the request,
 * and reads the answer when the stage of {@link HttpTrackerHandler#handle} completed. It may use the exchange for the next
 * request if {@link #isReusable()} says so. Not thread-safe; handed from thread to thread with the usual happens-before.
 *
 * @since 0.1.0
 */
public final class TrackerExchange {
    static final int OK = 200;
    private static final int MAX_KEPT_BYTES = 65_536;
    private static final int MAX_KEPT_HASHES = 1_024;

    final RequestTarget target = new RequestTarget();
    final QueryReader query;
    final AddressLiteral literal = new AddressLiteral();
    final AnnounceRequest announce = new AnnounceRequest();
    final AnnounceResponse response = new AnnounceResponse();
    ScrapeBatch scrape = new ScrapeBatch();
    BencodeWriter bencode = new BencodeWriter();
    boolean compact = true;

    /** The raw peer id and key of the announce, to compare them. */
    final byte[] peerId = new byte[InfoHash.BYTES];

    final byte[] key = new byte[InfoHash.BYTES];
    int keyLength;

    private final CompletableFuture<TrackerExchange> done = CompletableFuture.completedFuture(this);
    private RequestMethod method = RequestMethod.GET;
    private AddressFamily sourceFamily = AddressFamily.IPV4;
    private long sourceHigh;
    private long sourceLow;
    private boolean namedByProxy;
    private @Nullable String forwarded;
    private @Nullable String forwardedFor;
    private boolean acceptsGzip;
    private @Nullable Supplier<Function<String, List<String>>> headers;
    private @Nullable HttpAnswer answer;
    private byte[] body = {};
    private int bodyLength;
    private boolean gzipped;
    private boolean retired;
    private boolean isAnnounce;

    TrackerExchange(int maxValueBytes) {
        query = new QueryReader(maxValueBytes);
    }

    /**
     * Puts every field back to its default: {@code GET} of an empty target, no headers, no answer.
     *
     * @return this
     * @throws IllegalStateException if the exchange is not {@linkplain #isReusable() reusable}
     */
    public TrackerExchange reset() {
        if (retired) {
            throw new IllegalStateException("the tracker failed, and may still write into this exchange");
        }
        announce.reset();
        response.reset();
        if (scrape.size() > MAX_KEPT_HASHES) {
            scrape = new ScrapeBatch();
        }
        scrape.reset();
        if (bencode.bytes().length > MAX_KEPT_BYTES) {
            bencode = new BencodeWriter();
        }
        bencode.clear();
        compact = true;
        keyLength = 0;
        method = RequestMethod.GET;
        namedByProxy = false;
        forwarded = null;
        forwardedFor = null;
        acceptsGzip = false;
        headers = null;
        answer = null;
        isAnnounce = false;
        answer(bencode.bytes(), 0, false);
        return target(body, 0, 0);
    }

    /**
     * Sets the method; default {@code GET}.
     *
     * @param name as it stands in the request line
     */
    public TrackerExchange method(String name) {
        method = RequestMethod.of(name);
        return this;
    }

    /**
     * Sets the request target as it came, in origin form ({@code /announce?...}) or absolute form ({@code
     * http://host/announce?...}; RFC 9112, section 3.2). The bytes are read while {@link HttpTrackerHandler#handle}
     * runs, and not after it returned. Do not make them from a text that a framework has decoded: {@code
     * String.getBytes} turns each character that it cannot write into a question mark, and different torrents into one.
     * {@link HttpTrackerHandler#answer} takes a text and refuses such characters.
     *
     * @param bytes holds the target
     * @param from the offset of its first byte
     * @param to the offset behind its last byte
     */
    public TrackerExchange target(byte[] bytes, int from, int to) {
        target.set(bytes, from, to);
        return this;
    }

    /**
     * Sets the address that the connection came from. An IPv4-mapped address becomes IPv4.
     *
     * @param high bytes 0 to 7 of an IPv6 address, big-endian; ignored for IPv4
     * @param low bytes 8 to 15 of an IPv6 address, big-endian; for IPv4 its 32 bits, unsigned
     */
    public TrackerExchange source(AddressFamily family, long high, long low) {
        if (family == AddressFamily.IPV4 || Endpoint.isMapped(high, low)) {
            sourceFamily = AddressFamily.IPV4;
            sourceHigh = 0;
            sourceLow = low & 0xffffffffL;
        } else {
            sourceFamily = family;
            sourceHigh = high;
            sourceLow = low;
        }
        return this;
    }

    /** Sets the address that the connection came from; the port is ignored. */
    public TrackerExchange source(Endpoint source) {
        return source(source.family(), source.addressHigh(), source.addressLow());
    }

    /**
     * Sets whether a proxy named the source in a PROXY protocol header; default false. Such a source is a client even if it is
     * a trusted proxy too, as long as it sends no forwarding header.
     */
    public TrackerExchange namedByProxy(boolean namedByProxy) {
        this.namedByProxy = namedByProxy;
        return this;
    }

    /**
     * Adds the value of a {@code Forwarded} header (RFC 7239), in the order received. It is ignored unless {@link
     * HttpTrackerHandler#readsForwarding} says that the address of the connection matters.
     */
    public TrackerExchange forwarded(String value) {
        forwarded = forwarded == null ? value : forwarded + "," + value;
        return this;
    }

    /** Adds the value of an {@code X-Forwarded-For} header, in the order received; as {@link #forwarded(String)}. */
    public TrackerExchange forwardedFor(String value) {
        forwardedFor = forwardedFor == null ? value : forwardedFor + "," + value;
        return this;
    }

    /** Adds the value of an {@code Accept-Encoding} header (RFC 9110, section 12.5.3), the bytes between two offsets. */
    public TrackerExchange acceptEncoding(byte[] bytes, int from, int to) {
        acceptsGzip |= AcceptEncoding.takesGzip(bytes, from, to);
        return this;
    }

    /**
     * Sets how an {@link HttpRoute} reads the request's headers; default: there are none.
     *
     * @param headers called at most once, while {@link HttpTrackerHandler#handle} runs, and not for an announce or scrape.
     *     The function that it returns takes a name in any case, and returns the values of that header, or none if it
     *     is absent. A route may keep the function for as long as its answer takes.
     */
    public TrackerExchange headers(Supplier<Function<String, List<String>>> headers) {
        this.headers = headers;
        return this;
    }

    /**
     * Returns the answer, or null if it is the usual one of a tracker: status 200, content type {@code text/plain}, and
     * {@link #body()}. A server closes the connection behind an answer with status 429.
     */
    public @Nullable HttpAnswer answer() {
        return answer;
    }

    /** Returns the array that holds the body of the tracker's usual answer, from offset 0 on. Valid until {@link #reset()}. */
    public byte[] body() {
        return body;
    }

    /** Returns the number of bytes of the body. In the answer to {@code HEAD} a server sends it as the length, and no body. */
    public int bodyLength() {
        return bodyLength;
    }

    /** Returns whether the body is compressed: then {@code Content-Encoding: gzip} belongs to the answer. */
    public boolean gzipped() {
        return gzipped;
    }

    /** Returns a stage that is complete with this exchange: what the handler returns if the answer is there at once. */
    public CompletableFuture<TrackerExchange> done() {
        return done;
    }

    /**
     * Returns whether the exchange may serve another request. After a failure or time-out of the tracker it may not,
     * since the tracker may still write into it: drop it.
     */
    public boolean isReusable() {
        return !retired;
    }

    /** Returns whether the request is an announce. Known once {@link HttpTrackerHandler#handle} returned, answered or not. */
    public boolean isAnnounce() {
        return isAnnounce;
    }

    /** Marks the request as an announce. */
    void beginAnnounce() {
        isAnnounce = true;
    }

    RequestMethod method() {
        return method;
    }

    AddressFamily sourceFamily() {
        return sourceFamily;
    }

    long sourceHigh() {
        return sourceHigh;
    }

    long sourceLow() {
        return sourceLow;
    }

    boolean isNamedByProxy() {
        return namedByProxy;
    }

    @Nullable
    String forwarded() {
        return forwarded;
    }

    @Nullable
    String forwardedFor() {
        return forwardedFor;
    }

    boolean acceptsGzip() {
        return acceptsGzip;
    }

    Function<String, List<String>> headers() {
        Supplier<Function<String, List<String>>> set = headers;
        return set == null ? name -> List.of() : set.get();
    }

    void answer(byte[] body, int bodyLength, boolean gzipped) {
        this.body = body;
        this.bodyLength = bodyLength;
        this.gzipped = gzipped;
    }

    void answer(HttpAnswer answer) {
        this.answer = answer;
    }

    /** Marks the exchange as one that must not be used again. */
    void retire() {
        retired = true;
    }

    /** Returns the status of the answer. */
    int status() {
        HttpAnswer special = answer;
        return special == null ? OK : special.status();
    }
}
