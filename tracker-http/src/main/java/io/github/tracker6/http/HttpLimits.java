package io.github.tracker6.http;

import io.github.tracker6.internal.Require;
import java.time.Duration;

/**
 * The limits of sizes, counts and times for HTTP clients. Immutable; made by {@link #builder()}.
 *
 * @since 0.1.0
 */
public final class HttpLimits {
    /** The default of {@link Builder#maxRequestLineBytes}: 8,192, room for a scrape of 100 info hashes. */
    public static final int DEFAULT_MAX_REQUEST_LINE_BYTES = 8_192;

    /** The default of {@link Builder#maxHeaderBytes}: 8,192. */
    public static final int DEFAULT_MAX_HEADER_BYTES = 8_192;

    /** The default of {@link Builder#maxHeaderFields}: 32. */
    public static final int DEFAULT_MAX_HEADER_FIELDS = 32;

    /** The default of {@link Builder#maxConnections}: 16,384. */
    public static final int DEFAULT_MAX_CONNECTIONS = 16_384;

    /** The default of {@link Builder#maxConnectionsPerAddress}: 64. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_ADDRESS = 64;

    /** The default of {@link Builder#maxConnectionsPerPrefix}: 1,024. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_PREFIX = 1_024;

    /** The default of {@link Builder#maxRequestsPerConnection}: 1,000. */
    public static final int DEFAULT_MAX_REQUESTS_PER_CONNECTION = 1_000;

    /** The default of {@link Builder#socketBufferBytes}: 16,384. */
    public static final int DEFAULT_SOCKET_BUFFER_BYTES = 16_384;

    /** The default of {@link Builder#maxValueBytes}: 256. */
    public static final int DEFAULT_MAX_VALUE_BYTES = 256;

    /** The default of {@link Builder#maxScrapeHashes}: 100. */
    public static final int DEFAULT_MAX_SCRAPE_HASHES = 100;

    /** The default of {@link Builder#minGzipBytes}: 4,096. */
    public static final int DEFAULT_MIN_GZIP_BYTES = 4_096;

    /** The default of {@link Builder#headerTimeout}: 5 seconds. */
    public static final Duration DEFAULT_HEADER_TIMEOUT = Duration.ofSeconds(5);

    /** The default of {@link Builder#idleTimeout}: 15 seconds. */
    public static final Duration DEFAULT_IDLE_TIMEOUT = Duration.ofSeconds(15);

    /** The default of {@link Builder#writeTimeout}: 10 seconds. */
    public static final Duration DEFAULT_WRITE_TIMEOUT = Duration.ofSeconds(10);

    /** The default of {@link Builder#proxyHeaderTimeout}: 500 milliseconds. */
    public static final Duration DEFAULT_PROXY_HEADER_TIMEOUT = Duration.ofMillis(500);

    private static final Duration MIN_TIMEOUT = Duration.ofMillis(1);
    private static final Duration MAX_TIMEOUT = Duration.ofHours(1);

    private final int maxRequestLineBytes;
    private final int maxHeaderBytes;
    private final int maxHeaderFields;
    private final int maxConnections;
    private final int maxConnectionsPerAddress;
    private final int maxConnectionsPerPrefix;
    private final int maxRequestsPerConnection;
    private final int socketBufferBytes;
    private final int maxValueBytes;
    private final int maxScrapeHashes;
    private final int minGzipBytes;
    private final Duration headerTimeout;
    private final Duration idleTimeout;
    private final Duration writeTimeout;
    private final Duration proxyHeaderTimeout;

    private HttpLimits(Builder builder) {
        maxRequestLineBytes = builder.maxRequestLineBytes;
        maxHeaderBytes = builder.maxHeaderBytes;
        maxHeaderFields = builder.maxHeaderFields;
        maxConnections = builder.maxConnections;
        maxConnectionsPerAddress = builder.maxConnectionsPerAddress;
        maxConnectionsPerPrefix = builder.maxConnectionsPerPrefix;
        maxRequestsPerConnection = builder.maxRequestsPerConnection;
        socketBufferBytes = builder.socketBufferBytes;
        maxValueBytes = builder.maxValueBytes;
        maxScrapeHashes = builder.maxScrapeHashes;
        minGzipBytes = builder.minGzipBytes;
        headerTimeout = builder.headerTimeout;
        idleTimeout = builder.idleTimeout;
        writeTimeout = builder.writeTimeout;
        proxyHeaderTimeout = builder.proxyHeaderTimeout;
    }

