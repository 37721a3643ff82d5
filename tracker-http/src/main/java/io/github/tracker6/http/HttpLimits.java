package io.github.tracker6.http;

import io.github.tracker6.internal.Require;
import java.time.Duration;

/** How much of what an HTTP client may use. Each limit is an option. Immutable; made by {@link #builder()}. */
public final class HttpLimits {
    /** The default of {@link Builder#maxRequestLineBytes}: 4,096. */
    public static final int DEFAULT_MAX_REQUEST_LINE_BYTES = 4_096;

    /** The default of {@link Builder#maxHeaderBytes}: 8,192. */
    public static final int DEFAULT_MAX_HEADER_BYTES = 8_192;

    /** The default of {@link Builder#maxHeaderFields}: 32. */
    public static final int DEFAULT_MAX_HEADER_FIELDS = 32;

    /** The default of {@link Builder#maxConnections}: 16,384. */
    public static final int DEFAULT_MAX_CONNECTIONS = 16_384;

    /** The default of {@link Builder#maxConnectionsPerAddress}: 64. */
    public static final int DEFAULT_MAX_CONNECTIONS_PER_ADDRESS = 64;

    /** The default of {@link Builder#maxRequestsPerConnection}: 1,000. */
    public static final int DEFAULT_MAX_REQUESTS_PER_CONNECTION = 1_000;

    /** The default of {@link Builder#maxParameters}: 64. */
    public static final int DEFAULT_MAX_PARAMETERS = 64;

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
    private final int maxRequestsPerConnection;
    private final int maxParameters;
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
        maxRequestsPerConnection = builder.maxRequestsPerConnection;
        maxParameters = builder.maxParameters;
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

    /** Returns how long a request line may be; see {@link Builder#maxRequestLineBytes}. */
    public int maxRequestLineBytes() {
        return maxRequestLineBytes;
    }

    /** Returns how long all header fields of a request may be together; see {@link Builder#maxHeaderBytes}. */
    public int maxHeaderBytes() {
        return maxHeaderBytes;
    }

    /** Returns how many header fields a request may have; see {@link Builder#maxHeaderFields}. */
    public int maxHeaderFields() {
        return maxHeaderFields;
    }

    /** Returns how many connections may be open; see {@link Builder#maxConnections}. */
    public int maxConnections() {
        return maxConnections;
    }

    /** Returns how many connections one IPv4 address or one IPv6 /64 may hold; see {@link Builder#maxConnectionsPerAddress}. */
    public int maxConnectionsPerAddress() {
        return maxConnectionsPerAddress;
    }

    /** Returns how many requests one connection may carry; see {@link Builder#maxRequestsPerConnection}. */
    public int maxRequestsPerConnection() {
        return maxRequestsPerConnection;
    }

    /** Returns how many parameters a query may have; see {@link Builder#maxParameters}. */
    public int maxParameters() {
        return maxParameters;
    }

    /** Returns how long the value of a query parameter may be; see {@link Builder#maxValueBytes}. */
    public int maxValueBytes() {
        return maxValueBytes;
    }

    /** Returns how many info hashes of a scrape are answered; see {@link Builder#maxScrapeHashes}. */
    public int maxScrapeHashes() {
        return maxScrapeHashes;
    }

    /** Returns how long an answer must be to be compressed for a client that asks for gzip; see {@link Builder#minGzipBytes}. */
    public int minGzipBytes() {
        return minGzipBytes;
    }

    /** Returns how long a request's head may take from its first byte, and the first one's from the connection's start, however slowly it drips; see {@link Builder#headerTimeout}. */
    public Duration headerTimeout() {
        return headerTimeout;
    }

    /** Returns how long a connection may stay open without a request; see {@link Builder#idleTimeout}. */
    public Duration idleTimeout() {
        return idleTimeout;
    }

    /** Returns how long an answer may take from the end of its request's head until the last byte left; see {@link Builder#writeTimeout}. */
    public Duration writeTimeout() {
        return writeTimeout;
    }

    /** Returns how long a trusted proxy may take to send its PROXY protocol header; see {@link Builder#proxyHeaderTimeout}. */
    public Duration proxyHeaderTimeout() {
        return proxyHeaderTimeout;
    }

