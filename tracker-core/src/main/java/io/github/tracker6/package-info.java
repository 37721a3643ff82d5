/**
 * The values that every module speaks of: addresses, info hashes, roles, events, and the messages between store, engine
 * and adapters. Uses the JDK and Guava (never in a public signature); imports no other package of Tracker6 but {@code
 * internal}.
 */
@NullMarked
package io.github.tracker6;

import org.jspecify.annotations.NullMarked;
