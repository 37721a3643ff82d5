/**
 * A load generator that believes nothing: it knows every peer that it announced, and so judges every answer. A
 * {@code Generator} is one thread with swarms, peers and sockets of its own, so nothing is shared on the hot path.
 */
@NullMarked
package io.github.tracker6.benchmarks.load;

import org.jspecify.annotations.NullMarked;