    /** Returns every default. */
    public static HttpLimits defaults() {
        return builder().build();
    }

    /** Returns a builder with every default. */
    public static Builder builder() {
        return new Builder();
    }

    /** Returns the maximum length of a request line, in bytes. */
    public int maxRequestLineBytes() {
        return maxRequestLineBytes;
    }

    /** Returns the maximum length of all header fields of a request together, in bytes. */
    public int maxHeaderBytes() {
        return maxHeaderBytes;
    }

    /** Returns the maximum number of header fields of a request. */
    public int maxHeaderFields() {
        return maxHeaderFields;
    }

    /** Returns the maximum number of open connections. */
    public int maxConnections() {
        return maxConnections;
    }

    /** Returns the maximum number of open connections of one IPv4 address or one IPv6 /64. */
    public int maxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    /** Returns the maximum number of open connections of one IPv6 /48. */
    public int maxConnectionsPerPrefix() {
        return maxConnectionsPerPrefix;
    }

    /** Returns the maximum number of requests over one connection. */
    public int maxRequestsPerConnection() {
        return maxRequestsPerConnection;
    }

    /** Returns the size of the send buffer and of the receive buffer of a connection, in bytes. */
    public int socketBufferBytes() {
        return socketBufferBytes;
    }

    /** Returns the maximum length of the value of a known query parameter, in decoded bytes. */
    public int maxValueBytes() {
        return maxValueBytes;
    }

    /** Returns the maximum number of info hashes of a scrape that are answered. */
    public int maxScrapeHashes() {
        return maxScrapeHashes;
    }

    /** Returns the length from which on an answer is compressed, in bytes. */
    public int minGzipBytes() {
        return minGzipBytes;
    }

    /** Returns the time limit for the head of a request. */
    public Duration headerTimeout() {
        return headerTimeout;
    }

    /** Returns the time limit for a connection without a request. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Returns the time limit for an answer. */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /** Returns the time limit for the PROXY protocol header of a trusted proxy. */
    public Duration proxyHeaderTimeout() {
        return proxyHeaderTimeout;
    }

    /**
     * Options of {@link HttpLimits}. Not thread-safe.
     *
     * @since 0.1.0
     */
    public static final class Builder {
        private int maxRequestLineBytes = DEFAULT_MAX_REQUEST_LINE_BYTES;
        private int maxHeaderBytes = DEFAULT_MAX_HEADER_BYTES;
        private int maxHeaderFields = DEFAULT_MAX_HEADER_FIELDS;
        private int maxConnections = DEFAULT_MAX_CONNECTIONS;
        private int maxConnectionsPerAddress = DEFAULT_MAX_CONNECTIONS_PER_ADDRESS;
        private int maxConnectionsPerPrefix = DEFAULT_MAX_CONNECTIONS_PER_PREFIX;
        private int maxRequestsPerConnection = DEFAULT_MAX_REQUESTS_PER_CONNECTION;
        private int socketBufferBytes = DEFAULT_SOCKET_BUFFER_BYTES;
        private int maxValueBytes = DEFAULT_MAX_VALUE_BYTES;
        private int maxScrapeHashes = DEFAULT_MAX_SCRAPE_HASHES;
        private int minGzipBytes = DEFAULT_MIN_GZIP_BYTES;
        private Duration headerTimeout = DEFAULT_HEADER_TIMEOUT;
        private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
        private Duration writeTimeout = DEFAULT_WRITE_TIMEOUT;
        private Duration proxyHeaderTimeout = DEFAULT_PROXY_HEADER_TIMEOUT;

        private Builder() {}

