/**
 * Swarms in memory, packed into direct buffers. {@link io.github.tracker6.store.memory.MemorySwarmStore} spreads the swarms
 * over shards by their info hash. A shard has a lock, a swarm table and a slab allocator. A small swarm is one block that
 * holds its peers and is scanned from end to end; the peers of a large swarm are a table with two indexes. May use the
 * storage SPI and the values.
 */
@NullMarked
package io.github.tracker6.store.memory;

import org.jspecify.annotations.NullMarked;
