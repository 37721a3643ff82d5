package io.github.tracker6.http.netty;

import io.netty.channel.EventLoop;

/**
 * An event loop with what its connections share.
 *
 * @param loop where every connection of the worker runs
 */
record Lane(Worker worker, EventLoop loop) {}
