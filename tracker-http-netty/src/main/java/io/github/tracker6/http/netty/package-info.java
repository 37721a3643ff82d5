/**
 * The HTTP server: a strict parser of {@code GET} and {@code HEAD} requests over Netty's transports, native epoll if it is
 * present and NIO elsewhere; TLS by the JDK through Netty's handler. It may use the core, {@code tracker-http}, and Netty's
 * transport, buffer and handler. What is answered is up to {@link io.github.tracker6.http.HttpTrackerHandler}.
 */
@NullMarked
package io.github.tracker6.http.netty;

import org.jspecify.annotations.NullMarked;
