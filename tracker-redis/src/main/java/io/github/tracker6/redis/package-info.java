/**
 * The Redis store: many nodes, one swarm. It may use the core, Lettuce and, for a handler in Lettuce's pipelines, Netty,
 * which is in no public signature.
 */
@NullMarked
package io.github.tracker6.redis;

import org.jspecify.annotations.NullMarked;
