/**
 * Swarms in memory, packed into direct buffers. {@link io.github.tracker6.store.memory.MemorySwarmStore} shards by info
 * hash into shards, each with a lock, a swarm table and a slab allocator of its own; a small swarm is one block with its peers,
 * scanned from end to end, the peers of a large one are a table with two indexes.
 */
@NullMarked
package io.github.tracker6.store.memory;

import org.jspecify.annotations.NullMarked;
