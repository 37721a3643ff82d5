package io.github.tracker6.http.netty;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;

/**
 * An event loop, and what its connections share.
 *
 * @param io where every connection of the worker runs
 */
record WorkerLoop(Worker worker, IoEventLoop io) {
    /** Returns the same loop by the type that registers channels. */
    EventLoop loop() {
        return io;
    }
}
