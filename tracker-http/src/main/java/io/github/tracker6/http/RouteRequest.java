package io.github.tracker6.http;

import java.net.InetAddress;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A request as an {@link HttpRoute} sees it. Immutable; may be kept for as long as the answer takes.
 *
 * @since 0.1.0
 */
public final class RouteRequest {
    private final String path;
    private final String query;
    private final @Nullable InetAddress client;
    private final Function<String, List<String>> headers;

    RouteRequest(String path, String query, @Nullable InetAddress client, Function<String, List<String>> headers) {
        this.path = path;
        this.query = query;
        this.client = client;
        this.headers = headers;
    }

    /** Returns the path of the request target as it came, without decoding: each character is one byte; {@code /} at least. */
    public String path() {
        return path;
    }

    /** Returns the query as it came, without the {@code ?} and without decoding: each character is one byte; "" if none. */
    public String query() {
        return query;
    }

    /**
     * Returns the address of the client: behind a trusted proxy the one that the proxy names, or null if it names none;
     * null behind a {@linkplain HttpTrackerHandlerBuilder#undeclaredProxies proxy that is not declared}; else the address
     * that the connection came from.
     */
    public @Nullable InetAddress client() {
        return client;
    }

    /**
     * Returns the values of a header in the order received, each character one byte.
     *
     * @param name in any case
     * @return empty if the request has no such header
     */
    public List<String> header(String name) {
        return headers.apply(name);
    }
}
