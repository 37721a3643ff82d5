package io.github.tracker6.testkit;

import io.github.tracker6.AddressFamily;
import io.github.tracker6.engine.TrackerHandler;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * A tracker in an HTTP server of any kind, which {@link HttpEmbeddingContract} tests.
 *
 * @since 0.1.0
 */
public interface HttpEmbedding extends AutoCloseable {
    /**
     * What an embedding must serve, for peers with addresses of any scope ({@code lan(true)}). Announces and scrapes go to
     * the tracker.
     *
     * @param tracker borrowed
     * @param trustsLoopback whether {@code ::1} and {@code 127.0.0.0/8} are trusted proxies
     * @param sourceBurst how many requests of one client are answered at once; one more each second
     * @param pagePath a path of its own, which is a route
     * @param page what that path answers with status 200 and content type {@code text/plain}
     * @since 0.1.0
     */
    record Setup(TrackerHandler tracker, boolean trustsLoopback, int sourceBurst, String pagePath, String page) {}

    /** Returns the loopback address of a family and the port on which the server listens there. */
    InetSocketAddress address(AddressFamily family);

    /** Stops the server and its threads. */
    @Override
    void close() throws IOException;
}
