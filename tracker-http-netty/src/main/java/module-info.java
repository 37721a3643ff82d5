/** The HTTP server of a tracker, and a channel handler for the Netty pipeline of an application. */
// As in tracker-core.
@SuppressWarnings({"module", "requires-automatic"})
module io.github.tracker6.http.netty {
    requires transitive io.github.tracker6.http;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.common;
    requires io.netty.handler;
    requires transitive io.netty.transport;
    requires org.slf4j;
    // For io.github.tracker6.http.netty.pipeline: an application with such a pipeline requires it.
    requires static io.netty.codec.http;
    requires static io.netty.transport.classes.epoll;
    requires static io.netty.transport.unix.common;
    requires static micrometer.core;
    requires static transitive org.jspecify;

    exports io.github.tracker6.http.netty;
    exports io.github.tracker6.http.netty.metrics;
    exports io.github.tracker6.http.netty.pipeline;
}
