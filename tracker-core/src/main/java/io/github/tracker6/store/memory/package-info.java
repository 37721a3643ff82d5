/**
 * Swarms in memory, packed into direct buffers. {@link io.github.tracker6.store.memory.MemorySwarmStore} shards by info
 * hash into stripes, each with a lock, a swarm table and a slab allocator of its own; a swarm's peers are a small block
 * that is scanned, or a large table with an index.
 */
@NullMarked
package io.github.tracker6.store.memory;

import org.jspecify.annotations.NullMarked;
