/**
 * The HTTP server: Netty's transports, native epoll where it is present, below a strict parser of our own for {@code
 * GET} and {@code HEAD}. It may use the core, {@code http} and Netty's transport, and leaves what an answer says to
 * {@link io.github.tracker6.http.HttpTrackerHandler}.
 */
@NullMarked
package io.github.tracker6.http.netty;

import org.jspecify.annotations.NullMarked;