        /**
         * Sets the maximum length of a request line. A longer one is status 414, and the connection closes.
         *
         * @param maxRequestLineBytes 16 to 65,536; in bytes, without the line end; default
         *     {@link HttpLimits#DEFAULT_MAX_REQUEST_LINE_BYTES}
         */
        public Builder maxRequestLineBytes(int maxRequestLineBytes) {
            this.maxRequestLineBytes = Require.range("maxRequestLineBytes", maxRequestLineBytes, 16, 65_536);
            return this;
        }

        /**
         * Sets the maximum length of all header fields of a request together. More is status 431, and the connection
         * closes.
         *
         * @param maxHeaderBytes 16 to 65,536; in bytes, with line ends; default {@link HttpLimits#DEFAULT_MAX_HEADER_BYTES}
         */
        public Builder maxHeaderBytes(int maxHeaderBytes) {
            this.maxHeaderBytes = Require.range("maxHeaderBytes", maxHeaderBytes, 16, 65_536);
            return this;
        }

        /**
         * Sets the maximum number of header fields of a request. More is status 431, and the connection closes.
         *
         * @param maxHeaderFields 1 to 1,000; default {@link HttpLimits#DEFAULT_MAX_HEADER_FIELDS}
         */
        public Builder maxHeaderFields(int maxHeaderFields) {
            this.maxHeaderFields = Require.range("maxHeaderFields", maxHeaderFields, 1, 1_000);
            return this;
        }

        /**
         * Sets the maximum number of open connections. For a further one the connection is closed that waited longest
         * without a complete request. If every connection has one, the further connection is closed at once. The server
         * lowers the limit to 80 % of the file descriptors that the process may open.
         *
         * @param maxConnections 1 to 1,000,000; default {@link HttpLimits#DEFAULT_MAX_CONNECTIONS}
         */
        public Builder maxConnections(int maxConnections) {
            this.maxConnections = Require.range("maxConnections", maxConnections, 1, 1_000_000);
            return this;
        }

        /**
         * Sets the maximum number of open connections of one IPv4 address or one IPv6 /64. A further connection is
         * closed at once. The limit does not apply to trusted proxies, nor to addresses that only the LAN option
         * admits.
         *
         * @param maxConnectionsPerAddress 1 to 1,000,000; default {@link HttpLimits#DEFAULT_MAX_CONNECTIONS_PER_ADDRESS}
         */
        public Builder maxConnectionsPerAddress(int maxConnectionsPerAddress) {
            this.maxConnectionsPerAddress =
                    Require.range("maxConnectionsPerAddress", maxConnectionsPerAddress, 1, 1_000_000);
            return this;
        }

        /**
         * Sets the maximum number of open connections of one IPv6 /48, as {@link #maxConnectionsPerAddress}.
         *
         * @param maxConnectionsPerPrefix 1 to 1,000,000; default {@link HttpLimits#DEFAULT_MAX_CONNECTIONS_PER_PREFIX}
         */
        public Builder maxConnectionsPerPrefix(int maxConnectionsPerPrefix) {
            this.maxConnectionsPerPrefix =
                    Require.range("maxConnectionsPerPrefix", maxConnectionsPerPrefix, 1, 1_000_000);
            return this;
        }

        /**
         * Sets the maximum number of requests over one connection. The answer to the last one closes it.
         *
         * @param maxRequestsPerConnection 1 to 1,000,000,000; default
         *     {@link HttpLimits#DEFAULT_MAX_REQUESTS_PER_CONNECTION}
         */
        public Builder maxRequestsPerConnection(int maxRequestsPerConnection) {
            this.maxRequestsPerConnection =
                    Require.range("maxRequestsPerConnection", maxRequestsPerConnection, 1, 1_000_000_000);
            return this;
        }

        /**
         * Sets the size of the send buffer and of the receive buffer of each connection (SO_SNDBUF, SO_RCVBUF). A client
         * that does not read its answers holds no more of them. Linux takes up to twice as much memory for each.
         *
         * @param socketBufferBytes 4,096 to 4,194,304; in bytes; default {@link HttpLimits#DEFAULT_SOCKET_BUFFER_BYTES}
         */
        public Builder socketBufferBytes(int socketBufferBytes) {
            this.socketBufferBytes = Require.range("socketBufferBytes", socketBufferBytes, 4_096, 4_194_304);
            return this;
        }

