/**
 * The Redis store: many nodes, one swarm. It may use the core, Guava, Lettuce and, for a handler in Lettuce's pipelines,
 * Netty; of these only Lettuce is in public signatures.
 */
@NullMarked
package io.github.tracker6.redis;

import org.jspecify.annotations.NullMarked;
