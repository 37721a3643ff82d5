package io.github.tracker6.redis.testing;

import io.lettuce.core.RedisURI;

/**
 * A server that speaks TLS on a port of its own, and plain on that of {@link #process()}.
 *
 * @param process the server
 * @param port the port of TLS, on {@code localhost}
 * @param files its certificate and key
 */
public record RedisTls(RedisProcess process, int port, TlsFiles files) {
    /** Returns where it speaks TLS, as a fresh value. */
    public RedisURI uri() {
        return RedisURI.builder()
                .withHost("localhost")
                .withPort(port)
                .withSsl(true)
                .build();
    }
}