    /** Options of {@link HttpLimits}. Not thread-safe. */
    public static final class Builder {
        private int maxRequestLineBytes = DEFAULT_MAX_REQUEST_LINE_BYTES;
        private int maxHeaderBytes = DEFAULT_MAX_HEADER_BYTES;
        private int maxHeaderFields = DEFAULT_MAX_HEADER_FIELDS;
        private int maxConnections = DEFAULT_MAX_CONNECTIONS;
        private int maxConnectionsPerAddress = DEFAULT_MAX_CONNECTIONS_PER_ADDRESS;
        private int maxRequestsPerConnection = DEFAULT_MAX_REQUESTS_PER_CONNECTION;
        private int maxParameters = DEFAULT_MAX_PARAMETERS;
        private int maxValueBytes = DEFAULT_MAX_VALUE_BYTES;
        private int maxScrapeHashes = DEFAULT_MAX_SCRAPE_HASHES;
        private int minGzipBytes = DEFAULT_MIN_GZIP_BYTES;
        private Duration headerTimeout = DEFAULT_HEADER_TIMEOUT;
        private Duration idleTimeout = DEFAULT_IDLE_TIMEOUT;
        private Duration writeTimeout = DEFAULT_WRITE_TIMEOUT;
        private Duration proxyHeaderTimeout = DEFAULT_PROXY_HEADER_TIMEOUT;

        private Builder() {}

        /**
         * Sets how long a request line may be.
         *
         * @param maxRequestLineBytes 16 to 65,536; default {@link HttpLimits#DEFAULT_MAX_REQUEST_LINE_BYTES}; bytes, the line end not counted; past it: status 414 and close
         */
        public Builder maxRequestLineBytes(int maxRequestLineBytes) {
            this.maxRequestLineBytes = Require.range("maxRequestLineBytes", maxRequestLineBytes, 16, 65_536);
            return this;
        }

        /**
         * Sets how long all header fields of a request may be together.
         *
         * @param maxHeaderBytes 16 to 65,536; default {@link HttpLimits#DEFAULT_MAX_HEADER_BYTES}; bytes, line ends counted; past it: status 431 and close
         */
        public Builder maxHeaderBytes(int maxHeaderBytes) {
            this.maxHeaderBytes = Require.range("maxHeaderBytes", maxHeaderBytes, 16, 65_536);
            return this;
        }

        /**
         * Sets how many header fields a request may have.
         *
         * @param maxHeaderFields 1 to 1,000; default {@link HttpLimits#DEFAULT_MAX_HEADER_FIELDS}; past it: status 431 and close
         */
        public Builder maxHeaderFields(int maxHeaderFields) {
            this.maxHeaderFields = Require.range("maxHeaderFields", maxHeaderFields, 1, 1_000);
            return this;
        }

        /**
         * Sets how many connections may be open.
         *
         * @param maxConnections 1 to 1,000,000; default {@link HttpLimits#DEFAULT_MAX_CONNECTIONS}; lowered to 80 % of the file descriptors that the process may open; past it a connection is closed at once
         */
        public Builder maxConnections(int maxConnections) {
            this.maxConnections = Require.range("maxConnections", maxConnections, 1, 1_000_000);
            return this;
        }

        /**
         * Sets how many connections one IPv4 address or one IPv6 /64 may hold.
         *
         * @param maxConnectionsPerAddress 1 to 1,000,000; default {@link HttpLimits#DEFAULT_MAX_CONNECTIONS_PER_ADDRESS}; past it a connection is closed at once; trusted proxies, and addresses that only the LAN option admits, are exempt
         */
        public Builder maxConnectionsPerAddress(int maxConnectionsPerAddress) {
            this.maxConnectionsPerAddress =
                    Require.range("maxConnectionsPerAddress", maxConnectionsPerAddress, 1, 1_000_000);
            return this;
        }

        /**
         * Sets how many requests one connection may carry.
         *
         * @param maxRequestsPerConnection 1 to 1,000,000,000; default {@link HttpLimits#DEFAULT_MAX_REQUESTS_PER_CONNECTION}; the answer to the last one closes
         */
        public Builder maxRequestsPerConnection(int maxRequestsPerConnection) {
            this.maxRequestsPerConnection =
                    Require.range("maxRequestsPerConnection", maxRequestsPerConnection, 1, 1_000_000_000);
            return this;
        }

