/**
 * Interceptors that restrict the tracker to certain torrents, passkeys and clients, and the lists that they read. May use
 * the JDK, Guava, the values and the engine.
 */
@NullMarked
package io.github.tracker6.access;

import org.jspecify.annotations.NullMarked;
