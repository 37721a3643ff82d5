/**
 * A load generator that verifies every answer: it knows every peer that it has announced. A {@code Generator} is one
 * thread with its own swarms, peers and sockets, so threads share nothing on the hot path.
 */
@NullMarked
package io.github.tracker6.benchmarks.load;

import org.jspecify.annotations.NullMarked;
