/**
 * Swarms in plain Java collections, for authors of stores: {@link io.github.tracker6.store.plain.PlainSwarmStore} keeps
 * every rule of {@link io.github.tracker6.store.SwarmStore}, and a subclass says where the swarms are kept. Uses the
 * storage SPI and the values alone.
 */
@NullMarked
package io.github.tracker6.store.plain;

import org.jspecify.annotations.NullMarked;