        /**
         * Sets the maximum length of the value of a query parameter that an announce needs. With a longer one the announce
         * fails. A longer address claim is ignored, and a longer {@code key} links nothing. Unknown parameters may have
         * any length and number.
         *
         * @param maxValueBytes 20 to 65,536; in decoded bytes; a passkey or token may be longer; default {@link HttpLimits#DEFAULT_MAX_VALUE_BYTES}
         */
        public Builder maxValueBytes(int maxValueBytes) {
            this.maxValueBytes = Require.range("maxValueBytes", maxValueBytes, 20, 65_536);
            return this;
        }

        /**
         * Sets the maximum number of info hashes of a scrape that are answered. Further ones are ignored.
         *
         * @param maxScrapeHashes 1 to 10,000; default {@link HttpLimits#DEFAULT_MAX_SCRAPE_HASHES}
         */
        public Builder maxScrapeHashes(int maxScrapeHashes) {
            this.maxScrapeHashes = Require.range("maxScrapeHashes", maxScrapeHashes, 1, 10_000);
            return this;
        }

        /**
         * Sets the length from which on an answer is compressed for a client that accepts gzip. Compact peer lists are
         * never compressed, since they do not shrink.
         *
         * @param minGzipBytes 0 to 1,000,000,000; in bytes; default {@link HttpLimits#DEFAULT_MIN_GZIP_BYTES}
         */
        public Builder minGzipBytes(int minGzipBytes) {
            this.minGzipBytes = Require.range("minGzipBytes", minGzipBytes, 0, 1_000_000_000);
            return this;
        }

        /**
         * Sets the time limit for the head of a request. It runs from the first byte, for the first request from the
         * start of the connection, and more bytes do not extend it. Past it the connection is closed.
         *
         * @param headerTimeout 1 ms to 1 hour; default {@link HttpLimits#DEFAULT_HEADER_TIMEOUT}
         */
        public Builder headerTimeout(Duration headerTimeout) {
            this.headerTimeout = Require.range("headerTimeout", headerTimeout, MIN_TIMEOUT, MAX_TIMEOUT);
            return this;
        }

        /**
         * Sets the time limit for a connection without a request. Past it the connection is closed.
         *
         * @param idleTimeout 1 ms to 1 hour; default {@link HttpLimits#DEFAULT_IDLE_TIMEOUT}
         */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = Require.range("idleTimeout", idleTimeout, MIN_TIMEOUT, MAX_TIMEOUT);
            return this;
        }

        /**
         * Sets the time limit for an answer, twice: from the end of the request's head until the answer is ready, and from
         * then until the client has taken it whole. If the answer is not ready in time, the client gets status 503. If the
         * client does not take it in time, the connection is closed, and what is left of the answer is dropped. A long
         * answer gets 1 second more for each 16 KiB that the client takes; at no time is more than this limit left. So
         * a client may take nothing for so long, and over a longer time it must take 16 KiB a second.
         *
         * @param writeTimeout 1 ms to 1 hour; default {@link HttpLimits#DEFAULT_WRITE_TIMEOUT}
         */
        public Builder writeTimeout(Duration writeTimeout) {
            this.writeTimeout = Require.range("writeTimeout", writeTimeout, MIN_TIMEOUT, MAX_TIMEOUT);
            return this;
        }

        /**
         * Sets the time limit for the PROXY protocol header of a trusted proxy. Past it the connection is closed.
         *
         * @param proxyHeaderTimeout 1 ms to 1 hour; default {@link HttpLimits#DEFAULT_PROXY_HEADER_TIMEOUT}
         */
        public Builder proxyHeaderTimeout(Duration proxyHeaderTimeout) {
            this.proxyHeaderTimeout = Require.range("proxyHeaderTimeout", proxyHeaderTimeout, MIN_TIMEOUT, MAX_TIMEOUT);
            return this;
        }

        /** Makes the limits. */
        public HttpLimits build() {
            return new HttpLimits(this);
        }
    }
}