        /**
         * Sets how many parameters a query may have.
         *
         * @param maxParameters 1 to 1,000; default {@link HttpLimits#DEFAULT_MAX_PARAMETERS}; past it the request fails; the info hashes of a scrape are counted apart
         */
        public Builder maxParameters(int maxParameters) {
            this.maxParameters = Require.range("maxParameters", maxParameters, 1, 1_000);
            return this;
        }

        /**
         * Sets how long the value of a query parameter may be.
         *
         * @param maxValueBytes 20 to 65,536; default {@link HttpLimits#DEFAULT_MAX_VALUE_BYTES}; bytes, decoded; past it the request fails, save that an address claim is passed over
         */
        public Builder maxValueBytes(int maxValueBytes) {
            this.maxValueBytes = Require.range("maxValueBytes", maxValueBytes, 20, 65_536);
            return this;
        }

        /**
         * Sets how many info hashes of a scrape are answered.
         *
         * @param maxScrapeHashes 1 to 10,000; default {@link HttpLimits#DEFAULT_MAX_SCRAPE_HASHES}; those past it are not answered
         */
        public Builder maxScrapeHashes(int maxScrapeHashes) {
            this.maxScrapeHashes = Require.range("maxScrapeHashes", maxScrapeHashes, 1, 10_000);
            return this;
        }

        /**
         * Sets how long an answer must be to be compressed for a client that asks for gzip.
         *
         * @param minGzipBytes 0 to 1,000,000,000; default {@link HttpLimits#DEFAULT_MIN_GZIP_BYTES}; bytes; compact peer lists are never compressed, since they do not shrink
         */
        public Builder minGzipBytes(int minGzipBytes) {
            this.minGzipBytes = Require.range("minGzipBytes", minGzipBytes, 0, 1_000_000_000);
            return this;
        }

        /**
         * Sets how long a request's head may take from its first byte, and the first one's from the connection's start, however slowly it drips. Past it the connection is closed.
         *
         * @param headerTimeout 1 ms to 1 hour; default {@link HttpLimits#DEFAULT_HEADER_TIMEOUT}
         */
        public Builder headerTimeout(Duration headerTimeout) {
            this.headerTimeout = requireTimeout("headerTimeout", headerTimeout);
            return this;
        }

        /**
         * Sets how long a connection may stay open without a request. Past it the connection is closed.
         *
         * @param idleTimeout 1 ms to 1 hour; default {@link HttpLimits#DEFAULT_IDLE_TIMEOUT}
         */
        public Builder idleTimeout(Duration idleTimeout) {
            this.idleTimeout = requireTimeout("idleTimeout", idleTimeout);
            return this;
        }

        /**
         * Sets how long an answer may take from the end of its request's head until the last byte left. Past it the connection is closed.
         *
         * @param writeTimeout 1 ms to 1 hour; default {@link HttpLimits#DEFAULT_WRITE_TIMEOUT}
         */
        public Builder writeTimeout(Duration writeTimeout) {
            this.writeTimeout = requireTimeout("writeTimeout", writeTimeout);
            return this;
        }

        /**
         * Sets how long a trusted proxy may take to send its PROXY protocol header. Past it the connection is closed.
         *
         * @param proxyHeaderTimeout 1 ms to 1 hour; default {@link HttpLimits#DEFAULT_PROXY_HEADER_TIMEOUT}
         */
        public Builder proxyHeaderTimeout(Duration proxyHeaderTimeout) {
            this.proxyHeaderTimeout = requireTimeout("proxyHeaderTimeout", proxyHeaderTimeout);
            return this;
        }

        /** Makes the limits. */
        public HttpLimits build() {
            return new HttpLimits(this);
        }

        private static Duration requireTimeout(String name, Duration value) {
            if (value.compareTo(MIN_TIMEOUT) < 0 || value.compareTo(MAX_TIMEOUT) > 0) {
                throw new IllegalArgumentException(name + " " + value + " is outside 1 ms to 1 hour");
            }
            return value;
        }
    }
}
