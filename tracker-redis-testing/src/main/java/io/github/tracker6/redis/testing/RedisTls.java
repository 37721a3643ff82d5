package io.github.tracker6.redis.testing;

import io.lettuce.core.RedisURI;

/**
 * A server with TLS on one port, and without TLS on the port of {@link #process()}. Immutable.
 *
 * @param process the server
 * @param port the port with TLS, on {@code localhost}
 * @param files the certificate and the key
 */
public record RedisTls(RedisProcess process, int port, TlsFiles files) {
    /** Returns the address with TLS, a new object each time. */
    public RedisURI uri() {
        return RedisURI.builder()
                .withHost("localhost")
                .withPort(port)
                .withSsl(true)
                .build();
    }
}
