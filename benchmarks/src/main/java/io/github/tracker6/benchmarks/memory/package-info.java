/**
 * Measures the memory store: bytes per peer and the longest announces. Has the loads that the JMH benchmarks use, too.
 */
@NullMarked
package io.github.tracker6.benchmarks.memory;

import org.jspecify.annotations.NullMarked;
