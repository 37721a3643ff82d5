package io.github.tracker6.http;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.AnnounceResponse;
import io.github.tracker6.Endpoint;
import io.github.tracker6.ScrapeBatch;
import io.github.tracker6.engine.AnnounceRequest;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, as {@link HttpTrackerHandler} sees them. A reusable message, so that a request allocates
 * nothing: a server gets it from {@link HttpTrackerHandler#newExchange()}, calls {@link #reset()}, sets what came in,
 * and reads the answer when the stage of {@link HttpTrackerHandler#handle} completed. Not thread-safe; handed from
 * thread to thread with the usual happens-before.
 */
public final class TrackerExchange {
    private static final int MAX_KEPT_BYTES = 65_536;
    private static final int MAX_KEPT_HASHES = 1_024;

    final QueryReader query;
    final AddressLiteral literal = new AddressLiteral();
    final AnnounceRequest announce = new AnnounceRequest();
    final AnnounceResponse answer = new AnnounceResponse();
    ScrapeBatch scrape = new ScrapeBatch();
    BencodeWriter bencode = new BencodeWriter();
    boolean compact = true;

    private final CompletableFuture<TrackerExchange> done = CompletableFuture.completedFuture(this);
    private RequestMethod method = RequestMethod.GET;
    private byte[] target = {};
    private int targetFrom;
    private int targetTo;
    private AddressFamily sourceFamily = AddressFamily.IPV4;
    private long sourceHigh;
    private long sourceLow;
    private @Nullable String forwarded;
    private @Nullable String forwardedFor;
    private boolean acceptsGzip;
    private int status;
    private byte[] body = {};
    private int bodyLength;
    private boolean gzipped;

    TrackerExchange(int maxValueBytes) {
        query = new QueryReader(maxValueBytes);
    }

    /**
     * Puts every field back to its default: {@code GET} of an empty target, no headers, no answer.
     *
     * @return this
     */
    public TrackerExchange reset() {
        announce.reset();
        answer.reset();
        if (scrape.size() > MAX_KEPT_HASHES) {
            scrape = new ScrapeBatch();
        }
        scrape.reset();
        if (bencode.bytes().length > MAX_KEPT_BYTES) {
            bencode = new BencodeWriter();
        }
        bencode.clear();
        compact = true;
        method = RequestMethod.GET;
        forwarded = null;
        forwardedFor = null;
        acceptsGzip = false;
        answer(0, bencode.bytes(), 0, false);
        return target(body, 0, 0);
    }

    /** Sets the method; default {@code GET}. */
    public TrackerExchange method(RequestMethod method) {
        this.method = method;
        return this;
    }

    /**
     * Sets the request target as it came, in origin form ({@code /announce?...}) or absolute form ({@code
     * http://host/announce?...}; RFC 9112, section 3.2). The bytes are read while {@link HttpTrackerHandler#handle}
     * runs, and not after it returned.
     *
     * @param bytes holds the target
     * @param from the offset of its first byte
     * @param to the offset behind its last byte
     */
    public TrackerExchange target(byte[] bytes, int from, int to) {
        target = bytes;
        targetFrom = from;
        targetTo = to;
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
     * Adds the value of a {@code Forwarded} header (RFC 7239), in the order received. It counts only where the
     * connection came from a trusted proxy.
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

    /** Says whether the client takes the content coding gzip (RFC 9110, section 12.5.3); default false. */
    public TrackerExchange acceptsGzip(boolean acceptsGzip) {
        this.acceptsGzip = acceptsGzip;
        return this;
    }

    /** Returns the status of the answer: 200, 404, 405 or 501. */
    public int status() {
        return status;
    }

    /** Returns the array that holds the body of the answer, from offset 0 on. To be read until {@link #reset()}. */
    public byte[] body() {
        return body;
    }

    /** Returns the number of bytes of the body. To {@code HEAD} a server tells it without sending the body. */
    public int bodyLength() {
        return bodyLength;
    }

    /** Returns whether the body is compressed: then {@code Content-Encoding: gzip} belongs to the answer. */
    public boolean gzipped() {
        return gzipped;
    }

    /** Returns a stage that is complete with this exchange: what the handler returns where nobody had to wait. */
    public CompletableFuture<TrackerExchange> done() {
        return done;
    }

    RequestMethod method() {
        return method;
    }

    byte[] target() {
        return target;
    }

    int targetFrom() {
        return targetFrom;
    }

    int targetTo() {
        return targetTo;
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

    void answer(int status, byte[] body, int bodyLength, boolean gzipped) {
        this.status = status;
        this.body = body;
        this.bodyLength = bodyLength;
        this.gzipped = gzipped;
    }
}
