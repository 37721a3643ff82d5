/**
 * Swarms in memory, packed into direct buffers. {@link io.github.tracker6.store.memory.MemorySwarmStore} distributes the
 * swarms over shards by info hash; each shard has a lock, a swarm table and a slab allocator of its own. A small swarm is
 * one block together with its peers, which a look-up scans. The peers of a large swarm are a table with two indexes.
 */
@NullMarked
package io.github.tracker6.store.memory;

import org.jspecify.annotations.NullMarked;
