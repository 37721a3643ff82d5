/**
 * The values that every module uses: addresses, info hashes, roles, events, and the messages between store, engine and
 * adapters. May use the JDK, {@code internal}, and Guava (never in a public signature).
 */
@NullMarked
package io.github.tracker6;

import org.jspecify.annotations.NullMarked;
