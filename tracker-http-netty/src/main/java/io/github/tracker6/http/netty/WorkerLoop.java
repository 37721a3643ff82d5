package io.github.tracker6.http.netty;

import io.netty.channel.EventLoop;

/**
 * An event loop, and what its connections share.
 *
 * @param loop where every connection of the worker runs
 */
record WorkerLoop(Worker worker, EventLoop loop) {}
