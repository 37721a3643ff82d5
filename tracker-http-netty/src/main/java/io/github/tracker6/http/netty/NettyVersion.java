package io.github.tracker6.http.netty;

import io.github.tracker6.internal.RequiredLibrary;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;

/** Which Netty there is: 4.2, or 4.1, which lists of versions such as that of Spring Boot 3.5 choose. */
final class NettyVersion {
    static final RequiredLibrary NETTY = new RequiredLibrary("tracker-http-netty", "Netty", "4.1.128", Channel.class);

    /** Whether event loops serve other things than channels, and have a clock that tests can set: Netty 4.2. */
    static final boolean HAS_IO_EVENT_LOOPS = NETTY.has("io.netty.channel.IoEventLoop");

    private NettyVersion() {}

    /**
     * Checks that Netty is 4.1 or newer.
     *
     * @throws IllegalStateException if it is older; the message names version and jar
     */
    static void check() {
        NETTY.require("io.netty.channel.MaxMessagesRecvByteBufAllocator", "io.netty.channel.socket.DuplexChannel");
    }

    /** Returns the time of a loop's own clock, in nanoseconds; under Netty 4.1 that of the JVM, which the loop uses. */
    static long nanoTime(EventExecutor loop) {
        return HAS_IO_EVENT_LOOPS ? loop.ticker().nanoTime() : System.nanoTime();
    }
}
