package io.github.tracker6.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * An answer to an HTTP request: a status, headers, and a body of any content type and size. Immutable if the bytes of
 * the body do not change.
 *
 * @since 0.1.0
 */
public final class HttpAnswer {
    static final String CONTENT_TYPE = "Content-Type";
    static final String CONTENT_ENCODING = "Content-Encoding";
    static final String PLAIN_TEXT = "text/plain";

    private static final String CONNECTION = "Connection";

    private static final String CONTENT_LENGTH = "Content-Length";
    private static final int NO_CONTENT = 204;
    private static final int NOT_MODIFIED = 304;

    /** What the server says itself, or what changes where the message ends (RFC 9110, sections 7.6.1 and 7.8). */
    private static final Set<String> RESERVED = Set.of(
            "connection",
            "content-length",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    /** The fixed answer to what failed in a way that has no better answer. */
    static final HttpAnswer INTERNAL_ERROR = of(500, PLAIN_TEXT, "Internal server error\n");

    private final int status;
    private final Map<String, List<String>> headers;
    private final ByteBuffer body;

    private HttpAnswer(int status, Map<String, List<String>> headers, ByteBuffer body) {
        this.status = status;
        this.headers = Collections.unmodifiableMap(headers);
        this.body = body;
    }

    /**
     * Returns an answer with a body.
     *
     * @param status 200 to 599, not 204 or 304 (RFC 9110, section 15)
     * @param contentType the value of {@code Content-Type}, such as {@code image/png}
     * @param body from its position to its limit; not copied, so its bytes must not change
     * @throws IllegalArgumentException if the status is out of range, or the content type is no header value
     */
    public static HttpAnswer of(int status, String contentType, ByteBuffer body) {
        if (isWithoutBody(requireStatus(status))) {
            throw new IllegalArgumentException("an answer with status " + status + " has no body");
        }
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(CONTENT_TYPE, List.of(requireValue(CONTENT_TYPE, contentType)));
        headers.put(CONTENT_LENGTH, List.of(Integer.toString(body.remaining())));
        return new HttpAnswer(status, headers, body.asReadOnlyBuffer().slice());
    }

    /**
     * Returns an answer with a text in UTF-8.
     *
     * @param contentType the value of {@code Content-Type}; it should name the charset: {@code text/html; charset=utf-8}
     * @throws IllegalArgumentException as {@link #of(int, String, ByteBuffer)}
     */
    public static HttpAnswer of(int status, String contentType, String text) {
        return of(status, contentType, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Returns an answer without a body, such as a redirection.
     *
     * @param status 200 to 599
     * @throws IllegalArgumentException if the status is out of range
     */
    public static HttpAnswer empty(int status) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        if (!isWithoutBody(requireStatus(status))) {
            headers.put(CONTENT_LENGTH, List.of("0"));
        }
        return new HttpAnswer(status, headers, ByteBuffer.allocate(0).asReadOnlyBuffer());
    }

    /**
     * Returns this answer with one header more. A name may be added repeatedly.
     *
     * @param name letters, digits, {@code -} and {@code _}; none of the headers that the server writes: {@code
     *     Content-Length}, {@code Connection} and what else belongs to the connection
     * @param value printable ASCII and tabs
     * @throws IllegalArgumentException if name or value holds another character, such as CR or LF, or the name is reserved
     */
    public HttpAnswer withHeader(String name, String value) {
        if (!name.matches("[A-Za-z0-9_-]+")) {
            throw new IllegalArgumentException("the name of a header holds a character that is not allowed");
        }
        if (RESERVED.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("header " + name + " is written by the server");
        }
        requireValue(name, value);
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        String spelling = headers.keySet().stream()
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .orElse(name);
        List<String> values = new ArrayList<>(headers.getOrDefault(spelling, List.of()));
        values.add(value);
        more.put(spelling, List.copyOf(values));
        return new HttpAnswer(status, more, body);
    }

    /** Returns the status code, 200 to 599. */
    public int status() {
        return status;
    }

    /**
     * Returns the values of each header, in the order added; {@code Content-Length} is among them, except with status 204
     * and 304. Unmodifiable.
     */
    public Map<String, List<String>> headers() {
        return headers;
    }

    /** Returns the body, from position to limit. Read-only; a view of its own for each caller. */
    public ByteBuffer body() {
        return body.duplicate();
    }

    /** Returns a stage that is complete with this answer, for an {@link HttpRoute} that does not wait. */
    public CompletableFuture<HttpAnswer> done() {
        return CompletableFuture.completedFuture(this);
    }

    /** Returns the answer to {@code HEAD}: the same headers and no body. */
    HttpAnswer withoutBody() {
        return new HttpAnswer(status, headers, ByteBuffer.allocate(0));
    }

    /** Returns this answer with {@code Connection: close}, for a framework that sends the headers of an answer as they are. */
    HttpAnswer closing() {
        Map<String, List<String>> more = new LinkedHashMap<>(headers);
        more.put(CONNECTION, List.of("close"));
        return new HttpAnswer(status, more, body);
    }

    /** Returns this answer with its body in a content coding, which depends on what the client accepts. */
    HttpAnswer encoded(String coding, byte[] encodedBody) {
        Map<String, List<String>> changed = new LinkedHashMap<>(headers);
        changed.put(CONTENT_LENGTH, List.of(Integer.toString(encodedBody.length)));
        return new HttpAnswer(status, changed, ByteBuffer.wrap(encodedBody).asReadOnlyBuffer())
                .withHeader(CONTENT_ENCODING, coding)
                .withHeader("Vary", "Accept-Encoding");
    }

    /** Returns the first value of a header, or "" where there is none. */
    String header(String name) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(header -> header.getValue().get(0))
                .findFirst()
                .orElse("");
    }

    private static boolean isWithoutBody(int status) {
        return status == NO_CONTENT || status == NOT_MODIFIED;
    }

    private static int requireStatus(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is outside 200 to 599");
        }
        return status;
    }

    private static String requireValue(String name, String value) {
        Objects.requireNonNull(value, "value");
        if (!value.chars().allMatch(c -> (c >= ' ' && c <= '~') || c == '\t')) {
            throw new IllegalArgumentException(
                    "the value of header " + name + " holds a character that is not allowed");
        }
        return value;
    }
}
