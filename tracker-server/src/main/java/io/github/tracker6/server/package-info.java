/**
 * A whole tracker as one object: {@link io.github.tracker6.server.TrackerServer} holds the engine, a store, and HTTP and
 * UDP servers, and starts and closes them together. May use the core and both protocols; knows no store but the memory
 * store.
 */
@NullMarked
package io.github.tracker6.server;

import org.jspecify.annotations.NullMarked;
