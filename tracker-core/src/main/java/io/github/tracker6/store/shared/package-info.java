/**
 * One set of swarms on many nodes: each node answers from its own memory and exchanges changes with the others through a
 * {@link io.github.tracker6.store.shared.ChangeLog}. Uses the storage SPI and the memory store; knows no log's backend.
 */
@NullMarked
package io.github.tracker6.store.shared;

import org.jspecify.annotations.NullMarked;
